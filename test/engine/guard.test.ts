import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ConnectPacket, checkAssertions, createGuard } from '../../src/engine/index.js';
import { builtinPolicy } from '../../src/policy/builtins.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { verifyToken } from '../../src/policy/token.js';

const onenet = builtinPolicy('onenet') as Policy;
const device = { pid: '238322', 'device-name': 'sensor-1' };
const own = '$sys/238322/sensor-1';
const token = (part: Partial<Record<'res' | 'et' | 'method' | 'version' | 'sign', string>> = {}): string =>
  Object.entries({
    version: '2018-10-31',
    res: 'products/238322/devices/sensor-1',
    et: '7557387130',
    method: 'sha1',
    sign: 'Rs0u/KnyoK5/MuKo5xKa0tW+WqY=',
    ...part,
  })
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join('&');
const connect = (change: Partial<ConnectPacket> = {}): ConnectPacket => ({
  clientId: 'sensor-1',
  username: '238322',
  password: token(),
  protocolLevel: 4,
  cleanSession: true,
  keepAlive: 120,
  ...change,
});
const policyOf = (text: string): Policy => {
  const { policy, problems } = parsePolicy(text);
  if (!policy) throw new Error(problems.map((problem) => problem.message).join('\n'));
  return policy;
};

describe('connect', () => {
  const guard = createGuard(onenet, { now: () => 1_700_000_000 });
  const reasons = (change: Partial<ConnectPacket>): string[] =>
    guard
      .connect(connect(change))
      .reasons.map(
        (reason) => `${reason.rule} ${reason.field} ${reason.consequence.kind}${reason.consequence.code ?? ''}`,
      );

  it('takes what the page takes, and opens a session', () => {
    const verdict = guard.connect(connect());
    expect(verdict).toMatchObject({ allowed: true, consequence: { kind: 'none' }, sessionOpen: true, reasons: [] });
    expect(verdict.session?.identity).toEqual(device);
    expect(JSON.parse(JSON.stringify(verdict))).not.toHaveProperty('session');
  });

  it.each<[string, Partial<ConnectPacket>, string[]]>([
    ['another version', { protocolLevel: 5 }, ['connect/protocol protocolLevel connack1']],
    ['no version that there is', { protocolLevel: 9 }, ['connect/protocol protocolLevel connack1']],
    ['clean session 0', { cleanSession: false }, ['connect/clean-session cleanSession close']],
    ['keep-alive too short', { keepAlive: 9 }, ['connect/keep-alive keepAlive close']],
    ['keep-alive too long', { keepAlive: 1801 }, ['connect/keep-alive keepAlive close']],
    ['will QoS alone', { willQos: 1 }, ['connect/will will.qos close']],
    ['will retain alone', { willRetain: true }, ['connect/will will.retain close']],
    ['a client id of 65 characters', { clientId: 'a'.repeat(65) }, ['connect/client-id clientId connack4']],
    ['no user name', { username: undefined as never }, ['connect/username username close']],
    [
      'a token of another device',
      { password: token({ res: 'products/238322/devices/sensor-2' }) },
      ['connect/password password connack4'],
    ],
    ['an expired token', { password: token({ et: '1600000000' }) }, ['connect/password password connack4']],
    ['an unknown method', { password: token({ method: 'sm2' }) }, ['connect/password password connack4']],
    ['no token', { password: 'secret' }, ['connect/password password connack4']],
  ])('refuses %s', (_, change, expected) => {
    expect(reasons(change)).toEqual(expected);
  });

  it('names all faults at once, in the order of the wire', () => {
    expect(reasons({ protocolLevel: 3, cleanSession: false, keepAlive: 0, clientId: '+' })).toEqual([
      'connect/protocol protocolLevel connack1',
      'connect/clean-session cleanSession close',
      'connect/keep-alive keepAlive close',
      'connect/client-id clientId connack4',
    ]);
  });

  it('judges a will as a publish where wills are allowed', () => {
    const plain = createGuard(
      policyOf(
        'policy wills\n\nidentity\n  client-id  {c}\n\n  {c}  [a-z]{1,8}\n\nevery publish\n  qos  0..1\n  otherwise close\n\nconnect\n  keep-alive  1..60 s\n  otherwise refuse 5\n\ntopics under dev/{c}\n  publish  up\n',
      ),
    );
    const packet = { clientId: 'a', protocolLevel: 4, cleanSession: true, keepAlive: 10 };
    expect(plain.connect({ ...packet, will: { topic: 'dev/a/up', qos: 1, retain: false, payload: '' } }).allowed).toBe(
      true,
    );
    const verdict = plain.connect({ ...packet, will: { topic: 'dev/b/up', qos: 2, retain: false, payload: '' } });
    expect(verdict.reasons.map((reason) => [reason.rule, reason.field, reason.consequence])).toEqual([
      ['topic/foreign', 'will.topic', { kind: 'connack', code: 5 }],
      ['publish/qos', 'will.qos', { kind: 'connack', code: 5 }],
    ]);
  });
});

