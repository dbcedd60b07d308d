/** What of a message goes on at another QoS, or without its retain flag: seen by a subscriber that comes late. */
import type { IConnectPacket } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { policyOf, startBroker, type TestBroker } from './aedes-broker.js';

type Will = NonNullable<IConnectPacket['will']>;

const page = (checks: string, connect = ''): ReturnType<typeof policyOf> =>
  policyOf(
    `policy flags\n\n${connect === '' ? '' : `connect\n${connect}\n\n`}every publish\n  ${checks}\n\ntopics\n  publish, subscribe  a, b\n  publish             c  retain 1\n  subscribe           c\n`,
  );

/** The retained message that a client gets that subscribes now; nothing where there is none. */
async function kept(broker: TestBroker, topic: string): Promise<{ qos: number; payload: string } | undefined> {
  const late = await broker.connected({ clientId: `late-${Math.random()}` });
  late.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic, qos: 2 }] });
  await late.next('suback');
  // Retained messages come before what is asked afterwards is answered.
  await late.alive();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const found = late.packets.find(({ cmd }) => cmd === 'publish');
  late.socket.destroy();
  return found?.cmd === 'publish' ? { qos: found.qos, payload: String(found.payload) } : undefined;
}

async function publish(broker: TestBroker, topic: string, qos: 0 | 1 | 2): Promise<void> {
  const client = await broker.connected({ clientId: `from-${Math.random()}` });
  client.send({ cmd: 'publish', topic, qos, messageId: 7, payload: 'x', retain: true, dup: false });
  if (qos === 1) await client.next('puback');
  if (qos === 2) {
    await client.next('pubrec');
    client.send({ cmd: 'pubrel', messageId: 7 });
    await client.next('pubcomp');
  }
  await client.alive();
  client.socket.destroy();
}

async function die(broker: TestBroker, packet: Partial<IConnectPacket> & { will: Will }): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    broker.aedes.on('publish', ({ topic }) => topic === packet.will.topic && resolve());
  });
  const client = await broker.connected({ clientId: 'mortal', ...packet });
  client.socket.destroy();
  await gone;
}

const will = (qos: 0 | 1 | 2, topic = 'a'): Will => ({
  topic,
  payload: Buffer.from('gone'),
  qos,
  retain: true,
});

describe('the retain flag of a publish', () => {
  it.each([0, 1, 2] as const)('that the policy ignores is not there for a late subscriber (QoS %i)', async (qos) => {
    const broker = await startBroker(page('retain  0  otherwise ignore'));
    await publish(broker, 'a', qos);
    expect(await kept(broker, 'a')).toBeUndefined();
    expect(broker.events.find(({ request }) => request.verb === 'publish')).toMatchObject({
      by: 'wire',
      request: { packet: { retain: true } },
      verdict: { allowed: true, advice: [{ rule: 'publish/retain', field: 'retain', ignored: true }] },
    });
  });

  it('goes where the QoS is lowered, too', async () => {
    const broker = await startBroker(page('qos  0  otherwise downgrade\n  retain  0  otherwise ignore'));
    for (const qos of [1, 2] as const) await publish(broker, 'a', qos);
    expect(await kept(broker, 'a')).toBeUndefined();
    const keeping = await startBroker(page('qos  0  otherwise downgrade\n  retain  0  otherwise advise'));
    await publish(keeping, 'a', 2);
    expect(await kept(keeping, 'a')).toEqual({ qos: 0, payload: 'x' });
  });

  it.each(['clamp', 'downgrade'])('that is moved into range (%s) is not there either', async (word) => {
    const broker = await startBroker(page(`retain  0  otherwise ${word}`));
    await publish(broker, 'a', 1);
    expect(await kept(broker, 'a')).toBeUndefined();
  });

  it.each(['warn', 'advise'])('that is only spoken of (%s) stays', async (word) => {
    const broker = await startBroker(page(`retain  0  otherwise ${word}`));
    await publish(broker, 'a', 1);
    expect(await kept(broker, 'a')).toEqual({ qos: 1, payload: 'x' });
  });

  it('stays where the line of the topic asks for it', async () => {
    const broker = await startBroker(page('retain  0  otherwise ignore'));
    await publish(broker, 'c', 1);
    expect(await kept(broker, 'c')).toEqual({ qos: 1, payload: 'x' });
  });
});

describe('a will', () => {
  it.each([
    ['of the standard', {}],
    ['of MQTT 3.1', { protocolId: 'MQIsdp', protocolVersion: 3 }],
  ] as const)('is kept for nobody where publishes are not (%s)', async (_, version) => {
    const broker = await startBroker(page('retain  0  otherwise ignore'));
    await die(broker, { ...version, will: will(1) });
    expect(await kept(broker, 'a')).toBeUndefined();
    expect(broker.refusals()).toEqual([]);
  });

  it('goes by what the connect section says of it', async () => {
    const says = '  will.qos     0..1  otherwise downgrade\n  will.retain  0     otherwise ignore';
    const broker = await startBroker(page('payload  <= 1 KB', says));
    const seen: unknown[] = [];
    broker.aedes.on('publish', ({ topic, qos, retain }) => topic === 'a' && seen.push([qos, retain]));
    await die(broker, { will: will(2) });
    expect(seen).toEqual([[1, false]]);
    expect(await kept(broker, 'a')).toBeUndefined();
    expect(broker.events[0]?.verdict.advice).toMatchObject([
      { field: 'will.qos', consequence: { kind: 'downgrade' } },
      { field: 'will.retain', ignored: true },
    ]);
    // The rest of the CONNECT is as it was sent.
    const whole = { username: 'u', password: Buffer.from('p'), clean: true, keepalive: 9, will: will(2, 'b') };
    await die(broker, whole);
    expect(await kept(broker, 'b')).toBeUndefined();
  });

  it('that nothing is said of is kept', async () => {
    const broker = await startBroker(page('payload  <= 1 KB'));
    await die(broker, { will: will(2) });
    expect(await kept(broker, 'a')).toEqual({ qos: 2, payload: 'gone' });
  });
});
