import { describe, expect, it } from 'vitest';
import { checkAssertions, createGuard, type Guard } from '../../src/engine/index.js';
import { builtinPolicy } from '../../src/policy/builtins.js';
import { type Policy, parsePolicy, policyFromJson, policyToJson, policyToText } from '../../src/policy/index.js';

const platform = `policy cloud "The cloud"
  hosts mqtt.cloud.example

settings
  {most}  [0-9]{1,3}  default 2

roles
  device
  app

identity
  client-id  {id}
  {id}       [a-z0-9-]{1,16}
  otherwise refuse 2

connect
  keep-alive  10..600 s
  otherwise refuse 5

every publish
  qos  0..1
  otherwise close

every subscribe
  qos  0..1  otherwise downgrade
  otherwise refuse 0x80

every session
  subscriptions  <= {most}  otherwise refuse 0x97

every unsubscribe
  filter-count  <= 2
  otherwise close

every packet
  pubrec  none
  otherwise close

topics
  {thing}  [a-z0-9-]{1,16}

  publish             things/{thing}/state
  publish, subscribe  things/{thing}/job
  subscribe           things/{thing}/#

topics for app
  publish  things/{id}/admin
`;

const tenant = `policy fleet "Our fleet" on cloud

settings
  {top}  [0-9]  default 1

identity
  client-id  gh-{number}
  username   {thing}
  {number}   [0-9]{2}
  {thing}    [a-z0-9-]{1,16}
  otherwise refuse 4

every publish
  qos  <= {top}

topics
  publish    things/{thing}/#  payload <= 1 KB
  subscribe  things/{thing}/#  qos 0
  deny subscribe  things/{thing}/secret/#
  publish    nowhere/{thing}

assert
  isolated {thing}
`;

function load(text: string, others: Readonly<Record<string, string>> = { cloud: platform }): Policy {
  const { policy, problems } = parsePolicy(text, { resolve: (name) => others[name] ?? builtinPolicy(name) });
  if (!policy) throw new Error(problems.map((one) => `${one.line}:${one.column} ${one.message}`).join('\n'));
  return policy;
}

const lineOf = (text: string, start: string): number =>
  text.split('\n').findIndex((line) => line.trimStart().startsWith(start)) + 1;

const packet = { clientId: 'gh-07', username: 'lamp', protocolLevel: 4, cleanSession: true, keepAlive: 60 };
const guardOf = (settings: Record<string, string | number> = {}): Guard =>
  createGuard(load(tenant), { roles: ['device'], settings });
const sessionOf = (guard: Guard): NonNullable<ReturnType<Guard['connect']>['session']> => {
  const { session } = guard.connect(packet);
  if (!session) throw new Error('refused');
  return session;
};
const shortly = (reasons: readonly { rule: string; policy?: string; policyLine?: number }[]): string[] =>
  reasons.map(({ rule, policy, policyLine }) => `${rule} ${policy ?? '-'} ${policyLine ?? '-'}`);