describe('sessions', () => {
  it('share frozen verdicts when all is well', () => {
    const session = createGuard(onenet).session(device);
    const first = session.publish({ topic: `${own}/dp/post/json`, qos: 0, retain: false });
    expect(session.publish({ topic: `${own}/image/update`, qos: 1, retain: false })).toBe(first);
    expect(Object.isFrozen(first)).toBe(true);
  });

  it('refuse everything for an identity that cannot be', () => {
    const guard = createGuard(onenet);
    for (const identity of [{ ...device, 'device-name': '+' }, { pid: '238322' }, { ...device, pid: 'a/b' }, {}]) {
      const session = guard.session(identity);
      expect(session.open).toBe(false);
      expect(session.publish({ topic: `${own}/dp/post/json`, qos: 0, retain: false }).reasons[0]?.rule).toBe(
        'session/none',
      );
      expect(session.subscribe({ filter: '#', qos: 0 })).toMatchObject({ allowed: false, grantedQos: 128 });
    }
  });

  it('count subscriptions; the same filter again is free', () => {
    const session = createGuard(onenet).session(device);
    for (let i = 0; i < 15; i++)
      expect(session.subscribe({ filter: `${own}/cmd/request/${i}`, qos: 0 }).allowed).toBe(true);
    expect(session.subscribe({ filter: `${own}/cmd/request/0`, qos: 0 })).toMatchObject({
      allowed: true,
      advice: [{ rule: 'subscribe/duplicate' }],
    });
    expect(session.subscribe({ filter: `${own}/cmd/request/x`, qos: 0 }).reasons).toMatchObject([
      { rule: 'limits/subscriptions', consequence: { kind: 'suback', code: 128 } },
    ]);
    session.unsubscribe({ filters: [`${own}/cmd/request/0`] });
    expect(session.subscribe({ filter: `${own}/cmd/request/x`, qos: 0 }).allowed).toBe(true);
  });

  it('decide each filter of a packet, in order, never merged', () => {
    const session = createGuard(onenet).session(device);
    const verdict = session.subscribe({ filters: [`${own}/#`, '#', `${own}/#`].map((filter) => ({ filter, qos: 1 })) });
    expect(verdict).toMatchObject({
      allowed: false,
      consequence: { kind: 'suback', code: 128 },
      filters: [
        { filter: `${own}/#`, grantedQos: 0 },
        { filter: '#', grantedQos: 128 },
        { filter: `${own}/#`, grantedQos: 0 },
      ],
    });
    const nine = session.subscribe({
      filters: Array.from({ length: 9 }, (_, i) => ({ filter: `${own}/cmd/request/${i}`, qos: 0 })),
    });
    expect(nine.reasons[0]).toMatchObject({ rule: 'limits/filters', consequence: { kind: 'close' } });
    expect(session.subscribe({ filters: [] }).reasons).toMatchObject([
      { rule: 'limits/filters', consequence: { kind: 'close' } },
    ]);
  });

  it('say redundant when another filter already covers it', () => {
    const session = createGuard(onenet).session(device);
    session.subscribe({ filter: `${own}/#`, qos: 0 });
    expect(session.subscribe({ filter: `${own}/cmd/request/+`, qos: 0 }).advice).toMatchObject([
      { rule: 'subscribe/redundant' },
    ]);
  });

  it('stay judged after the connection is closed', () => {
    const session = createGuard(onenet).session(device);
    expect(session.publish({ topic: 'x', qos: 0, retain: false })).toMatchObject({
      consequence: { kind: 'close' },
      sessionOpen: false,
    });
    expect(session.publish({ topic: `${own}/dp/post/json`, qos: 0, retain: false })).toMatchObject({
      allowed: true,
      sessionOpen: false,
    });
  });

  it.each(['a\0b', '\ud800', 'a'.repeat(70_000), '', '#', 'a/+/b'])(
    'take a malformed topic (%j) for that and nothing else',
    (topic) => {
      const session = createGuard(onenet).session(device);
      const verdict = session.publish({ topic, qos: 0, retain: false });
      expect(new Set(verdict.reasons.map((reason) => reason.rule))).toEqual(new Set(['topic/syntax']));
      expect(verdict.consequence.kind).toBe('close');
    },
  );
});

