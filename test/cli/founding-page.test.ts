import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../../src/engine/index.js';
import { filterMatches } from '../topics/oracle.js';

const command = path.resolve(import.meta.dirname, '../../dist/topicguard.cjs');

/** One run of the built command answers all requests. */
function decide(requests: readonly object[]): (Verdict & { id: number })[] {
  const input = requests.map((request, id) => JSON.stringify({ id, ...request })).join('\n');
  const { stdout, status } = spawnSync(process.execPath, [command, 'decide', '--policy', 'onenet'], {
    input,
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Verdict & { id: number });
}

const own = '$sys/238322/sensor-1';
const token = (res = 'products/238322/devices/sensor-1', et = '7557387130'): string =>
  `version=2018-10-31&res=${encodeURIComponent(res)}&et=${et}&method=sha1&sign=${encodeURIComponent('Rs0u/KnyoK5/MuKo5xKa0tW+WqY=')}`;
const packet = {
  clientId: 'sensor-1',
  username: '238322',
  password: token(),
  protocolLevel: 4,
  cleanSession: true,
  keepAlive: 120,
  now: 1_700_000_000,
};
const connect = (change: object = {}): object => ({ connect: { ...packet, ...change } });

/** Each request alone, in a session of its own. */
function answers(requests: readonly object[]): Verdict[] {
  return decide(requests.flatMap((request) => [connect(), request])).filter((_, at) => at % 2 === 1);
}

describe('decide --policy onenet', () => {
  const connects: readonly (readonly [string, object, string])[] = [
    ['what the page takes', {}, 'none'],
    ['MQTT 3.1', { protocolLevel: 3 }, 'connack 1 connect/protocol'],
    ['MQTT 5', { protocolLevel: 5 }, 'connack 1 connect/protocol'],
    ['clean session 0', { cleanSession: false }, 'close connect/clean-session'],
    ['a will', { will: { topic: `${own}/dp/post/json`, qos: 0, retain: false, payload: '' } }, 'close connect/will'],
    ['will QoS', { willQos: 1 }, 'close connect/will'],
    ['will QoS 2', { willQos: 2 }, 'close connect/will'],
    ['will retain', { willRetain: true }, 'close connect/will'],
    ['keep-alive 9', { keepAlive: 9 }, 'close connect/keep-alive'],
    ['keep-alive 10', { keepAlive: 10 }, 'none'],
    ['keep-alive 1800', { keepAlive: 1800 }, 'none'],
    ['keep-alive 1801', { keepAlive: 1801 }, 'close connect/keep-alive'],
    ['keep-alive 0', { keepAlive: 0 }, 'close connect/keep-alive'],
    ...['+', '#', 'a/b', '', 'a'.repeat(65), '$SYS', 'a b', '\u0000', '\ud800'].map(
      (clientId) =>
        [
          `the client id ${JSON.stringify(clientId)}`,
          { clientId, password: token(`products/238322/devices/${clientId.toWellFormed()}`) },
          'connect/client-id',
        ] as const,
    ),
    [
      'the client id __proto__',
      { clientId: '__proto__', password: token('products/238322/devices/__proto__') },
      'none',
    ],
    ...['+', '#', '2/3', ''].map(
      (username) => [`the user name ${JSON.stringify(username)}`, { username }, 'connack 4 connect/username'] as const,
    ),
    [
      'a token of another device',
      { password: token('products/238322/devices/sensor-2') },
      'connack 4 connect/password',
    ],
    ['an expired token', { password: token(undefined, '1600000000') }, 'connack 4 connect/password'],
    ['the raw key', { password: 'EnW4T71eIE55xOIQMN6pFMKuqel5T5HTzsGJRPiDhlM=' }, 'connack 4 connect/password'],
  ];
  const verdicts = decide(connects.map(([, change]) => connect(change)));

  it.each(connects.map(([name, , expected], at) => [name, expected, verdicts[at] as Verdict] as const))(
    'answers a connect with %s: %s',
    (_, expected, verdict) => {
      expect(verdict.allowed).toBe(expected === 'none');
      const { kind, code } = verdict.consequence;
      const said = `${kind}${code === undefined ? '' : ` ${code}`}`;
      for (const word of expected.split(' ').filter((one) => one.includes('/')))
        expect(verdict.reasons.map((reason) => reason.rule)).toContain(word);
      if (!expected.startsWith('connect/')) expect(expected).toMatch(new RegExp(`^${said}( |$)`));
    },
  );

  it('takes the page’s wildcard examples, and refuses the others with a topic that is not the device’s own', () => {
    const filters = [`${own}/#`, `${own}/cmd/#`, `${own}/cmd/request/+`, '$sys/238322/#', '$sys/#', '#'];
    const results = answers(filters.map((filter) => ({ subscribe: { filter, qos: 0 } })));
    expect(results.map((verdict) => verdict.grantedQos)).toEqual([0, 0, 0, 128, 128, 128]);
    for (const [at, filter] of filters.entries()) {
      if (at < 3) continue;
      const [reason] = results[at]?.reasons ?? [];
      expect(reason?.rule).toBe('subscribe/wildcard-level');
      expect(results[at]?.consequence).toEqual({ kind: 'suback', code: 128 });
      expect(filterMatches(filter, reason?.witness ?? '')).toBe(true);
      expect(reason?.witness).not.toMatch(/^\$sys\/238322\/sensor-1(\/|$)/);
    }
  });

  it.each(['pubrec', 'pubrel', 'pubcomp', 'connack', 'suback', 'unsuback', 'pingresp', 'connect', 'nonsense'])(
    'closes on %s',
    (name) => {
      expect(answers([{ packet: name }])[0]).toMatchObject({
        allowed: false,
        consequence: { kind: 'close' },
        reasons: [{ rule: 'packet/unsupported' }],
      });
    },
  );

  it.each(['puback', 'pingreq', 'disconnect'])('takes %s', (name) => {
    expect(answers([{ packet: name }])[0]).toMatchObject({ allowed: true });
  });

  it.each([
    ['', 'topic/syntax'],
    ['a\u0000b', 'topic/syntax'],
    ['\ud800', 'topic/syntax'],
    ['x'.repeat(65_536), 'topic/syntax'],
    [`${own}/+/post/json`, 'topic/syntax'],
    [`${own}/a/b/c/d/e/f`, 'limits/levels'],
    [`${own}/dp/post/json/`, 'topic/unknown'],
    [`${own}/dp/pöst/json`, 'limits/characters'],
    ['/', 'topic/unknown'],
    ['$SYS/238322/sensor-1/dp/post/json', 'topic/unknown'],
    [`${own}/DP/post/json`, 'topic/unknown'],
  ])('closes on a publish to %j', (topic, rule) => {
    const [verdict] = answers([{ publish: { topic, qos: 0, retain: false } }]);
    expect(verdict).toMatchObject({ allowed: false, consequence: { kind: 'close' }, sessionOpen: false });
    expect(verdict?.reasons.map((reason) => reason.rule)).toContain(rule);
  });

  it('cuts the connection on filters that are too many, too long or too deep', () => {
    const results = answers([
      { subscribe: { filters: Array.from({ length: 9 }, (_, i) => ({ filter: `${own}/cmd/request/${i}`, qos: 0 })) } },
      { subscribe: { filter: `${own}/cmd/request/${'x'.repeat(500)}`, qos: 0 } },
      { subscribe: { filter: `${own}/a/b/c/d/e/f`, qos: 0 } },
      { unsubscribe: { filters: Array.from({ length: 9 }, (_, i) => `${own}/cmd/request/${i}`) } },
    ]);
    expect(results.map((verdict) => verdict.consequence.kind)).toEqual(['close', 'close', 'close', 'close']);
    expect(results.map((verdict) => verdict.reasons[0]?.rule)).toEqual([
      'limits/filters',
      'limits/length',
      'limits/levels',
      'limits/filters',
    ]);
  });
});
