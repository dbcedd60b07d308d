import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkAssertions } from '../../src/engine/assertions.js';
import { createGuard } from '../../src/engine/index.js';
import type { ConnectPacket } from '../../src/engine/packets.js';
import { formatPolicy, type Policy, parsePolicy, policyFromJson, policyToJson } from '../../src/policy/index.js';

function load(text: string): Policy {
  const { policy, problems } = parsePolicy(text);
  if (!policy) throw new Error(problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n'));
  return policy;
}

const workshop = load(readFileSync('test/policy/fixtures/workshop.mqttpolicy', 'utf8'));

function packet(username: string | undefined, more: Partial<ConnectPacket> = {}): ConnectPacket {
  return {
    clientId: 'c1',
    protocolLevel: 4,
    cleanSession: true,
    keepAlive: 60,
    address: '192.168.4.7',
    ...(username !== undefined && { username }),
    ...more,
  };
}

describe('the workshop broker', () => {
  const guard = createGuard(workshop);
  const session = (username: string | undefined, more: Partial<ConnectPacket> = {}) => {
    const verdict = guard.connect(packet(username, more));
    if (!verdict.session) throw new Error(JSON.stringify(verdict));
    return verdict.session;
  };
  const publishes = (who: ReturnType<typeof session>, topic: string): boolean =>
    who.publish({ topic, qos: 0, retain: false }).allowed;
  const subscribes = (who: ReturnType<typeof session>, filter: string): boolean =>
    who.subscribe({ filter, qos: 0 }).allowed;

  it.each([
    ['anna', 'private/anna/x', true],
    ['anna', 'private/anna/archive/x', false],
    ['bert', 'private/anna/x', false],
    ['bert', 'lamps/hall/set', true],
    ['sensor', 'sensors/c1/humidity', true],
    ['sensor', 'lamps/hall/set', false],
    [undefined, 'lamps/hall/set', false],
    [undefined, 'devices/c1/x', true],
    ['somebody', 'devices/c1/x', true],
  ])('%s publishing to %s: %s', (username, topic, expected) => {
    expect(publishes(session(username), topic)).toBe(expected);
  });

  it.each([
    ['anna', '#', false],
    ['anna', '+/hall/#', false],
    ['anna', 'lamps/#', true],
    ['anna', 'private/anna/#', true],
    ['bert', 'private/#', false],
    ['anna', '$SYS/#', true],
    [undefined, 'public/#', true],
    ['sensor', 'public/#', false],
  ])('%s subscribing to %s: %s', (username, filter, expected) => {
    expect(subscribes(session(username), filter)).toBe(expected);
  });

  it('says what is left out, with a witness', () => {
    const { reasons } = session('bert').subscribe({ filter: '#', qos: 0 });
    expect(reasons).toMatchObject([{ rule: 'subscribe/too-wide', witness: expect.stringMatching(/^private/) }]);
    expect(session('bert').subscribe({ filter: 'private/x', qos: 0 }).reasons).toMatchObject([
      { rule: 'topic/denied', message: expect.stringContaining('except private/#') },
    ]);
    expect(session('bert').receive({ topic: 'private/x', qos: 0, retain: false }).allowed).toBe(false);
    expect(session('bert').receive({ topic: 'lamps/x', qos: 0, retain: false }).allowed).toBe(true);
  });

  it('looks at the address', () => {
    expect(publishes(session('sensor', { address: '192.168.5.7' }), 'sensors/c1/humidity')).toBe(false);
    expect(publishes(session('sensor', { address: '::ffff:192.168.4.9' }), 'sensors/c1/humidity')).toBe(true);
    expect(publishes(session('sensor', { address: 'fd00::1' }), 'sensors/c1/humidity')).toBe(false);
  });

  it('refuses what it cannot settle', () => {
    const { address: _, ...without } = packet('sensor');
    expect(guard.connect(without)).toMatchObject({ allowed: false, reasons: [{ rule: 'session/none' }] });
    expect(guard.connect(packet('sensor', { address: 'not an address' })).allowed).toBe(false);
    expect(guard.session({ 'client-id': 'c1' }).none).toContain('username');
    expect(guard.session({ 'client-id': 'c1' }, { username: 'anna', address: '10.0.0.1' }).open).toBe(true);
  });

  it('judges what is not known only where every way agrees', () => {
    const judge = (topic: string, username?: string | null) =>
      guard.judge({
        identity: { 'client-id': 'c1' },
        connect: username === undefined ? {} : { username },
        publish: { topic, qos: 0, retain: false, dup: false, payloadBytes: 1 },
      }).status;
    expect(judge('devices/c1/x')).toBe('allowed');
    // Staff may subscribe to it and others have nothing to do with it: refused each way, but for no common reason.
    expect(judge('devices/c2/x')).toBe('undecided');
    expect(judge('devices/c2/x', null)).toBe('denied');
    expect(judge('$SYS/x')).toBe('denied');
    expect(judge('lamps/hall/set')).toBe('undecided');
    expect(judge('lamps/hall/set', 'anna')).toBe('allowed');
    expect(judge('lamps/hall/set', null)).toBe('denied');
    expect(judge('sensors/c1/humidity', 'sensor')).toBe('undecided');
    expect(judge('sensors/c1/humidity', 'anna')).toBe('denied');
  });

  it('keeps what it asserts, and notices when it would not', () => {
    expect(checkAssertions(workshop)).toEqual([]);
    const text = readFileSync('test/policy/fixtures/workshop.mqttpolicy', 'utf8');
    const open = load(text.replace('subscribe  public/#', 'subscribe  #'));
    expect(checkAssertions(open)).toMatchObject([{ message: expect.stringMatching(/guests.*private/s) }]);
    const cut = load(text.replace('#            except private/#', '#'));
    expect(checkAssertions(cut)).toEqual([]);
    expect(checkAssertions(load(text.replace('for guests, sensors', 'for staff')))).toHaveLength(1);
  });

  it('moves sessions to another policy and back', () => {
    const other = createGuard(workshop);
    const { session: anna } = other.connect(packet('anna'));
    expect(anna?.subscribe({ filter: 'lamps/#', qos: 0 }).allowed).toBe(true);
    const text = readFileSync('test/policy/fixtures/workshop.mqttpolicy', 'utf8');
    const revoked = other.reload(load(text.replace('anna | bert', 'bert')));
    expect(revoked.map(({ filter }) => filter)).toEqual(['lamps/#']);
    expect(anna?.publish({ topic: 'private/anna/x', qos: 0, retain: false }).allowed).toBe(true);
  });

  it('is the same from JSON and in its canonical form', () => {
    const json = JSON.parse(JSON.stringify(policyToJson(workshop)));
    const back = policyFromJson(json);
    expect(back.problems).toEqual([]);
    expect(policyToJson(back.policy as Policy)).toEqual(json);
    const { text } = formatPolicy(readFileSync('test/policy/fixtures/workshop.mqttpolicy', 'utf8'));
    expect(policyToJson(load(text))).toEqual(json);
  });
});

describe('conditions', () => {
  const text = `policy p

roles
  local  when address 10.0.0.0/8 | fd00::/8
  modern when protocol 5
  secure when tls 1 and listener inner
  robots when client-id robot-[0-9]{1,3}

topics for local
  publish  a

topics for modern
  publish  b

topics for secure
  publish  c

topics
  publish  d  when client-id robot-[0-9]{1,3}
  deny publish  e
  publish  f  except f/{secret|hidden}/#
  publish  g/{get|set}  except g/{get|set}
  publish  #  for robots  except x/#

every publish when tls 0
  payload  <= 10 B
  otherwise close
`;
  const guard = createGuard(load(text));
  const facts = { clientId: 'x', protocolLevel: 4, address: '8.8.8.8', tls: false, listener: 'outer' };
  const may = (topic: string, more: object, payloadBytes = 1): boolean =>
    guard.session({}, { ...facts, ...more }).publish({ topic, qos: 0, retain: false, payloadBytes }).allowed;

  it.each([
    ['a', {}, false],
    ['a', { address: '10.1.2.3' }, true],
    ['a', { address: 'fd00::8%eth0' }, true],
    ['b', {}, false],
    ['b', { protocolLevel: 5 }, true],
    ['c', { tls: true }, false],
    ['c', { tls: true, listener: 'inner' }, true],
    ['d', {}, false],
    ['d', { clientId: 'robot-7' }, true],
    ['e', { clientId: 'robot-7' }, false],
    ['x/1', { clientId: 'robot-7' }, false],
    ['y/1', { clientId: 'robot-7' }, true],
    ['g/get', {}, false],
  ])('%s for %j: %s', (topic, more, expected) => {
    expect(may(topic, more)).toBe(expected);
  });

  it('on a section of checks', () => {
    expect(may('f', {}, 11)).toBe(false);
    expect(may('f', { tls: true }, 11)).toBe(true);
  });

  it('are told what they cannot be', () => {
    const said = (line: string) =>
      parsePolicy(`policy p\n\nroles\n  r  when ${line}\n`).problems.map(({ message }) => message);
    expect(said('address 10.0.0.300')).toEqual([expect.stringContaining('is not an address')]);
    expect(said('usrname x')).toEqual([expect.stringContaining('Did you mean "username"?')]);
    expect(said('tls 2')).toHaveLength(1);
    expect(said('certificate.common-name x')).toEqual([expect.stringContaining('not yet')]);
    expect(said('qos 0')).toEqual([expect.stringContaining('about the client')]);
  });

  it('leave roles without one to the host', () => {
    const policy = load(
      'policy p\n\nroles\n  a  when username a\n  b\n\ntopics for a\n  publish  x\n\ntopics for b\n  publish  y\n',
    );
    expect(() => createGuard(policy)).toThrow(/roles b/);
    expect(() => createGuard(policy, { roles: ['a'] })).toThrow(/says itself/);
    const session = createGuard(policy, { roles: ['b'] }).session({}, { username: 'a' });
    expect(['x', 'y'].map((topic) => session.publish({ topic, qos: 0, retain: false }).allowed)).toEqual([true, true]);
  });
});

describe('except', () => {
  const page = (filters: string, lines: readonly string[]): string =>
    [
      ...[
        'policy p',
        '',
        'identity',
        '  client-id  {client}',
        '  {client}  [a-z]{1,8}',
        '',
        'topics under dev/{client}',
      ],
      ...[`  filters  ${filters}`, '  {part}  [a-z]{1,8}', ...lines.map((line) => `  ${line}`), ''],
    ].join('\n');
  const session = (filters: string, ...lines: string[]) =>
    createGuard(load(page(filters, lines))).session({ client: 'lamp' });
  const subscribing = (filter: string, filters: string, ...lines: string[]) =>
    session(filters, ...lines).subscribe({ filter, qos: 0 });

  it('in a closed catalogue takes topics from the client, and leaves them on the platform', () => {
    const lines = ['publish, subscribe  {part}/state  except secret/state'];
    expect(subscribing('dev/lamp/hall/state', 'overlap', ...lines).allowed).toBe(true);
    expect(subscribing('dev/lamp/secret/state', 'overlap', ...lines).reasons).toMatchObject([
      {
        rule: 'topic/denied',
        message: expect.stringContaining('"dev/lamp/secret/state" is left out: the policy says'),
      },
    ]);
    expect(subscribing('dev/lamp/+/state', 'overlap', ...lines).reasons).toMatchObject([
      {
        rule: 'subscribe/too-wide',
        witness: 'dev/lamp/secret/state',
        message: expect.stringContaining(
          'also covers "dev/lamp/secret/state", which is left out: the policy says "publish',
        ),
      },
    ]);
    expect(subscribing('dev/+/hall/state', 'overlap', ...lines).reasons).toMatchObject([{ rule: 'topic/foreign' }]);
    const publish = (topic: string) => session('overlap', ...lines).publish({ topic, qos: 0, retain: false }).allowed;
    expect([publish('dev/lamp/hall/state'), publish('dev/lamp/secret/state')]).toEqual([true, false]);
  });

  it('there is made good by another line', () => {
    const lines = ['subscribe  {part}/state  except secret/state', 'subscribe  secret/state'];
    expect(subscribing('dev/lamp/+/state', 'overlap', ...lines).allowed).toBe(true);
    expect(subscribing('dev/lamp/secret/state', 'overlap', ...lines).allowed).toBe(true);
  });

  it.each(['exact', 'overlap'])('in a section of %s keeps back a text that reaches what is left out', (filters) => {
    const lines = ['subscribe  +/state/#  except secret/#', 'subscribe  +/log/+  except hall/state'];
    expect(subscribing('dev/lamp/+/log/+', filters, ...lines).allowed).toBe(true);
    expect(subscribing('dev/lamp/+/state/#', filters, ...lines).reasons).toMatchObject([
      { rule: 'subscribe/too-wide', witness: expect.stringMatching(/^dev\/lamp\/secret\/state/) },
    ]);
  });

  it('of a listed text refuses that text', () => {
    const lines = ['subscribe  hall/state, secret/state  except secret/#'];
    expect(subscribing('dev/lamp/hall/state', 'exact', ...lines).allowed).toBe(true);
    expect(subscribing('dev/lamp/secret/state', 'exact', ...lines).reasons).toMatchObject([{ rule: 'topic/denied' }]);
  });
});