it('a topic that a line leaves out is not a topic of the other direction', () => {
  const { policy } = parsePolicy(
    'policy house\ntopics\n  subscribe  #\n    except private/#\n  publish  lamps/+/set\n',
  );
  const session = createGuard(policy as Policy).session({});
  const rules = (topic: string) => session.publish({ topic, qos: 0, retain: false }).reasons.map(({ rule }) => rule);
  expect(rules('private/anna/x')).toEqual(['topic/unknown']);
  expect(rules('lamps/1/state')).toEqual(['topic/direction']);
});

describe('reload', () => {
  const text = (branch: string): string =>
    `policy changing\n\nidentity\n  client-id  {c}\n\n  {c}  [a-z]{1,8}\n\ntopics\n  publish, subscribe  ${branch}/{c}/#\n`;

  it('takes back what the new policy does not grant, and nothing that was said changes', () => {
    const guard = createGuard(policyOf(text('old')));
    const session = guard.session({ c: 'me' });
    const other = guard.session({ c: 'you' });
    session.subscribe({ filter: 'old/me/#', qos: 0 });
    const refused = session.publish({ topic: 'new/me/x', qos: 0, retain: false });
    const revoked = guard.reload(policyOf(text('new')));
    expect(revoked.map(({ session: one, filter, verdict }) => [one === session, filter, verdict.allowed])).toEqual([
      [true, 'old/me/#', false],
    ]);
    expect(session.subscriptions).toEqual([]);
    expect(refused.reasons[0]?.message).toContain('changing');
    expect(refused.allowed).toBe(false);
    // A session without subscriptions follows as well.
    expect(other.publish({ topic: 'new/you/x', qos: 0, retain: false }).allowed).toBe(true);
    expect(other.publish({ topic: 'old/you/x', qos: 0, retain: false }).allowed).toBe(false);
  });

  it('keeps the last good policy when the new one cannot be used', () => {
    const guard = createGuard(policyOf(text('old')));
    expect(() => guard.reload(policyOf('policy staff\n\nroles\n  anna\n\ntopics\n  publish  x\n'))).toThrow(TypeError);
    expect(guard.session({ c: 'me' }).publish({ topic: 'old/me/x', qos: 0, retain: false }).allowed).toBe(true);
  });
});

describe('judge', () => {
  const guard = createGuard(onenet);

  it('says only what is certain', () => {
    const hole = { hole: '%s' };
    expect(guard.judge({ publish: { topic: ['$sys/', hole, '/', hole, '/dp/post/json'] } }).status).toBe('undecided');
    expect(
      guard.judge({ publish: { topic: ['$sys/', { hole: 'a' }, '/', { hole: 'b' }, '/dp/post/jsn'] } }),
    ).toMatchObject({ status: 'denied', reasons: [{ rule: 'topic/unknown' }] });
    expect(
      guard.judge({ publish: { topic: ['$sys/', { hole: 'a' }, '/', { hole: 'b' }, '/cmd/request/7'] } }),
    ).toMatchObject({ status: 'denied', reasons: [{ rule: 'topic/direction' }] });
    expect(guard.judge({ subscribe: { filter: ['$sys/', { hole: 'a' }, '/#'] } })).toMatchObject({
      status: 'denied',
      reasons: [{ rule: 'subscribe/wildcard-level', level: 3 }],
    });
    expect(
      guard.judge({ connect: { clientId: 'sensor-1' }, publish: { topic: '$sys/1/sensor-2/dp/post/json' } }),
    ).toMatchObject({ status: 'denied', reasons: [{ rule: 'topic/foreign' }] });
    expect(guard.judge({ connect: { keepAlive: 5 } })).toMatchObject({
      status: 'denied',
      reasons: [{ rule: 'connect/keep-alive' }],
    });
    expect(guard.judge({ connect: { keepAlive: 60 } }).status).toBe('undecided');
    expect(guard.judge({ publish: { qos: 2 } })).toMatchObject({
      status: 'denied',
      reasons: [{ rule: 'publish/qos' }],
    });
  });

  it('makes up no name of a client of which none is known', () => {
    const [reason] = createGuard(onenet).judge({
      identity: { 'device-name': 'sensor-1' },
      publish: { topic: '$sys/a_b/sensor-1/dp/post/json' },
    }).reasons;
    expect(reason).toMatchObject({ rule: 'topic/foreign', level: 2 });
    expect(reason?.message).toBe(
      'Level 2 is "a_b", but {pid} stands there, which must be of the form [A-Za-z0-9]{1,32}.',
    );
    expect(reason?.use).toBeUndefined();
  });

  it('shows a hole as it was written', () => {
    const topic = ['$sys/', { hole: '%s@5' }, '/', { hole: '%s@8' }, '/dp/post/jsn'];
    expect(guard.judge({ publish: { topic } }).reasons[0]?.message).toContain('"$sys/%s/%s/dp/post/jsn"');
  });

  it('shows a hole with a name in braces, not as if the name were the text', () => {
    const topic = ['$sys/238322/', { hole: 'dev' }, '/dp/post/jsn'];
    expect(guard.judge({ publish: { topic } }).reasons[0]?.message).toMatch(
      /: "\$sys\/238322\/\{dev\}\/dp\/post\/jsn"\. Did you mean "\$sys\/238322\/\{dev\}\/dp\/post\/json"\?/,
    );
  });

  it('is bounded', () => {
    const topic = Array.from({ length: 40 }, (_, i) => [{ hole: `h${i}` }, '/']).flat();
    expect(guard.judge({ publish: { topic } }).status).not.toBe('allowed');
  });
});

