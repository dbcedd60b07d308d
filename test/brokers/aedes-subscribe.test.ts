import mqtt from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { policyOf, prefix, startBroker } from './aedes-broker.js';

describe('a SUBSCRIBE', () => {
  it('is answered filter for filter, in order, repeated ones included, with the QoS that the policy grants', async () => {
    const broker = await startBroker('onenet');
    const client = await broker.connected();
    const filters = [
      [`${prefix}/cmd/request/+`, 1],
      ['$sys/238322/#', 0],
      [`${prefix}/cmd/request/+`, 2],
      ['$sys/238322/other/cmd/request/+', 0],
      [`${prefix}/dp/post/json/accepted`, 0],
      ['#', 1],
    ] as const;
    client.send({
      cmd: 'subscribe',
      messageId: 513,
      subscriptions: filters.map(([topic, qos]) => ({ topic, qos })),
    });
    await client.next('suback');
    expect(client.received.toString('hex')).toBe('20020000' + '90080201' + '008000800080');
    await client.alive();
    const verdict = broker.events.find(({ request }) => request.verb === 'subscribe')?.verdict;
    expect(verdict && 'filters' in verdict && verdict.filters.map(({ grantedQos }) => grantedQos)).toEqual([
      0, 128, 0, 128, 0, 128,
    ]);
  });

  it.each([
    ['two wildcards in a level', 'a/#/b'],
    ['a wildcard in a word', '$sys/238322/mqtts-test-device/cmd/a+'],
    ['nothing', ''],
    ['a NUL', '$sys/238322/mqtts-test-device/cmd/\0'],
  ])('with a malformed filter (%s) closes the connection', async (_, topic) => {
    const broker = await startBroker('onenet');
    const client = await broker.connected();
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'abcdefgh', qos: 0 }] });
    await client.next('suback');
    const bytes = mqtt.generate({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: 'x', qos: 0 }] });
    const text = Buffer.from(topic);
    const body = Buffer.concat([bytes.subarray(2, 4), Buffer.from([0, text.length]), text, Buffer.from([0])]);
    expect(await client.send(Buffer.concat([Buffer.from([0x82, body.length]), body])).end()).toBe(
      '20020000' + '9003000180',
    );
    expect(broker.refusals().at(-1)).toBe('wire subscribe topic/syntax');
  });

  it('with nine filters closes, with eight it does not', async () => {
    const broker = await startBroker('onenet');
    const subscriptions = (count: number) =>
      Array.from({ length: count }, () => ({ topic: `${prefix}/cmd/#`, qos: 0 as const }));
    const client = await broker.connected();
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: subscriptions(8) });
    expect((await client.next('suback')).granted).toEqual(Array(8).fill(0));
    await client.send({ cmd: 'subscribe', messageId: 1, subscriptions: subscriptions(9) }).end();
    expect(broker.refusals()[0]).toContain('wire subscribe limits/filters');
  });

  it('for a shared subscription is refused: Aedes has none, even if the policy does', async () => {
    const broker = await startBroker('mqtt');
    const client = await broker.connected();
    client.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: '$share/g/a', qos: 1 },
        { topic: 'a', qos: 1 },
      ],
    });
    expect((await client.next('suback')).granted).toEqual([128, 1]);
    expect(broker.refusals()).toEqual(['wire subscribe subscribe/shared']);
  });

  it('too deep for Aedes is refused and does not end the connection', async () => {
    const broker = await startBroker('mqtt');
    const client = await broker.connected();
    client.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: `${'a/'.repeat(100)}#`, qos: 0 }] });
    expect((await client.next('suback')).granted).toEqual([128]);
    await client.alive();
  });
});