describe('a page on another', () => {
  it('needs both pages to allow a publish', () => {
    const session = sessionOf(guardOf());
    const publish = (topic: string, qos = 0, payload = ''): ReturnType<typeof session.publish> =>
      session.publish({ topic, qos, retain: false, payload });
    expect(publish('things/lamp/state')).toMatchObject({ allowed: true, reasons: [], advice: [] });
    // The platform has it, the fleet does not give it.
    const foreign = publish('things/other/state');
    expect(shortly(foreign.reasons)).toEqual([`topic/foreign fleet ${lineOf(tenant, 'publish    things')}`]);
    // The fleet lists it, the platform does not have it.
    const nowhere = publish('nowhere/lamp');
    expect(shortly(nowhere.reasons)).toEqual([`topic/unknown cloud ${lineOf(platform, 'topics')}`]);
    expect(nowhere.consequence).toEqual({ kind: 'close' });
    // Neither.
    expect(shortly(publish('elsewhere').reasons)).toEqual([
      `topic/unknown cloud ${lineOf(platform, 'topics')}`,
      `topic/unknown fleet ${lineOf(tenant, 'topics')}`,
    ]);
  });

  it('lets the platform answer where the page above says nothing', () => {
    const session = sessionOf(guardOf());
    const { reasons, consequence } = session.publish({ topic: 'things/other/state', qos: 0, retain: false });
    expect(consequence).toEqual({ kind: 'close' });
    expect(reasons[0]?.consequence).toEqual({ kind: 'close' });
    expect(session.open).toBe(false);
  });

  it('reports checks of both pages, the platform first', () => {
    const session = sessionOf(guardOf({ top: 0 }));
    const { reasons } = session.publish({
      topic: 'things/lamp/state',
      qos: 2,
      retain: false,
      payload: 'x'.repeat(1025),
    });
    expect(shortly(reasons)).toEqual([
      `publish/qos cloud ${lineOf(platform, 'qos  0..1')}`,
      `publish/qos fleet ${lineOf(tenant, 'qos  <=')}`,
      `publish/payload-size fleet ${lineOf(tenant, 'publish    things')}`,
    ]);
    expect(reasons[1]?.message).toBe('QoS is 2, but must be at most 0.');
  });

  it('says once, and in no page’s name, what is the standard’s', () => {
    const session = sessionOf(guardOf());
    expect(shortly(session.publish({ topic: 'a/+', qos: 3, retain: false }).reasons)).toEqual([
      'topic/syntax - -',
      'qos/range - -',
    ]);
    expect(shortly(session.unsubscribe({ filters: ['a/#/b'] }).reasons)).toEqual(['topic/syntax - -']);
    expect(shortly(session.packet('connack').reasons)).toEqual(['packet/unsupported - -']);
    expect(shortly(session.packet('pubrec').reasons)).toEqual([
      `packet/unsupported cloud ${lineOf(platform, 'pubrec')}`,
    ]);
    expect(shortly(session.unsubscribe({ filters: ['a', 'b', 'c'] }).reasons)).toEqual([
      `limits/filters cloud ${lineOf(platform, 'filter-count')}`,
    ]);
  });

  it('grants a filter with the lower QoS, and keeps none that one page refuses', () => {
    const session = sessionOf(guardOf());
    expect(session.subscribe({ filter: 'things/lamp/job', qos: 0 })).toMatchObject({ allowed: true, grantedQos: 0 });
    expect(shortly(session.subscribe({ filter: 'things/other/job', qos: 0 }).reasons)).toEqual([
      `topic/foreign fleet ${lineOf(tenant, 'subscribe  things')}`,
    ]);
    expect(shortly(session.subscribe({ filter: 'things/lamp/secret/a', qos: 0 }).reasons)).toEqual([
      `topic/denied fleet ${lineOf(tenant, 'deny subscribe')}`,
    ]);
    expect(session.subscriptions).toEqual(['things/lamp/job']);
    const lower = sessionOf(createGuard(load(tenant.replace('qos 0\n', '\n')), { roles: ['device'] }));
    expect(lower.subscribe({ filter: 'things/lamp/job', qos: 2 })).toMatchObject({
      allowed: true,
      grantedQos: 1,
      consequence: { kind: 'downgrade' },
      advice: [{ rule: 'subscribe/qos', policy: 'cloud' }],
    });
  });

  it('counts subscriptions once for both', () => {
    const session = sessionOf(guardOf());
    for (const filter of ['things/lamp/a', 'things/lamp/b'])
      expect(session.subscribe({ filter, qos: 0 }).allowed).toBe(true);
    expect(session.subscribe({ filter: 'things/lamp/c', qos: 0 })).toMatchObject({
      consequence: { kind: 'suback', code: 0x97 },
      reasons: [{ rule: 'limits/subscriptions', policy: 'cloud' }],
    });
    const more = sessionOf(guardOf({ most: 3 }));
    for (const filter of ['things/lamp/a', 'things/lamp/b', 'things/lamp/c'])
      expect(more.subscribe({ filter, qos: 0 }).allowed).toBe(true);
  });

  it('binds the names of each page from the same CONNECT', () => {
    const session = sessionOf(guardOf());
    expect(session.identity).toEqual({ id: 'gh-07', number: '07', thing: 'lamp' });
    const guard = guardOf();
    expect(shortly(guard.connect({ ...packet, clientId: 'GH', keepAlive: 5, username: '+' }).reasons)).toEqual([
      'connect/keep-alive cloud 17',
      'connect/client-id cloud 12',
      'connect/client-id fleet 7',
      'connect/username fleet 8',
    ]);
  });

  it('decides deliveries and a will by both', () => {
    const session = sessionOf(guardOf());
    expect(session.receive({ topic: 'things/lamp/job', qos: 0, retain: false }).allowed).toBe(true);
    expect(shortly(session.receive({ topic: 'things/other/job', qos: 0, retain: false }).reasons)).toEqual([
      `topic/foreign fleet ${lineOf(tenant, 'subscribe  things')}`,
    ]);
    const will = { topic: 'things/other/state', qos: 0, retain: false, payload: '' };
    expect(shortly(guardOf().connect({ ...packet, will }).reasons)).toEqual([
      `topic/foreign fleet ${lineOf(tenant, 'publish    things')}`,
    ]);
  });

  it('judges partial facts by both', () => {
    const guard = guardOf();
    const publish = { topic: 'things/lamp/state', qos: 0, retain: false, dup: false, payloadBytes: 1 };
    expect(guard.judge({ connect: { clientId: 'gh-07', username: 'lamp' }, publish })).toMatchObject({
      status: 'allowed',
    });
    expect(guard.judge({ publish })).toMatchObject({ status: 'undecided' });
    const nowhere = guard.judge({ publish: { ...publish, topic: 'nowhere/lamp' } });
    expect([nowhere.status, ...shortly(nowhere.reasons)]).toEqual([
      'denied',
      `topic/unknown cloud ${lineOf(platform, 'topics')}`,
    ]);
    expect(guard.judge({ subscribe: { filter: ['things/', { hole: 'a' }, '/#'], qos: 0 } }).status).toBe('undecided');
    expect(guard.identify({ clientId: 'gh-07' })).toEqual({ id: 'gh-07', number: '07' });
    expect(guard.session({ id: 'gh-07', number: '07', thing: 'lamp' }).none).toBeUndefined();
    expect(guard.session({ id: 'gh-07' }).none).toBe('There is no session: nobody says what {thing} is.');
  });

  it('judges before a connect too', () => {
    const { reasons } = guardOf().withoutSession().publish({ topic: 'nowhere/a', qos: 0, retain: false });
    expect(shortly(reasons)).toEqual(['session/none - -', `topic/unknown cloud ${lineOf(platform, 'topics')}`]);
  });

  it('knows of a topic what both pages list', () => {
    const { catalogue } = guardOf();
    expect([...catalogue.verbsOf('things/lamp/state')].sort()).toEqual(['publish', 'subscribe']);
    expect([...catalogue.verbsOf('nowhere/lamp')]).toEqual([]);
    expect(catalogue.identityOf('things/lamp/state').get('thing')).toEqual({ value: 'lamp', level: 2 });
    expect(catalogue.entries.map(({ template }) => template)).toContain('nowhere/{thing}');
    expect(catalogue.listingsOf('nowhere/lamp')).toMatchObject([
      { verbs: expect.any(Array), levels: ['nowhere', '{thing}'], deny: false, line: expect.any(Number) },
    ]);
    expect(catalogue.listingsOf('somewhere/lamp')).toEqual([]);
  });

  it('takes a subscription back when the platform changes', () => {
    const guard = guardOf();
    const session = sessionOf(guard);
    session.subscribe({ filter: 'things/lamp/job', qos: 0 });
    const stricter = load(tenant, {
      cloud: platform
        .replace('subscribe           things/{thing}/#', 'subscribe  other/{thing}')
        .replace('publish, subscribe  things/{thing}/job', 'publish  x'),
    });
    const revoked = guard.reload(stricter);
    expect(revoked.map(({ filter }) => filter)).toEqual(['things/lamp/job']);
    expect(revoked[0]?.verdict.reasons.map(({ policy }) => policy)).toEqual(['cloud']);
    expect(guard.policy.on?.name).toBe('cloud');
  });
});

