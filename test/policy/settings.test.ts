import { describe, expect, it } from 'vitest';
import {
  formatPolicy,
  type Policy,
  parsePolicy,
  policyFromJson,
  policyToJson,
  policyToText,
} from '../../src/policy/index.js';
import { settle } from '../../src/policy/settle.js';
import { withoutLines } from './pages.js';

const page = `policy hub "A hub"
  hosts {region}.hub.example:8883, hub.example

settings
  {region}  eu | us                default eu
  {base}    [a-z][a-z0-9-]{0,31}   default home
  {admin}   [a-z]{1,8}             default root
  {most}    [0-9]{1,4}             default 50
  {least}   [0-9]{1,4}             default 10
  {keep}    [0-9]{1,6}             default 60
  {wq}      [0-9]                  default 2
  {secret}  any

roles
  boss       when username {admin}
  americans  when {region} us
  locals     when {region} eu and address 10.0.0.0/8

identity
  username   {base}-{user}
  client-id  {device}
  password   {token}

  {user}    [a-z]{1,8}
  {device}  [a-z0-9]{1,8}
  {token}   bag of res={base}/{device}, key={secret}

connect
  keep-alive  {least}..{keep} s
  will.qos    {wq} | 1

every session
  subscriptions  <= {most}

topics under {base}/{device}
  publish    state-{region}  payload < {most} KB
  subscribe  set/#
    except set/{base}
    reply state-{region}

topics when {region} us
  subscribe  {base}/notice

assert
  never  publish {base}/other
`;

function load(text: string): Policy {
  const { policy, problems } = parsePolicy(text);
  if (!policy) throw new Error(problems.map((one) => `${one.line}:${one.column} ${one.message}`).join('\n'));
  return policy;
}

const problems = (text: string): string[] =>
  parsePolicy(`policy p\n${text}`).problems.map((one) => `${one.code} ${one.line}:${one.column} ${one.message}`);

/** The page as it reads with these values, in canonical form. */
const settled = (text: string, values: Record<string, string | number> = {}): string =>
  policyToText(settle(load(text), values));

describe('a policy with settings', () => {
  it('survives text, JSON and formatting', () => {
    const policy = load(page);
    expect(withoutLines(load(policyToText(policy)))).toEqual(withoutLines(policy));
    const json = policyFromJson(JSON.parse(JSON.stringify(policyToJson(policy))));
    expect(json.problems).toEqual([]);
    expect(withoutLines(policyFromJson(JSON.parse(JSON.stringify(policyToJson(policy)))).policy)).toEqual(
      withoutLines(policy),
    );
    const { text } = formatPolicy(page.replace('\nroles', '\n// who is who\nroles'));
    expect(text).toContain('// who is who');
    expect(formatPolicy(text).text).toBe(text);
    expect(withoutLines(load(text))).toEqual(withoutLines(policy));
  });

  it('has values everywhere once they are given', () => {
    const text = settled(page, { secret: 'x1', base: 'plant', most: 7, region: 'us', least: 0, wq: 0 });
    expect(text).not.toContain('settings');
    expect(text).not.toMatch(/\{(?:region|base|admin|most|least|keep|wq|secret)\}/);
    for (const line of [
      'hosts us.hub.example:8883, hub.example',
      'boss  when username root',
      'username   plant-{user}',
      'bag of res=plant/{device}, key=x1',
      'keep-alive  0..60 s',
      'will.qos    0 | 1',
      'subscriptions  <= 7',
      'topics under plant/{device}',
      'state-us  payload < 7 KB',
      'except set/plant',
      'reply state-us',
      'subscribe  plant/notice',
      'never publish plant/other',
    ])
      expect(text).toContain(line);
    expect(text).not.toContain('locals');
  });

  it('leaves out what depends on another value, and keeps the other conditions', () => {
    const policy = settle(load(page), { secret: 'x' });
    const roles = policy.sections.flatMap((section) => (section.section === 'roles' ? section.lines : []));
    expect(roles.map(({ role }) => role)).toEqual(['boss', 'locals']);
    expect(roles[1]?.when).toEqual([{ field: 'address', test: { in: ['10.0.0.0/8'] } }]);
    expect(policyToText(policy)).not.toContain('notice');
    // Who is American is settled then: it is not for the host to choose.
    const american = settle(load(page), { secret: 'x', region: 'us' }).sections.find(
      (section) => section.section === 'roles',
    );
    expect(american?.lines.find((line) => 'role' in line && line.role === 'americans')).toMatchObject({ when: [] });
  });

  it('is left as it is where it has none', () => {
    const policy = load('policy p\n\ntopics\n  publish  a\n');
    expect(settle(policy)).toBe(policy);
  });

  it('lets a value hold braces', () => {
    const text = `policy p\n\nsettings\n  {x}  [a-z{}]{1,9}\n\ntopics\n  publish  a-{x}/b\n`;
    const [section] = settle(load(text), { x: '{y}' }).sections;
    expect(section).toMatchObject({
      lines: [{ topics: [{ text: 'a-{{y}}/b', levels: [{ kind: 'literal', text: 'a-{y}' }, { kind: 'literal' }] }] }],
    });
  });

  it.each<[Record<string, string | number>, RegExp]>([
    [{}, /has the setting \{secret\} without a default: somebody has to say what it is/],
    [{ secret: 'x', bse: 'a' }, /has no setting "bse"\. Did you mean "base"\?/],
    [{ secret: 'x', __proto__x: 'a' }, /has no setting "__proto__x"/],
    [{ secret: 'x', base: 'Plant' }, /\{base\} of the policy hub is "Plant", but must be of the form \[a-z\]/],
    [{ secret: 'x', base: '' }, /\{base\} of the policy hub is ""/],
    [{ secret: 'x', base: 'a/b' }, /a setting is one level and holds no "\/"/],
    [{ secret: 'x', most: 'many' }, /\{most\} of the policy hub is "many"/],
    [{ secret: 'x', most: -1 }, /\{most\} of the policy hub is "-1"/],
    [{ secret: 'x', keep: 99999 }, /\{keep\} is "99999", but keep-alive is 0 to 65535 on the wire \(hub, line \d+\)/],
    [{ secret: 'x', wq: 3 }, /\{wq\} is "3", but will.qos is 0 to 2 on the wire/],
    [{ secret: 'x', keep: 1 }, /empty range of keep-alive: 10 is greater than 1/],
  ])('refuses %j', (values, message) => {
    expect(() => settle(load(page), values)).toThrow(TypeError);
    expect(() => settle(load(page), values)).toThrow(message);
  });

  it.each(['', '+', '#', 'a+', '\u0001', '\0', '\ud800'])(
    'refuses %j as a topic level, whatever the shape',
    (value) => {
      const policy = load('policy p\n\nsettings\n  {x}  any\n\ntopics\n  publish  a/{x}\n');
      expect(() => settle(policy, { x: value })).toThrow(TypeError);
      expect(() => settle(policy, { x: 'fine' })).not.toThrow();
    },
  );

  it('says that __proto__ is a name like any other', () => {
    const policy = load('policy p\n\ntopics\n  publish  a\n');
    expect(() => settle(policy, JSON.parse('{"__proto__":"x"}'))).toThrow(
      /has no setting "__proto__". It has no settings/,
    );
  });
});