describe('a delivery', () => {
  const text = `policy plant
connect
  protocol 3.1.1
every receive
  qos 0 otherwise downgrade
topics
  publish, subscribe #
  deny receive secret/#
`;

  it('is decided again, retained or not, and its QoS lowered on the wire', async () => {
    const broker = await startBroker(policyOf(text));
    const publisher = await broker.connected({ clientId: 'a', clean: true });
    const publish = (topic: string, retain: boolean): void => {
      publisher.send({ cmd: 'publish', topic, qos: 1, messageId: 1, payload: 'x', retain, dup: false });
    };
    publish('secret/kept', true);
    publish('open/kept', true);
    await publisher.next('puback');
    await publisher.next('puback');
    const subscriber = await broker.connected({ clientId: 'b', clean: true });
    subscriber.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: 'open/+', qos: 1 },
        { topic: 'secret/+', qos: 1 },
      ],
    });
    expect((await subscriber.next('suback')).granted).toEqual([1, 1]);
    const kept = await subscriber.next('publish');
    expect([kept.topic, kept.qos, kept.retain]).toEqual(['open/kept', 0, true]);
    publish('open/now', false);
    const now = await subscriber.next('publish');
    expect([now.topic, now.qos, now.retain, now.messageId]).toEqual(['open/now', 0, false, undefined]);
    await subscriber.alive();
  });

  it('comes at no higher QoS than was granted, also through a wildcard and retained', async () => {
    const broker = await startBroker('mqtt');
    const writer = await broker.connected({ clientId: 'w' });
    const publish = (topic: string, retain: boolean): void => {
      writer.send({ cmd: 'publish', topic, qos: 1, messageId: 1, payload: 'x', retain, dup: false });
    };
    publish('a/kept', true);
    await writer.next('puback');
    const reader = await broker.connected({ clientId: 'r' });
    reader.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: 'a/#', qos: 0 },
        { topic: 'b/#', qos: 1 },
      ],
    });
    expect((await reader.next('suback')).granted).toEqual([0, 1]);
    const kept = await reader.next('publish');
    expect([kept.topic, kept.qos, kept.messageId]).toEqual(['a/kept', 0, undefined]);
    publish('a/now', false);
    expect((await reader.next('publish')).qos).toBe(0);
    publish('b/now', false);
    expect((await reader.next('publish')).qos).toBe(1);
  });

  it('that Aedes would make against the policy does not reach the client', async () => {
    const broker = await startBroker(policyOf(text));
    const client = await broker.connected({ clientId: 'b' });
    const [inside] = Object.values((broker.aedes as unknown as { clients: Record<string, never> }).clients) as {
      publish(packet: object, done: () => void): void;
    }[];
    for (const topic of ['secret/a', 'open/a']) {
      await new Promise<void>((resolve) => {
        inside?.publish({ cmd: 'publish', topic, qos: 0, payload: Buffer.from('x'), retain: false }, resolve);
      });
    }
    expect((await client.next('publish')).topic).toBe('open/a');
    await client.alive();
    expect(client.packets).toEqual([]);
    expect(broker.refusals()).toEqual(['hook receive topic/denied']);
  });
});

describe('a stored session', () => {
  const text = (filters: string): string => `policy stored
topics
  publish #
  subscribe ${filters}
`;

  it('is decided again when its client comes back', async () => {
    const broker = await startBroker(policyOf(text('a, b')));
    const first = await broker.connected({ clientId: 'c', clean: false });
    first.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: 'a', qos: 1 },
        { topic: 'b', qos: 1 },
      ],
    });
    expect((await first.next('suback')).granted).toEqual([1, 1]);
    first.send({ cmd: 'disconnect' });
    await first.end();
    broker.guarded.reload(policyOf(text('b')));
    const writer = await broker.connected({ clientId: 'w' });
    for (const topic of ['a', 'b'])
      writer.send({ cmd: 'publish', topic, qos: 1, messageId: 1, payload: topic, retain: false, dup: false });
    await writer.next('puback');
    await writer.next('puback');
    const again = await broker.connected({ clientId: 'c', clean: false });
    expect((await again.next('publish')).topic).toBe('b');
    await again.alive();
    expect(again.packets).toEqual([]);
    expect(broker.refusals().sort()).toEqual(['hook receive topic/direction', 'restore subscribe topic/direction']);
    expect(broker.events.filter(({ by, verdict }) => by === 'restore' && verdict.allowed)).toHaveLength(1);
  });
});