describe('what a host has to say', () => {
  it('gives roles and settings to the page that has them', () => {
    const admin = { topic: 'things/gh-07/admin', qos: 0, retain: false };
    const policy = load(
      tenant
        .replaceAll('{thing}', '{id}')
        .replace('  username   {id}\n  {number}', '  {number}')
        .replace('client-id  gh-{number}', 'client-id  {id}')
        .replace('  {number}   [0-9]{2}\n', ''),
    );
    const with_ = (roles: string[]): boolean =>
      createGuard(policy, { roles }).session({ id: 'gh-07' }).publish(admin).allowed;
    expect([with_(['device']), with_(['app'])]).toEqual([false, true]);
  });

  it.each<[object, RegExp]>([
    [{}, /The policy cloud has the roles device, app: say which of them its clients have/],
    [
      { roles: ['boss'] },
      /The policy fleet, with what it stands on, leaves no role "boss" to be chosen. There are: device, app/,
    ],
    [{ roles: ['app'], settings: { tops: 1 } }, /The policy fleet has no setting "tops"\. Did you mean "top"\?/],
    [{ roles: ['app'], settings: { most: 'x' } }, /\{most\} of the policy cloud is "x"/],
  ])('refuses %j', (options, message) => {
    expect(() => createGuard(load(tenant), options)).toThrow(TypeError);
    expect(() => createGuard(load(tenant), options)).toThrow(message);
  });

  it('judges assertions with the values that are given', () => {
    const policy = load(
      'policy p\n\nsettings\n  {open}  [a-z]{1,8}  default mine\n\nidentity\n  client-id  {c}\n  {c}        [a-z]{1,8}\n\ntopics\n  publish, subscribe  {open}/{c}\n\nassert\n  never  publish public/+\n',
    );
    expect(checkAssertions(policy)).toEqual([]);
    expect(() => createGuard(policy)).not.toThrow();
    expect(() => createGuard(policy, { settings: { open: 'public' } })).toThrow(
      /^p, with these settings: The assertion "never publish public\/\+" does not hold/,
    );
    const guard = createGuard(policy);
    const wrong = load(
      'policy p\n\nsettings\n  {open}  [a-z]{1,8}  default public\n\ntopics\n  publish  {open}/a\n\nassert\n  never  publish public/+\n',
    );
    expect(() => guard.reload(wrong)).toThrow(/does not hold/);
    expect(guard.policy.name).toBe('p');
    expect(guard.session({ c: 'a' }).publish({ topic: 'mine/a', qos: 0, retain: false }).allowed).toBe(true);
  });

  it('holds assertions of the page below against it', () => {
    const open = `${platform}\nassert\n  never  publish things/+/job\n`;
    expect(checkAssertions(load(tenant, { cloud: open }))).toMatchObject([
      { message: expect.stringMatching(/^In the policy cloud, line \d+: The assertion "never publish/) },
    ]);
  });
});

describe('which page it stands on', () => {
  it('may be a file', () => {
    const policy = load(tenant.replace('on cloud', 'on pages/cloud.mqttpolicy'), {
      'pages/cloud.mqttpolicy': platform,
    });
    expect(policy).toMatchObject({ onFile: 'pages/cloud.mqttpolicy', on: { name: 'cloud' } });
    expect(policyToText(policy).split('\n')[0]).toBe('policy fleet "Our fleet" on pages/cloud.mqttpolicy');
    expect(policyToJson(policy).on).toBe('pages/cloud.mqttpolicy');
  });

  it('has another name', () => {
    const { problems } = parsePolicy('policy cloud on cloud.mqttpolicy\n', { resolve: () => platform });
    expect(problems[0]?.message).toMatch(/^Two pages that decide together are called "cloud"/);
  });

  it('comes back from text and JSON', () => {
    const policy = load(tenant);
    expect(policyToText(policy).split('\n')[0]).toBe('policy fleet "Our fleet" on cloud');
    const json = policyToJson(policy);
    expect(json.on).toBe('cloud');
    const again = policyFromJson(JSON.parse(JSON.stringify(json)), { resolve: () => platform });
    expect(again.problems).toEqual([]);
    expect(again.policy?.on).toEqual(policy.on);
  });

  it('goes with a page that is extended', () => {
    const child = load('policy ours extends fleet\n\nevery publish\n  retain  0\n', { cloud: platform, fleet: tenant });
    expect(child.on?.name).toBe('cloud');
    const three = load('policy top on fleet\n\ntopics\n  publish, subscribe  #\n', { cloud: platform, fleet: tenant });
    const guard = createGuard(three, { roles: ['device'] });
    const { session } = guard.connect(packet);
    expect(session?.publish({ topic: 'things/lamp/state', qos: 0, retain: false }).allowed).toBe(true);
    expect(
      session?.publish({ topic: 'nowhere/lamp', qos: 0, retain: false }).reasons.map(({ policy }) => policy),
    ).toEqual(['cloud']);
  });

  it.each<[string, string]>([
    ['policy p on onenett\n', '1:13 There is no policy "onenett" to stand on. Did you mean "onenet"?'],
    ['policy p on p\n', '1:13 p on p: no policy can stand on itself.'],
  ])('%j', (text, message) => {
    const [first] = parsePolicy(text).problems;
    expect(`${first?.line}:${first?.column} ${first?.message}`.startsWith(message)).toBe(true);
  });

  it('has to load', () => {
    const { policy, problems } = parsePolicy('policy p on broken\n\ntopics\n  publish  a\n', {
      resolve: () => 'policy broken\n\ntopics\n  publsh  a\n',
    });
    expect(policy).toBeUndefined();
    expect(problems[0]?.message).toMatch(/^The policy "broken" does not load: .* \(its line 4\)$/);
  });

  it('cannot be in a circle', () => {
    const pages: Record<string, string> = { a: 'policy a on b\n', b: 'policy b on a\n' };
    expect(parsePolicy('policy a on b\n', { resolve: (name) => pages[name] }).problems[0]?.message).toMatch(
      /a on b on a: no policy can stand on itself/,
    );
  });
});
