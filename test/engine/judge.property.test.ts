import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConnectPacket, Facts, PartialTopic } from '../../src/engine/index.js';
import { createGuard } from '../../src/engine/index.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { LISTED_LEVELS, pageAround } from './random-page.js';

const level = fc.constantFrom(...LISTED_LEVELS, '{room}', '{kind}', 'dev-{client}', '{up|down}');
const template = fc
  .tuple(fc.array(level, { minLength: 1, maxLength: 3 }), fc.constantFrom('', '', '/#', '/{path...}'))
  .map(([levels, tail]) => levels.join('/') + tail)
  .filter((text) => text !== '' && text !== '/');
const listing = fc
  .record({
    deny: fc.constantFrom('', '', '', 'deny '),
    verb: fc.constantFrom('publish', 'subscribe', 'receive', 'publish, subscribe'),
    template,
    check: fc.constantFrom('', '', '', 'qos 0', 'retain 0', 'payload < 10 B'),
    except: fc.constantFrom('', '', '', 'except a/#', 'except {client}/+', 'except +/b', 'except $a/{room}'),
  })
  .map(({ deny, verb, template: text, check, except }) =>
    `  ${deny}${verb}  "${text}"  ${verb === 'publish' ? check : ''}  ${except}`.trimEnd(),
  );
const policyText = fc
  .record({
    lines: fc.array(listing, { minLength: 1, maxLength: 6 }),
    filters: fc.constantFrom('within', 'overlap', 'exact'),
    wildcards: fc.constantFrom('', '  wildcards  from level 2'),
    checks: fc.subarray(
      ['qos  0..1', 'retain  0', 'topic  <= 3 levels', 'topic  <= 12 B', 'level  [a-z$]{0,8}', 'payload  <= 8 B'],
      { maxLength: 3 },
    ),
  })
  .map(({ lines, filters, wildcards, checks }) =>
    pageAround(
      [
        `  filters  ${filters}`,
        ...(wildcards ? [wildcards] : []),
        '  {room}  [a-c]{1,2}',
        '  {kind}  [x-z]{1,3}',
        '  {path}  [a-z]{1,4}',
        ...lines,
      ],
      [
        'every publish',
        ...(checks.length > 0 ? checks.map((check) => `  ${check}`) : ['  qos  0..2']),
        '  otherwise close',
        '',
        'every subscribe',
        '  qos  0  otherwise downgrade',
        '  filter  <= 4 levels',
        '  otherwise refuse',
        '',
      ],
    ),
  );

const piece = fc.constantFrom(
  'a',
  'b',
  'c',
  'dev-',
  'up',
  'x',
  'zz',
  '',
  '$a',
  { hole: 'h1' },
  { hole: 'h1' },
  { hole: 'h2' },
);
const topicParts = fc
  .array(fc.array(piece, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 })
  .map((levels) => levels.flatMap((pieces, at) => (at === 0 ? pieces : ['/', ...pieces])));
const filterParts = fc
  .tuple(topicParts, fc.constantFrom('', '', '/+', '/#', '/+/a'))
  .map(([parts, tail]) => (tail === '' ? parts : [...parts, tail]));
const filler = fc.constantFrom(
  'a',
  'b',
  'c',
  'ab',
  'x',
  'xz',
  'up',
  'zz',
  'dev-a',
  'a b',
  'É',
  '$a',
  'aaaaaaaaaaaaaaaaaaaaaaaa',
  '-',
);

