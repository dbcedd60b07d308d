import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatPolicy,
  type Policy,
  parsePolicy,
  policyFromJson,
  policyToJson,
  policyToText,
} from '../../src/policy/index.js';
import { fixturePages, readPage, shippedPages, withoutLines } from './pages.js';

const loading = [...shippedPages, ...fixturePages].filter((file) => parsePolicy(readPage(file)).policy);
const schema = new Ajv({ strict: true, strictTypes: false, strictRequired: false }).compile(
  JSON.parse(readPage('schema/policy.schema.json')),
);

function load(file: string): Policy {
  const { policy } = parsePolicy(readPage(file));
  if (!policy) throw new Error(file);
  return policy;
}

// Policies at random, as their JSON form

const text = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
  fc.constantFrom('// no comment', 'say "x"', 'a\\b', 'line\nline', ' '),
);
const boundName = fc.constantFrom('x', 'device-name', 'constructor');
const level = fc.oneof(
  fc.constantFrom(
    'a',
    '$SYS',
    'for',
    'qos',
    '',
    'a b',
    'x,',
    '//c',
    'glob',
    'none',
    '{{b}}',
    'é',
    '|',
    '<=',
    '"q"',
    'bag',
    '{json|cbor}',
    'v-{x}',
    '+',
  ),
  boundName.map((name) => `{${name}}`),
);
const template = fc
  .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.constantFrom('', '/#'))
  .map(([levels, end]) => levels.join('/') + end)
  .filter((topic) => topic !== '');
const shape = fc.constantFrom(
  'any',
  '[a-z]{1,8}',
  'a | b',
  '[A-Za-z0-9_-]{1,64}',
  'gh-[0-9]{6}',
  '[a |]{2}',
  'none',
  '"',
  'x,',
  'bag',
  '[^a]{0,}',
  'levels',
  '5',
);
const number = fc.nat({ max: 60_000 });
const optional = <T>(key: string, value: fc.Arbitrary<T>): fc.Arbitrary<object> =>
  fc.oneof(
    fc.constant({}),
    value.map((one) => ({ [key]: one })),
  );
const joined = (...parts: fc.Arbitrary<object>[]): fc.Arbitrary<object> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as object);
const consequence = fc.constantFrom<object>(
  { do: 'close' },
  { do: 'refuse', code: 4 },
  { do: 'refuse', code: 0x9b },
  { do: 'warn' },
  { do: 'none' },
  { do: 'unknown' },
);
const otherwise = optional(
  'otherwise',
  consequence.map((one) => [one]),
);
const source = fc.constantFrom<object>(
  { title: 'S "1"' },
  { url: 'https://s.example/a#b' },
  { title: 'T', url: 'http://t.example' },
);
const clauses = joined(
  optional('about', text),
  optional('for', fc.constant(['operator'])),
  optional(
    'note',
    text.map((one) => ({ text: one })),
  ),
  optional('source', source),
  otherwise,
);

const bounds = fc.oneof(
  fc.record({ to: number }),
  fc.record({ below: number.map((one) => one + 1) }),
  fc.record({ above: number }),
  fc.record({ from: number }),
  fc.tuple(number, number).map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 })),
);
const publishTest = fc.oneof(
  fc.constant({ check: 'qos', in: [0] }),
  fc.constant({ check: 'qos', from: 0, to: 1 }),
  fc.constant({ check: 'qos', in: [0, 2] }),
  fc.constant({ check: 'retain', in: [1] }),
  bounds.map((one) => ({ check: 'payload', ...one })),
  fc
    .tuple(bounds, fc.constantFrom('B', 'KB', 'levels', 'chars'))
    .map(([one, unit]) => ({ check: 'topic', ...one, unit })),
  shape.map((one) => ({ check: 'level', shape: one })),
);
const checkLine = fc
  .tuple(
    publishTest,
    optional(
      'when',
      fc.constantFrom(
        [{ check: 'qos', in: [1] }],
        [
          { check: 'qos', in: [0] },
          { check: 'username', in: ['anna', 'bert'] },
        ],
      ),
    ),
    clauses,
  )
  .map(([{ check, ...test }, when, rest]) => ({ check: [check], ...test, ...when, ...rest }));