describe('mistakes in settings', () => {
  const setting = 'settings\n  {x}  [0-9]{1,3}  default 5\n  {t}  [a-z]{1,8}  default abc\n';
  it.each<[string, RegExp]>([
    [
      'settings\n  {x}  [0-9]{1,3}  default 5000\n',
      /^policy\/default 3:28 The default of \{x\} does not fit its shape/,
    ],
    ['settings\n  {x}  bag of a=b\n', /^policy\/shape 3:8 A setting is one text/],
    ['settings\n  {x}  expiry\n', /^policy\/shape 3:8 "expiry"/],
    ['settings\n  {x}  [a-z]{1,3}\n  otherwise close\n', /^policy\/clause 4:3 Nobody breaks a setting/],
    ['settings when protocol 5\n  {x}  [a-z]{1,3}\n', /^policy\/clause 2:15 A setting is there for every client/],
    ['settings\n  {x}  [a-z]{1,3}\n  {x}  [a-z]{1,3}\n', /^policy\/twice 4:3/],
    [
      `${setting}identity\n  client-id  {x}\n  {x}  [a-z]{1,3}\n`,
      /^policy\/(?:shadow 7:3 \{x\} is a setting \(|binding)/,
    ],
    [`${setting}topics\n  {x}  any\n  publish  {x}\n`, /^policy\/shadow 6:3 \{x\} is a setting, line 3/],
    [
      `${setting}topics\n  publish  a/{x...}\n`,
      /^policy\/template 6:14 \{x\} is a setting, and a setting is one level/,
    ],
    [
      `${setting}topics\n  publish  a  qos {y}\n`,
      /^policy\/undeclared-name 6:19 .*Did you mean \{x\} \(settings, line 3\)|^policy\/undeclared-name 6:19/,
    ],
    [
      `${setting}topics\n  publish  a  qos {t}\n`,
      /^policy\/value 6:19 \{t\} stands for a number here, but its shape admits other texts/,
    ],
    [`${setting}connect\n  keep-alive  <= {t} s\n`, /^policy\/value 6:18 \{t\} stands for a number/],
    [`${setting}every session\n  subscriptions  <= {z}\n`, /^policy\/undeclared-name 6:21/],
    [
      `${setting}topics when {t} ABC\n  publish  a\n`,
      /^policy\/value 5:17 This could never hold: \{t\} would be "ABC", but must be of the form/,
    ],
    [`${setting}topics when {u} a\n  publish  a\n`, /^policy\/undeclared-name 5:13/],
    [
      `${setting}topics when {t} none\n  publish  a\n`,
      /^policy\/value 5:17 A condition on a setting says which values/,
    ],
    [`${setting}assert\n  isolated {t}\n`, /^policy\/isolated 6:12 \{t\} is a setting and the same for every client/],
    [`${setting}connect\n  will.qos  {x}\n`, /^policy\/value 6:13 will.qos is 0 to 2 on the wire/],
    [
      'identity\n  client-id  {c}\n  {c}  [0-9]{1,3}\n\nevery publish\n  qos  {c}\n',
      /^policy\/value 7:8 \{c\} is a name that the client fills in/,
    ],
  ])('%j', (text, message) => {
    expect(problems(text).join('\n')).toMatch(message);
    expect(parsePolicy(`policy p\n${text}`).policy).toBeUndefined();
  });

  it('reads a misspelt first word of a section of settings', () => {
    expect(problems('setings\n  {x}  [a-z]{1,3}\n')[0]).toMatch(
      /There is no section "setings"\. Did you mean "settings"\?/,
    );
  });
});

describe('extends', () => {
  it('takes the settings over, and another default', () => {
    const parent =
      'policy base\n\nsettings\n  {x}  [a-z]{1,8}  default a\n  {y}  [a-z]{1,8}  default b\n\ntopics\n  publish  {x}/{y}\n';
    const child = 'policy p extends base\n\nsettings\n  {y}  [a-z]{1,8}  default c\n';
    const { policy } = parsePolicy(child, { resolve: () => parent });
    expect(policyToText(settle(policy as Policy))).toContain('publish  a/c');
  });
});
