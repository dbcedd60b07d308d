import { describe, expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import type { PartialConnect, PartialPublish, PartialSubscribe } from '../../src/engine/packets.js';
import { builtinNames, builtinPolicy } from '../../src/policy/builtins.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { Random } from '../topics/random.js';

const conditional = `policy halls "Halls"
identity
  client-id  {hall}
  {hall}  [a-z0-9-]{1,12}
connect
  keep-alive  10..1800 s
    note "Longer is not noticed."
  otherwise warn
topics  when username anna
  filters  within
  publish, subscribe  halls/{hall}/#
topics
  filters  within
  subscribe  halls/{hall}/state
`;

const secret = `policy vault "Vault"
identity
  client-id  {box}
  password   {key}
  {box}  [a-z0-9-]{1,12}
  {key}  [a-z]{1,12}
topics
  filters  within
  publish  vault/{box}/{key}
`;

const layered = `policy corner "Corner" on onenet
identity
  client-id  {device}
  {device}  [a-z0-9-]{1,32}
topics
  filters  within
  publish, subscribe  $sys/238322/{device}/#
`;

function policyOf(text: string): Policy {
  const { policy, problems } = parsePolicy(text, { resolve: builtinPolicy });
  if (!policy) throw new Error(`${text}\n${problems.map(({ message }) => message).join('\n')}`);
  return policy;
}

const policies = [
  ...builtinNames().map((name) => builtinPolicy(name) as Policy),
  policyOf(conditional),
  policyOf(secret),
];

const texts = [
  'meter-7',
  '238322',
  'anna',
  '',
  'a/b',
  '+',
  '$SYS',
  '__proto__',
  'x'.repeat(65),
  '\ud800',
  'a\0b',
  'corner',
];
const wills = [
  null,
  { topic: 'halls/meter-7/state', qos: 0, retain: false, payload: 'gone' },
  { topic: ['halls/', { hole: 'x' }], qos: 3 },
  { topic: '$sys/238322/meter-7/dp/post/json' },
  {},
];
const topics = [
  'halls/meter-7/state',
  '$sys/238322/meter-7/dp/post/json',
  'vault/meter-7/anna',
  'v1/devices/me/telemetry',
  'a/+',
  '',
];

function randomConnect(random: Random): PartialConnect {
  const all: Record<string, unknown> = {
    clientId: random.pick(texts),
    username: random.pick([null, ...texts]),
    password: random.pick([null, ...texts]),
    protocolLevel: random.pick([3, 4, 5, 6]),
    cleanSession: random.below(2) === 0,
    keepAlive: random.pick([0, 5, 60, 1800, 70_000]),
    will: random.pick(wills),
    willQos: random.pick([0, 1]),
    willRetain: random.below(2) === 0,
    tls: random.below(2) === 0,
  };
  return Object.fromEntries(Object.entries(all).filter(() => random.below(3) > 0));
}

describe('an introduction', () => {
  it('says what judging, identifying and a session say one by one', () => {
    const seen = { denied: 0, session: 0, names: 0, refused: 0 };
    const random = new Random(20_261_126);
    for (const policy of [...policies, policyOf(layered)]) {
      const roles = policy.sections.flatMap((one) =>
        one.section === 'roles' ? one.lines.flatMap(({ role, when }) => (when ? [] : [role])) : [],
      );
      const guard = createGuard(policy, roles.length > 0 ? { roles: roles.slice(0, 1) } : {});
      for (let at = 0; at < 500; at++) {
        const connect = randomConnect(random);
        const where = `${policy.name}: ${JSON.stringify(connect)}`;
        const { judgement, names, session } = guard.introduce(connect);
        expect(judgement, where).toEqual(guard.judge({ connect }));
        expect(names, where).toEqual(guard.identify(connect));
        const usual = guard.session(names, connect);
        expect(session !== undefined, where).toBe(usual.open);
        if (session) expect(session.identity, where).toEqual(usual.identity);
        if (judgement.status === 'denied') seen.denied++;
        if (session) seen.session++;
        if (Object.keys(names).length > 0) seen.names++;
        if (!session) continue;
        const message = randomMessage(random);
        for (const request of [{ publish: message }, { receive: message }, { subscribe: randomFilter(random) }]) {
          const own = session.judge(request);
          expect(own, `${where} ${JSON.stringify(request)}`).toEqual(
            guard.judge({ connect, identity: names, ...request }),
          );
          if (own.status === 'denied') seen.refused++;
        }
        expect(session.subscriptions).toEqual([]);
      }
    }
    expect(seen.refused).toBeGreaterThan(300);
    expect(seen.denied).toBeGreaterThan(800);
    expect(seen.session).toBeGreaterThan(300);
    expect(seen.names).toBeGreaterThan(300);
  });

  it('has a session that judges what is known of a message', () => {
    const guard = createGuard(builtinPolicy('onenet') as Policy);
    const { session } = guard.introduce({ clientId: 'meter-7', username: '238322' });
    const topic = '$sys/238322/meter-7/dp/post/json';
    const statusOf = (publish: PartialPublish) => session?.judge({ publish }).status;
    expect(statusOf({ topic })).toBe('undecided');
    expect(statusOf({ topic, qos: 1, retain: false, dup: false, payload: '{}' })).toBe('allowed');
    expect(statusOf({ topic, qos: 2 })).toBe('denied');
    expect(statusOf({ topic, retain: true })).toBe('denied');
    expect(statusOf({ topic: topic.replace('7', '8') })).toBe('denied');
    expect(statusOf({ topic: ['$sys/238322/meter-7/dp/post/', { hole: 'what' }] })).toBe('undecided');
    expect(statusOf({})).toBe('undecided');
    expect(guard.introduce({ clientId: 'meter-7' }).session).toBeUndefined();
    expect(guard.introduce({ clientId: 'me/7', username: '238322' }).session).toBeUndefined();
  });

  it('keeps a name that is a secret to itself', () => {
    const { names, session } = createGuard(policyOf(secret)).introduce({ clientId: 'box-1', password: 'anna' });
    expect({ ...names }).toEqual({ box: 'box-1' });
    expect(session).toBeUndefined();
  });
});

function randomFilter(random: Random): PartialSubscribe {
  const filter = random.pick([
    ...topics,
    'halls/meter-7/#',
    '#',
    '$sys/238322/meter-7/cmd/request/+',
    'v1/devices/+/#',
  ]);
  return random.below(2) === 0 ? { filter } : { filter, qos: random.pick([0, 1, 2, 3]) };
}

function randomMessage(random: Random): PartialPublish {
  const all: Record<string, unknown> = {
    topic: random.pick(topics),
    qos: random.pick([0, 1, 2, 3]),
    retain: random.below(4) === 0,
    dup: random.below(4) === 0,
    payload: random.pick(['', 'x'.repeat(300)]),
  };
  return Object.fromEntries(Object.entries(all).filter(([key]) => key === 'topic' || random.below(2) === 0));
}