const listing = fc
  .tuple(
    fc.constantFrom('allow', 'deny'),
    fc.constantFrom(['publish'], ['publish', 'subscribe'], ['publish', 'receive']),
    fc.array(template, { minLength: 1, maxLength: 3 }),
    optional('checks', fc.array(publishTest, { minLength: 1, maxLength: 2 })),
    joined(
      optional('reply', fc.array(template, { minLength: 1, maxLength: 2 })),
      optional('when', fc.constant([{ check: 'address', in: ['10.0.0.0/8', 'fd00::1'] }])),
      optional('except', fc.constant(['a/b', '{x}/c/#'])),
    ),
    optional('use', template),
    clauses,
  )
  .map(([kind, verbs, topics, checks, reply, use, rest]) => ({
    [kind]: verbs,
    topics,
    ...checks,
    ...reply,
    ...use,
    ...rest,
  }));
const topics = fc.record({
  section: fc.constant('topics'),
  under: fc.array(fc.constantFrom('a', '$sys/{x}', 'b c/{x}', 'for'), { minLength: 1, maxLength: 2 }),
  wildcards: fc.constantFrom({ none: true }, { fromLevel: 3 }),
  lines: fc
    .tuple(fc.array(listing, { maxLength: 4 }), fc.array(fc.tuple(shape, optional('about', text)), { maxLength: 1 }))
    .map(([lines, names]) => [...names.map(([one, about]) => ({ name: 'free', shape: one, ...about })), ...lines]),
});
const bag = fc.constant([
  { key: 'version', is: ['2018-10-31'] },
  { key: 'res', is: ['p/{x}/d', 'a b'] },
  { key: 'et', is: ['expiry'] },
  { key: 'sign', optional: true, is: ['[A-Z/]{1,4}', '{md5|sha1}'] },
  { key: 'for', optional: true },
]);
const page = fc
  .tuple(
    joined(
      optional('title', text),
      optional('source', fc.array(source, { minLength: 1, maxLength: 2 })),
      optional('hosts', fc.constant(['a.example', '[::1]:1883'])),
      optional('dated', fc.constant('2026-11-23')),
    ),
    bag,
    joined(optional('about', text), optional('source', source), otherwise),
    fc.array(
      fc.oneof(
        topics,
        fc.array(checkLine, { maxLength: 4 }).map((lines) => ({ section: 'every publish', lines })),
      ),
      { maxLength: 3 },
    ),
    fc.array(template, { minLength: 1, maxLength: 2 }),
  )
  .map(([head, items, extra, sections, claims]) => ({
    language: 1,
    policy: 'random',
    ...head,
    sections: [
      {
        section: 'roles',
        lines: [{ role: 'operator' }, { role: 'anna', when: [{ check: 'username', in: ['anna', '42'] }] }],
      },
      {
        section: 'identity',
        ...extra,
        lines: [
          { bind: ['client-id'], to: 'c-{x}' },
          { bind: ['username'], to: '{device-name}' },
          { bind: ['password'], to: '{t}' },
          { bind: ['will.topic'], to: 'w/{constructor}' },
          { name: 'x', shape: '[a-z]{1,8}' },
          { name: 'device-name', shape: '[a-z]{1,8}' },
          { name: 'constructor', shape: 'any' },
          { name: 't', bag: items },
        ],
      },
      ...sections,
      {
        section: 'assert',
        lines: [
          { assert: 'isolated', names: ['x'] },
          { assert: 'never', verb: 'publish', topics: claims },
        ],
      },
    ],
  }));

