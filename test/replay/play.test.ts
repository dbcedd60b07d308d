import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSessionScript } from '../../grammar/session/index.js';
import { createGuard } from '../../src/engine/index.js';
import { loadPolicy } from '../../src/load.js';
import type { Policy } from '../../src/policy/model.js';
import { type PlayResult, playScript } from '../../src/replay/play.js';
import { policyOf, prefix, startBroker, type TestBroker, token } from '../brokers/aedes-broker.js';

/** Allow and deny cut through each other, and every consequence occurs. */
const plant = `policy plant

identity
  client-id  {client}
  {client}   [a-z0-9-]{1,20}  otherwise refuse 2

every publish
  qos      0..1
  payload  <= 2 KB  otherwise drop
  otherwise close

every subscribe
  qos  0..1  otherwise downgrade
  otherwise refuse 0x80

every receive
  qos  0  otherwise downgrade

topics under plant
  publish         {client}/#  otherwise drop
  subscribe       +/data, {client}/#
  deny subscribe  {client}/secret
  deny publish    line-2/data

topics
  publish, subscribe  alarm
`;

async function policyNamed(name: string): Promise<Policy> {
  return name === 'plant' ? policyOf(plant) : loadPolicy(name);
}

async function differences(broker: TestBroker, policy: string, text: string): Promise<string[]> {
  const { script, problems } = parseSessionScript(text);
  expect(problems).toEqual([]);
  const address = { host: '127.0.0.1', port: broker.port, tls: false };
  const options = { broker: address, defaults: {}, timeout: 2000, pace: 0, now: Date.now() / 1000 };
  const different: string[] = [];
  // The policy of the broker, but a guard that has never met it.
  for await (const result of playScript(createGuard(await policyNamed(policy)), script, options)) {
    if (!('same' in result && result.same) && !('notPlayed' in result)) different.push(describeResult(text, result));
  }
  return different;
}

function describeResult(text: string, result: PlayResult): string {
  const line = text.split('\n')[result.statement.line - 1];
  return `${line}: ${JSON.stringify(result, ['predicted', 'seen', 'leaked'])}`;
}

/** Topics and filters that a policy tells apart, and some that it does not know. */
const worlds = {
  onenet: {
    connects: [
      `connect client-id=mqtts-test-device username=238322 password="${token}"`,
      `connect client-id=mqtts-test-device username=238322 password="${token}" clean-session=0`,
      `connect client-id=other username=238322 password="${token}"`,
    ],
    topics: [
      ...['dp/post/json', 'cmd/response/7', 'image/get', 'image/update', 'dp/post/json/accepted'].map(
        (topic) => `${prefix}/${topic}`,
      ),
      '$sys/238322/other/dp/post/json',
      'a',
    ],
    filters: [
      ...['cmd/request/+', '#', 'dp/post/json/+', 'dp/post/json', '+/+/+'].map((filter) => `${prefix}/${filter}`),
      '$sys/238322/+/dp/post/json/accepted',
      '$share/g/a',
      '#',
    ],
  },
  plant: {
    connects: ['connect client-id=line-1', 'connect client-id=line-2 clean-session=0', 'connect client-id="+"'],
    topics: ['plant/line-1/data', 'plant/line-2/data', 'plant/line-1/secret', 'alarm', 'a/b/c/d'],
    filters: ['plant/#', 'plant/+/data', 'plant/line-1/#', 'plant/line-1/+/x', '#', 'alarm', 'a//b'],
  },
  thingsboard: {
    connects: ['connect client-id=a username=token', 'connect client-id=a'],
    topics: ['v1/devices/me/telemetry', 'v1/devices/me/attributes/request/1', 'v1/devices/me/attributes', 'other'],
    filters: ['v1/devices/me/attributes', 'v1/devices/me/rpc/request/+', 'v1/devices/me/#', '+', 'other'],
  },
  mqtt: {
    connects: ['connect client-id=a', 'connect client-id=b', 'connect client-id=c will.topic=gone'],
    topics: ['a', 'a/b', '$x/y', '/'],
    filters: ['#', '+/b', 'a/#', '$x/#', 'a//+'],
  },
} as const;

/** Aedes itself closes a stored session on a PUBREC that answers nothing, so where there are such sessions nobody sends one. */
const packets = ['pingreq', 'puback', 'pubrel', 'suback', 'connack', 'disconnect'];

function scriptOf(world: (typeof worlds)[keyof typeof worlds]): fc.Arbitrary<string> {
  const filter = fc
    .tuple(fc.constantFrom(...world.filters), fc.integer({ min: 0, max: 2 }))
    .map(([text, qos]) => `${text} qos=${qos}`);
  const publish = fc.record({
    topic: fc.constantFrom(...world.topics),
    qos: fc.integer({ min: 0, max: 2 }),
    retain: fc.constantFrom(0, 0, 0, 1),
    dup: fc.constantFrom(0, 0, 0, 1),
    bytes: fc.constantFrom(0, 1, 1024, 300_000),
  });
  const request = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.array(filter, { minLength: 1, maxLength: 4 }).map((all) => `subscribe ${all.join(', ')}`),
    },
    {
      weight: 4,
      arbitrary: publish.map(
        ({ topic, qos, retain, dup, bytes }) =>
          `publish ${topic} qos=${qos} retain=${retain} dup=${dup} payload-bytes=${bytes}`,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom(...world.filters).map((text) => `unsubscribe ${text}`) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...packets, ...(world === worlds.plant ? [] : ['pubrec']))
        .map((name) => `packet ${name}`),
    },
    { weight: 1, arbitrary: fc.constantFrom(...world.connects) },
  );
  return fc
    .tuple(fc.constantFrom(...world.connects), fc.array(request, { minLength: 5, maxLength: 25 }))
    .map(([first, rest]) => `${[first, ...rest].join('\n')}\n`);
}

describe('a guarded Aedes does what its policy says', () => {
  it.each(Object.entries(worlds))('%s, whatever a client sends', async (policy, world) => {
    const broker = await startBroker(await policyNamed(policy));
    await fc.assert(
      fc.asyncProperty(scriptOf(world), async (script) => {
        expect(await differences(broker, policy, script)).toEqual([]);
      }),
      { numRuns: 12, endOnFailure: true },
    );
    const verdicts = broker.events.filter(({ by }) => by === 'wire').map(({ verdict }) => verdict.allowed);
    expect(verdicts.filter((allowed) => allowed).length).toBeGreaterThan(10);
    expect(verdicts.filter((allowed) => !allowed).length).toBeGreaterThan(2);
    // The hooks never have to correct the wire.
    expect(broker.refusals().filter((one) => one.startsWith('hook') && !one.startsWith('hook receive'))).toEqual([]);
  });
});