describe('assertions', () => {
  it('hold for what ships', () => {
    for (const name of ['onenet', 'mqtt']) expect(checkAssertions(builtinPolicy(name) as Policy)).toEqual([]);
  });

  it('fail with two identities and a topic when somebody widens a prefix', () => {
    const text = readFileSync(new URL('../../policies/onenet.mqttpolicy', import.meta.url), 'utf8');
    const widened = policyOf(text.replace('topics under $sys/{pid}/{device-name}', 'topics under $sys/{pid}'));
    const [problem] = checkAssertions(widened);
    expect(problem?.message).toMatch(
      /isolated \{device-name\}.*client 1 \(.*device-name=.*\) and client 2 \(.*device-name=.*\).*"\$sys\/[^"]+\/dp\/post\/json"/s,
    );
    expect(problem?.line).toBeGreaterThan(100);
  });

  it.each([
    ['never publish secret/#', 'publish  secret/{c}', /may publish "secret/],
    ['always publish a/{c}', 'publish  a/x', /may not publish "a\//],
    ['never receive a/x', 'subscribe  a/+', /may receive "a\/x"/],
    ['always subscribe a/#', 'subscribe  a/+', /refused/],
  ])('%s', (assertion, listing, message) => {
    const policy = policyOf(
      `policy claims\n\nidentity\n  client-id  {c}\n\n  {c}  [a-z]{1,8}\n\ntopics\n  ${listing}\n\nassert\n  ${assertion}\n`,
    );
    expect(checkAssertions(policy)).toMatchObject([
      { severity: 'error', message: expect.stringMatching(message) as string },
    ]);
  });
});

describe('verifyToken', () => {
  // Vectors recomputed from the vendor's pages; the first is the password that its connection page prints.
  const key = 'EnW4T71eIE55xOIQMN6pFMKuqel5T5HTzsGJRPiDhlM=';
  const vendor = (method: string, sign: string): string =>
    token({ res: 'products/238322/devices/mqtts-test-device', method, sign });

  it.each([
    ['sha1', 'Rs0u/KnyoK5/MuKo5xKa0tW+WqY='],
    ['md5', '9z6sXacZSD2aPEH8lbVPyA=='],
    ['sha256', 'hVAf8QEdu5v4O/vqQmyNzkkxVMzvZOpwtrXXmhyGu7M='],
  ])('knows the signature by %s', (method, sign) => {
    expect(verifyToken(vendor(method, sign), key)).toBe(true);
    expect(verifyToken(vendor(method, sign).replace('7557387130', '7557387131'), key)).toBe(false);
  });

  it.each([
    '',
    'x',
    'version=1&res=2',
    vendor('sm2', 'x'),
    `${vendor('sha1', 'Rs0u/KnyoK5/MuKo5xKa0tW+WqY=')}&more=1`,
    'a=%zz',
  ])('says no to %j', (text) => {
    expect(verifyToken(text, key)).toBe(false);
  });
});