describe('the JSON form', () => {
  it.each(loading)('of %s fits the schema and comes back as it was', (file) => {
    const policy = load(file);
    const json = policyToJson(policy);
    expect(schema(json)).toBe(true);
    const back = policyFromJson(JSON.parse(JSON.stringify(json)));
    expect(withoutLines(back.policy)).toEqual(withoutLines(policy));
    expect(policyToJson(back.policy as Policy)).toEqual(json);
  });

  it.each(loading)('and the text of %s say the same', (file) => {
    const policy = load(file);
    const text = policyToText(policy);
    expect(formatPolicy(text)).toEqual({ text, problems: [] });
    expect(withoutLines(parsePolicy(text).policy)).toEqual(withoutLines(policy));
  });

  it('becomes text and JSON again, whatever the policy', () => {
    fc.assert(
      fc.property(page, (json) => {
        const first = policyFromJson(json);
        expect(first.problems.filter((one) => one.severity === 'error')).toEqual([]);
        const policy = first.policy as Policy;
        const canonical = policyToJson(policy);
        expect(schema(canonical)).toBe(true);
        expect(canonical).toEqual(json);
        const text = policyToText(policy);
        const back = parsePolicy(text);
        expect(back.problems.filter((one) => one.severity === 'error')).toEqual([]);
        expect(policyToJson(back.policy as Policy)).toEqual(canonical);
        expect(policyToText(back.policy as Policy)).toBe(text);
        expect(formatPolicy(text)).toEqual({ text, problems: [] });
      }),
      { numRuns: 400 },
    );
  });
});

describe('what does not fit', () => {
  const said = (value: unknown): string[] => policyFromJson(value).problems.map((one) => `${one.path} ${one.message}`);
  const sections = (...all: unknown[]): unknown => ({ language: 1, policy: 'p', sections: all });

  it.each([
    [null, / The policy must be an object/],
    ['policy', / must be an object/],
    [[], / must be an object/],
    [{ language: 1, sections: [] }, / The policy has no "policy"/],
    [{ language: 2, policy: 'p', sections: [] }, /^\/language "language" must be 1/],
    [{ language: 1, policy: 'p', sections: [], titel: 'x' }, / "titel" is not known here\. Did you mean "title"/],
    [{ language: 1, policy: 'p', sections: {} }, /^\/sections "sections" must be an array/],
    [sections({ section: 'topic', lines: [] }), /^\/sections\/0\/section .* one of .*Did you mean "topics"/],
    [
      sections({ section: 'connect', lines: [{ check: ['qos'], in: [0], to: 1 }] }),
      /^\/sections\/0\/lines\/0 A check says one thing/,
    ],
    [
      sections({ section: 'connect', lines: [{ check: ['keep-alive'], in: [0], unit: 's' }] }),
      /^\/sections\/0\/lines\/0 A unit and a rate/,
    ],
    [
      sections({ section: 'connect', lines: [{ check: ['keep-alive'], to: -1 }] }),
      /^\/sections\/0\/lines\/0\/to .* >= 0/,
    ],
    [
      sections({ section: 'topics', lines: [{ topics: ['a'] }] }),
      /^\/sections\/0\/lines\/0 A listing has "allow" or "deny"/,
    ],
    [
      sections({ section: 'topics', lines: [{ allow: [], topics: ['a'] }] }),
      /^\/sections\/0\/lines\/0\/allow "allow" may not be empty/,
    ],
    [
      sections({ section: 'topics', lines: [{ allow: ['publish'], topics: ['a/{q}'] }] }),
      /^\/sections\/0\/lines\/0\/topics\/0 \{q\} is not declared/,
    ],
    [
      sections({ section: 'topics', lines: [{ name: '1x', shape: 'any' }] }),
      /^\/sections\/0\/lines\/0\/name .*begin with a letter/,
    ],
    [
      sections({ section: 'every publish', lines: [{ check: ['qoss'], in: [0] }] }),
      /^\/sections\/0\/lines\/0\/check\/0 "qoss" .*Did you mean "qos"/,
    ],
    [
      sections({ section: 'every publish', lines: [{ check: ['qos'], in: [0] }], otherwise: [{ do: 'explode' }] }),
      /^\/sections\/0\/otherwise\/0\/do .*must be one of refuse/,
    ],
  ])('%j', (value, message) => expect(said(value)).toEqual([expect.stringMatching(message)]));

  it('never throws, whatever the value', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => void policyFromJson(value)),
      { numRuns: 1000 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, line) => {
        policyFromJson({ language: 1, policy: 'p', sections: value });
        policyFromJson(sections({ section: 'topics', lines: [line] }, { section: 'identity', lines: [line] }));
      }),
      { numRuns: 1000 },
    );
  });
});