function fill(
  parts: readonly (string | { hole: string })[],
  values: { readonly h1: string; readonly h2: string },
): string {
  return parts.map((part) => (typeof part === 'string' ? part : values[part.hole as 'h1' | 'h2'])).join('');
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const optional = <K extends string, V>(key: K, value: V | undefined) => (value === undefined ? {} : { [key]: value });

describe('judge', () => {
  it('never contradicts a way to fill the facts in', { timeout: 300_000 }, () => {
    let denied = 0;
    let allowed = 0;
    fc.assert(
      fc.property(
        policyText,
        topicParts,
        filterParts,
        fc.record({
          client: maybe(fc.constantFrom('a', 'c', 'zz')),
          qos: maybe(fc.nat(3)),
          retain: maybe(fc.boolean()),
          size: maybe(fc.nat(12)),
          dup: maybe(fc.boolean()),
        }),
        fc.array(
          fc.record({
            h1: filler,
            h2: filler,
            client: fc.constantFrom('a', 'b', 'c', 'x', 'zz', 'qq'),
            qos: fc.nat(3),
            retain: fc.boolean(),
            size: fc.nat(12),
            dup: fc.boolean(),
          }),
          { minLength: 12, maxLength: 12 },
        ),
        (text, parts, filter, known, completions) => {
          const { policy } = parsePolicy(text);
          fc.pre(policy !== undefined);
          const guard = createGuard(policy as NonNullable<typeof policy>);
          const identity = known.client === undefined ? {} : { identity: { client: known.client } };
          const options = {
            ...optional('qos', known.qos),
            ...optional('retain', known.retain),
            ...optional('dup', known.dup),
            ...optional('payloadBytes', known.size),
          };
          const whole = (topic: readonly (string | { hole: string })[]): PartialTopic =>
            topic.every((one) => typeof one === 'string') ? topic.join('') : topic;
          const requests: Facts[] = [
            { ...identity, publish: { topic: whole(parts), ...options } },
            { ...identity, receive: { topic: whole(parts), ...options } },
            { ...identity, subscribe: { filter: whole(filter), ...optional('qos', known.qos) } },
          ];
          for (const facts of requests) {
            const judgement = guard.judge(facts);
            if (judgement.status === 'undecided') continue;
            for (const completion of completions) {
              const session = guard.session({ client: known.client ?? completion.client });
              const message = {
                topic: fill(parts, completion),
                qos: known.qos ?? completion.qos,
                retain: known.retain ?? completion.retain,
                dup: known.dup ?? completion.dup,
                payloadBytes: known.size ?? completion.size,
              };
              const verdict = facts.publish
                ? session.publish(message)
                : facts.receive
                  ? session.receive(message)
                  : session.subscribe({ filter: fill(filter, completion), qos: known.qos ?? completion.qos });
              const say = `${text}\n${JSON.stringify(facts)}\n${JSON.stringify(completion)}\n${JSON.stringify(judgement)}\n${JSON.stringify(verdict)}`;
              if (judgement.status === 'denied') {
                denied++;
                expect(verdict.allowed, say).toBe(false);
                const rules = verdict.reasons.map((reason) => reason.rule);
                for (const reason of judgement.reasons) expect(rules, say).toContain(reason.rule);
              } else {
                allowed++;
                expect(verdict.allowed, say).toBe(true);
              }
            }
          }
        },
      ),
      { numRuns: 5_000 },
    );
    expect(denied).toBeGreaterThan(300);
    expect(allowed).toBeGreaterThan(300);
  });

  it('never contradicts a whole CONNECT', () => {
    const { policy } = parsePolicy(
      [
        'policy connects',
        '',
        'identity',
        '  client-id  {client}',
        '  username  {tenant}',
        '',
        '  {client}  [a-z]{1,4}',
        '  {tenant}  [0-9]{1,3}',
        '  otherwise refuse 4',
        '',
        'connect',
        '  protocol  3.1.1',
        '  clean-session  1',
        '  keep-alive  10..1800 s',
        '  will.qos  0..1',
        '  will.retain  0',
        '  otherwise close',
        '',
        'topics under {tenant}/{client}',
        '  publish  up',
        '  subscribe  down/#',
        '',
      ].join('\n'),
    );
    const guard = createGuard(policy as NonNullable<typeof policy>);
    const packet = fc.record({
      clientId: fc.constantFrom('a', 'dev', 'Bad', '', 'a/b'),
      username: fc.option(fc.constantFrom('1', '42', 'x'), { nil: null }),
      password: fc.option(fc.constantFrom('', 'secret'), { nil: null }),
      protocolLevel: fc.constantFrom(3, 4, 4, 5, 9),
      cleanSession: fc.boolean(),
      keepAlive: fc.constantFrom(0, 10, 60, 1800, 1801),
      will: fc.option(
        fc.record({
          topic: fc.constantFrom('1/a/up', '42/dev/up', '1/dev/up', '#', 'x'),
          qos: fc.nat(3),
          retain: fc.boolean(),
          payload: fc.string(),
        }),
        { nil: null },
      ),
    });
    const keys = ['clientId', 'username', 'password', 'protocolLevel', 'cleanSession', 'keepAlive', 'will'] as const;
    fc.assert(
      fc.property(packet, packet, fc.subarray([...keys]), (one, other, known) => {
        const facts = Object.fromEntries(known.map((key) => [key, one[key]]));
        const judgement = guard.judge({ connect: facts });
        if (judgement.status === 'undecided') return;
        const { username, password, will, ...rest } = { ...other, ...facts } as typeof one;
        const complete: ConnectPacket = {
          ...rest,
          ...(username === null ? {} : { username }),
          ...(password === null ? {} : { password }),
          ...(will === null ? {} : { will }),
        };
        const verdict = guard.connect(complete);
        const say = `${JSON.stringify(facts)} ${JSON.stringify(complete)} ${JSON.stringify(judgement)} ${JSON.stringify(verdict)}`;
        expect(verdict.allowed, say).toBe(judgement.status === 'allowed');
        const rules = verdict.reasons.map((reason) => reason.rule);
        for (const reason of judgement.reasons) expect(rules, say).toContain(reason.rule);
      }),
      { numRuns: 5_000 },
    );
  });
});
