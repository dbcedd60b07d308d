import { describe, expect, it } from 'vitest';
import { fields, fieldsAt } from '../../src/policy/fields.js';
import { parsePolicy } from '../../src/policy/index.js';

const head = 'policy p\n\n';
const said = (text: string): string[] =>
  parsePolicy(head + text).problems.map((one) => `${one.line}:${one.column} ${one.message}`);
const one = (text: string): string => {
  const all = said(text);
  expect(all).toHaveLength(1);
  return all[0] as string;
};
const policy = (text: string) => {
  const parsed = parsePolicy(head + text);
  expect(parsed.problems).toEqual([]);
  if (!parsed.policy) throw new Error('no policy');
  return parsed.policy;
};

describe('names', () => {
  const identity = 'identity\n  client-id  {x}\n  {x}  [a-z]{1,8}\n\n';
  it.each([
    [`${identity}topics\n  publish  {y}\n`, /^8:12 \{y\} is not declared\. Did you mean \{x\}/],
    [`${identity}topics\n  {x}  any\n`, /^8:3 \{x\} is the client's own name \(identity, line 5\)/],
    [`${identity}topics\n  {z}  any\n  {z}  any\n`, /^9:3 \{z\} is declared twice/],
    [`${identity}assert\n  isolated {q}\n`, /^8:12 \{q\} is not declared/],
    ['topics\n  {z}  any\n\ntopics\n  publish  {z}\n', /^7:12 \{z\} is not declared\. Declare it/],
    ['topics\n  publish  a  reply {z}\n', /^4:21 \{z\} is not declared/],
    ['topics\n  publish  a  use {z}\n', /^4:19 \{z\} is not declared/],
    ['topics under a/{z}\n  publish  b\n', /^3:16 \{z\} is not declared/],
    ['identity\n  client-id  {x}\n', /^4:14 \{x\} is not declared/],
    ['identity\n  password  {x}\n  {x}  bag of k={y}\n', /^5:17 \{y\} is not declared/],
  ])('%j', (text, message) => expect(one(text)).toMatch(message));

  it('like those of every object are names like any other', () => {
    const built = policy(
      'identity\n  client-id  {constructor}\n  {constructor}  [a-z]{1,8}\n\ntopics under {constructor}\n  {toString}  any\n  publish  {toString}\n',
    );
    expect(built.sections).toHaveLength(2);
    expect(one('topics\n  publish  {valueOf}\n')).toMatch(/\{valueOf\} is not declared/);
  });

  it('are bound for the roles that use them', () => {
    const text = (roles: string): string =>
      `roles\n  a\n  b\n\nidentity\n  client-id  {x}  for a\n  {x}  [a-z]{1,8}\n\ntopics${roles}\n  publish  {x}\n`;
    expect(one(text(''))).toMatch(/^9:3 \{x\} is used in line 12 for the role b, but it is bound only for a/);
    expect(said(text(' for a'))).toEqual([]);
  });

  it('in whose shape a wildcard is are warned of when topics hold them', () => {
    const text = (use: string): string =>
      `identity\n  client-id  {x}\n  {x}  [!-~]{1,8}\n\ntopics\n  publish  ${use}\n`;
    expect(one(text('{x}'))).toMatch(/admits "\+"/);
    expect(parsePolicy(head + text('{x}')).policy).toBeDefined();
    expect(said(text('a'))).toEqual([]);
  });
});

describe('sections and lines', () => {
  it.each([
    ['every day\n  qos  0\n', /^3:7 There is no section "every day"/],
    ['topics for cat\n  publish  a\n', /^3:12 There is no role "cat"\. This policy has no roles section/],
    ['roles\n  topics\n', /^4:3 "topics" is a word of the language/],
    ['roles\n  a\n  a\n', /^5:3 The role "a" stands twice/],
    ['connect\n  clean-session  true\n', /^4:18 clean-session is 0 or 1, as on the wire\. Write 1/],
    ['connect\n  clean-session  none\n', /^4:18 "none" does not fit clean-session/],
    ['connect\n  keep-alive  <= 10 B\n', /^4:21 "B" does not fit keep-alive: it is measured in s/],
    ['connect\n  protocol  4\n', /^4:13 "4" is not a value of protocol\. Did you mean "3\.1\.1"/],
    ['connect\n  will  1\n', /^4:9 will takes "none" or "required"\./],
    [
      'connect\n  username  anna\n',
      /^4:13 username takes "none" or "required", or a size such as 1\.\.64 chars\. Its form is/,
    ],
    ['connect\n  username  {x}\n', /^4:13 username takes "none" or "required", or a size/],
    ['connect\n  username  >= 1\n', /^4:13 A unit is missing: username is measured in B, chars\./],
    ['connect\n  client-id  2 levels\n', /^4:16 "levels" does not fit client-id/],
    [
      'connect\n  will.topic  >= 1 B\n',
      /^4:15 will\.topic is not compared with numbers; it takes "none" or "required"\./,
    ],
    ['topics when password >= 1 B\n  publish  a\n', /password is not compared with numbers/],
    ['every publish\n  topic  <= 512\n', /^4:10 A unit is missing: topic is measured in B, chars, levels/],
    ['every publish\n  payload  < 1 XB\n', /^4:16 "XB" is not a unit: payload is measured in B, bytes, KB, MB\.$/],
    ['every publish\n  payload  1..2 kb  otherwise warn\n', /^4:17 "kb" is not a unit: .* Did you mean "KB"\?$/],
    ['every publish\n  topic  <= 8 lvels\n', /^4:15 "lvels" is not a unit: .*chars, levels\. Did you mean "levels"\?$/],
    ['every publish\n  qos  0 wide\n', /^4:10 "wide" is not a unit: qos has none\.$/],
    ['every subscribe\n  shared  [a-z]{1,8} wide\n', /^4:\d+ A value is missing after "wide"/],
    ['assert\n  publsh  a\n', /^4:3 "publsh" cannot start a line in an assert section/],
    ['every publish\n  qos  3\n', /^4:8 qos is 0 to 2 on the wire/],
    ['every publish\n  qos  1 | 1\n', /^4:12 "1" stands twice/],
    ['every publish\n  payload  < 0\n', /^4:12 Nothing is less than 0/],
    ['every publish\n  payload  lots\n', /^4:12 "lots" is not a number/],
    [
      'every publish\n  filter-count  1\n',
      /^4:3 "filter-count" is not a field of "every publish"\. It is one of "every subscribe"/,
    ],
    ['every publish\n  payload  <= 1 KB per 5 s\n', /A rate belongs to a limit of "every session"/],
    ['every session\n  publishes  <= 5 per 1 KB\n', /"KB" is no unit of time|A unit of time/],
    ['every publish\n  level  [a\n', /^4:10 This set is not closed/],
    ['every publish\n  qos  0  when qoz 1\n', /^4:16 "qoz" is not a field of this packet\. Did you mean "qos"/],
    ['every packet\n  pubrek  none\n', /^4:3 "pubrek" is not a packet of MQTT\. Did you mean "pubrec"/],
    ['every packet\n  pubrec  1\n', /A packet is refused with "none"/],
    ['every publish\n  qos  0  reply a\n', /"reply" does not belong on this line/i],
    ['every publish\n  qos  0  otherwise close  otherwise drop\n', /second "otherwise" could never apply/],
    ['every publish\n  otherwise drop 5\n', /^4:18 "drop" sends nothing, so it has no code/],
    ['every publish\n  otherwise refuse 300\n', /^4:20 "300" is not a reason code/],
    ['every publish\n  qos  0  "a"  "b"\n', /second description/],
    ['topics\n  filters  within\n  filters  exact\n', /^5:3 This section already says how filters are judged/],
    ['topics\n  filters  withn\n', /Did you mean "within"/],
    ['topics\n  wildcards  from level 0\n', /^4:25 "0" is not a level/],
    ['topics under a/#\n  publish  b\n', /^3:16 A prefix ends at a level/],
    ['topics\n  publish  ""\n', /at least one character/],
    ['topics\n  publish, publish  a\n', /^4:12 "publish" stands twice/],
    ['topics\n  subscribe  a  payload 0 B\n', /^4:17 "payload" is not a field of subscribe/],
    [
      'topics under a\n  filters  overlap\n  subscribe  b\n',
      /^3:14 Everybody may listen to everything below this prefix/,
    ],
    ['identity\n  client-id  +/{x}\n  {x}  [a-z]{1,2}\n', /^4:14 A wildcard binds no name/],
    ['identity\n  client-id  abc\n', /^4:14 Nothing in "abc" is a name/],
    ['identity\n  password  x{t}\n  {t}  bag of k\n', /^4:13 \{t\} is a bag, which is the whole field/],
    ['identity\n  password  {t}\n  {t}  bag of k=a, k=b\n', /^5:20 The key "k" stands twice/],
  ])('%j', (text, message) => expect(one(text)).toMatch(message));

  it.each([
    ['', /^1:1 A policy begins with a line such as/],
    ['policy topics\n', /^1:8 "topics" is a word of the language/],
    ['policy p\n  dated 2026-02-30\n', /^2:9 "2026-02-30" is not a date/],
    ['policy p\n  hosts a:70000\n', /^2:9 "a:70000" is not a host/],
    ['policy p\n  source\n', /^2:3 A source has a title/],
    ['policy p\n  remove connect\n', /extends none/],
    ['policy p\n\npolicy q\n', /^3:1 A file holds one policy/],
  ])('%j', (text, message) => {
    expect(parsePolicy(text).problems.map((one) => `${one.line}:${one.column} ${one.message}`)).toEqual([
      expect.stringMatching(message),
    ]);
  });
});

describe('checks', () => {
  const test = (line: string): unknown => {
    const section = policy(
      `${line.startsWith('subscriptions') || line.startsWith('publishes') ? 'every session' : line.startsWith('shared') ? 'every subscribe' : 'every publish'}\n  ${line}\n`,
    ).sections[0];
    return section?.lines[0] && 'test' in section.lines[0] ? section.lines[0].test : undefined;
  };
  it.each([
    ['qos  0', { in: [0] }],
    ['qos  0..0', { in: [0] }],
    ['qos  0..1', { from: 0, to: 1 }],
    ['qos  0 | 2', { in: [0, 2] }],
    ['payload  < 1 KB', { below: 1, unit: 'KB' }],
    ['payload  <= 0x10', { to: 16 }],
    ['payload  > 1', { above: 1 }],
    ['payload  >= 1 MB', { from: 1, unit: 'MB' }],
    ['payload  0 B', { from: 0, to: 0, unit: 'B' }],
    ['topic  1..8 levels', { from: 1, to: 8, unit: 'levels' }],
    ['level  <= 40 chars', { to: 40, unit: 'chars' }],
    ['shared  none', { is: 'none' }],
    ['publishes  <= 300 per 5 s', { to: 300, per: { every: 5, unit: 's' } }],
  ])('%s', (line, expected) => expect(test(line)).toEqual(expected));

  it('may be shapes', () => {
    expect(test('level  [a-z]{1,8} | none-[0-9]')).toMatchObject({
      shape: { text: '[a-z]{1,8} | none-[0-9]', kind: 'level' },
    });
    expect(test('shared  "none"')).toMatchObject({ shape: { text: 'none' } });
  });

  it('of unsubscribe and receive are there', () => {
    const built = policy(
      'every unsubscribe\n  filter-count  <= 8\n  filter  <= 8 levels\n\nevery receive\n  qos  0  otherwise downgrade\n',
    );
    expect(built.sections.map((section) => section.section)).toEqual(['every unsubscribe', 'every receive']);
  });
});

describe('the model', () => {
  it('has what the page says, line by line', () => {
    const built = policy(
      'topics under a/{x}, b  "about"\n  source "S" https://s.example\n  wildcards  none  "w"\n  {x}  [0-9]{2}\n  deny publish, receive  c/{x}, d/#  retain 0  "no"  otherwise drop\n    reply e\n    note "n"\n    use f\n    source "L"\n',
    );
    expect(built.sections).toMatchObject([
      {
        section: 'topics',
        line: 3,
        about: 'about',
        filters: 'within',
        wildcards: { none: true, line: 5 },
        wildcardsAbout: 'w',
        source: { title: 'S', url: 'https://s.example' },
        under: [{ text: 'a/{x}' }, { text: 'b' }],
        lines: [
          { name: 'x', line: 6, shape: { kind: 'level', text: '[0-9]{2}' } },
          {
            deny: true,
            verbs: ['publish', 'receive'],
            line: 7,
            about: 'no',
            otherwise: { do: 'drop', line: 7 },
            note: 'n',
            source: { title: 'L' },
            topics: [{ text: 'c/{x}' }, { text: 'd/#' }],
            reply: [{ text: 'e' }],
            use: { text: 'f' },
            checks: [{ field: 'retain', test: { in: [0] } }],
          },
        ],
      },
    ]);
  });

  it('has a password as a bag of parts', () => {
    const built = policy(
      'identity\n  username  {u}\n  password  {t}\n  {u}  [a-z]{1,8}\n  {t}  bag of v=1, res=a/{u} | b, et=expiry, s=[A-Z/]{1,4}, o?, p=x?\n',
    );
    const [section] = built.sections;
    const token = section?.lines.find((line) => 'shape' in line && line.name === 't');
    expect(token).toMatchObject({
      shape: {
        kind: 'bag',
        text: 'bag of v=1, res=a/{u} | b, et=expiry, s=[A-Z/]{1,4}, o?, p=x?',
        items: [
          { key: 'v', is: [{ kind: 'template', template: { text: '1' } }] },
          { key: 'res', is: [{ template: { text: 'a/{u}' } }, { template: { text: 'b' } }] },
          { key: 'et', is: [{ kind: 'shape', shape: { kind: 'expiry' } }] },
          { key: 's', is: [{ kind: 'shape', shape: { kind: 'level' } }] },
          { key: 'o', optional: true, is: [] },
          { key: 'p', optional: true, is: [{ template: { text: 'x' } }] },
        ],
      },
    });
  });
});

describe('the table of fields', () => {
  it('names every field once for each place', () => {
    for (const place of new Set(fields.flatMap((field) => field.places))) {
      expect(fields.filter((field) => field.places.includes(place))).toHaveLength(fieldsAt(place).size);
    }
  });
});
