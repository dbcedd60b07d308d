import { once } from 'node:events';
import net from 'node:net';
import { Duplex } from 'node:stream';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';
import mqtt, { type IConnectPacket } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { guardAedes } from '../../src/brokers/aedes/index.js';
import { createGuard } from '../../src/engine/index.js';
import { loadPolicy } from '../../src/load.js';
import type { Policy } from '../../src/policy/model.js';
import { deviceConnect, policyOf, prefix, startBroker, token } from './aedes-broker.js';

const connect = (more: Partial<IConnectPacket> = {}): Buffer =>
  mqtt.generate({ ...deviceConnect, ...more } as IConnectPacket);

/** The bytes of a CONNECT with its flags byte as given. */
function withFlags(flags: number, bytes = connect()): Buffer {
  const copy = Buffer.from(bytes);
  copy[copy.indexOf('MQTT') + 5] = flags;
  return copy;
}

describe('a CONNECT', () => {
  it('that the policy allows is answered by Aedes, byte for byte', async () => {
    const broker = await startBroker('onenet');
    const client = broker.client().send(connect());
    await client.until(() => client.received.length >= 4);
    expect(client.received.toString('hex')).toBe('20020000');
    await client.alive();
    expect(broker.events[0]).toMatchObject({
      client: { clientId: 'mqtts-test-device', username: '238322', address: '127.0.0.1', tls: false },
      request: { verb: 'connect' },
      verdict: { allowed: true },
      by: 'wire',
    });
    expect(JSON.stringify(broker.events)).not.toContain('sign=');
  });

  it.each([
    ['with another device’s token', { clientId: 'another' }, '20020004'],
    ['without a password', { password: undefined }, '20020004'],
    ['with a name that is a wildcard', { clientId: '+' }, '20020004'],
    ['of MQTT 3.1', { protocolVersion: 3, protocolId: 'MQIsdp' }, '20020001'],
    ['of MQTT 5', { protocolVersion: 5 }, '20020001'],
    ['with a stored session', { clean: false }, ''],
    ['with a will', { will: { topic: `${prefix}/dp/post/json`, payload: 'x', qos: 0, retain: false } }, ''],
    ['with too short a keep-alive', { keepalive: 9 }, ''],
  ] as [string, Partial<IConnectPacket>, string][])('%s is refused as the policy says', async (_, more, answer) => {
    const broker = await startBroker('onenet');
    expect(await broker.client().send(connect(more)).end()).toBe(answer);
    expect(broker.refusals()).toHaveLength(1);
    expect(broker.aedes.connectedClients).toBe(0);
  });

  it('with a token that has expired is refused', async () => {
    const broker = await startBroker('onenet', { guard: { now: () => 7_557_387_131 } });
    expect(await broker.client().send(connect()).end()).toBe('20020004');
    expect(broker.refusals()).toEqual(['wire connect connect/password']);
  });

  it('of a protocol level that nobody knows gets the policy’s answer', async () => {
    const broker = await startBroker('onenet');
    const bytes = connect();
    bytes[bytes.indexOf('MQTT') + 4] = 6;
    expect(await broker.client().send(bytes).end()).toBe('20020001');
    expect(broker.refusals()).toEqual(['wire connect connect/protocol']);
  });

  it.each([
    ['will QoS', 0xca],
    ['will retain', 0xe2],
  ])('with a %s but no will is closed, with its reason', async (_, flags) => {
    const broker = await startBroker('onenet');
    expect(await broker.client().send(withFlags(flags)).end()).toBe('');
    expect(broker.refusals()).toEqual(['wire connect connect/will']);
  });

  it('is the first packet and the only one', async () => {
    const broker = await startBroker('onenet');
    expect(await broker.client().send({ cmd: 'pingreq' }).end()).toBe('');
    const twice = await broker.connected();
    expect(await twice.send(connect()).end()).toBe('20020000');
    expect(broker.refusals()).toEqual(['wire packet session/none', 'wire packet packet/unsupported']);
  });

  it('without a client id and with a stored session gets CONNACK 2, whatever the policy says', async () => {
    const broker = await startBroker(policyOf('policy open\n\ntopics\n  publish, subscribe #\n'));
    const bytes = connect({ clientId: '' });
    expect(await broker.client().send(withFlags(0xc0, bytes)).end()).toBe('20020002');
    const clean = await broker.connected({ clientId: '' });
    await clean.alive();
  });
});

describe('the application’s own authentication', () => {
  it('is asked about what the guard allows, also when it is assigned later', async () => {
    const asked: string[] = [];
    const broker = await startBroker('onenet', {
      aedes: {
        authenticate: (client, username, password, done) => {
          asked.push(`${client.id} ${username} ${String(password).slice(0, 7)}`);
          done(null, username === '238322');
        },
      },
    });
    await (await broker.connected()).alive();
    expect(
      await broker
        .client()
        .send(connect({ clientId: 'another' }))
        .end(),
    ).toBe('20020004');
    expect(asked).toEqual(['mqtts-test-device 238322 version']);
    broker.aedes.authenticate = (_client, _username, _password, done) => done(null, false);
    broker.aedes.authorizeSubscribe = (_client, subscription, done) =>
      done(null, subscription.topic.endsWith('accepted') ? subscription : null);
    expect(await broker.client().send(connect()).end()).toBe('20020005');
    broker.aedes.authenticate = (_client, _username, _password, done) => done(null, true);
    const client = await broker.connected();
    client.send({
      cmd: 'subscribe',
      messageId: 9,
      subscriptions: [
        { topic: `${prefix}/dp/post/json/accepted`, qos: 0 },
        { topic: `${prefix}/cmd/#`, qos: 0 },
        { topic: '#', qos: 0 },
      ],
    });
    expect((await client.next('suback')).granted).toEqual([0, 128, 128]);
  });

  it('does not see a SUBSCRIBE before it has decided about its CONNECT', async () => {
    const broker = await startBroker('onenet', {
      aedes: {
        authenticate: (_client, _username, _password, done) => {
          setTimeout(() => done(null, true), 50);
        },
      },
    });
    const client = broker
      .client()
      .send(connect(), { cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] });
    await client.next('suback');
    expect(client.received.toString('hex')).toBe('20020000' + '9003000180');
  });
});

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

describe('a PUBLISH', () => {
  it.each([0, 1] as const)('at QoS %s that the policy allows reaches Aedes', async (qos) => {
    const broker = await startBroker('onenet');
    const published = once(broker.aedes, 'publish', { signal: AbortSignal.timeout(3000) });
    const client = await broker.connected();
    const seen: string[] = [];
    broker.aedes.on('publish', ({ topic, payload }) => seen.push(`${topic} ${payload}`));
    client.send({
      cmd: 'publish',
      topic: `${prefix}/dp/post/json`,
      qos,
      messageId: 7,
      payload: '{}',
      retain: false,
      dup: false,
    });
    await published;
    if (qos === 1) expect((await client.next('puback')).messageId).toBe(7);
    await client.alive();
    expect(seen).toContain(`${prefix}/dp/post/json {}`);
    expect(broker.refusals()).toEqual([]);
  });

  it.each([
    ['to another device', { topic: '$sys/238322/other/dp/post/json' }, 'topic/foreign'],
    ['where only the platform publishes', { topic: `${prefix}/dp/post/json/accepted` }, 'topic/direction'],
    ['to a topic of nobody', { topic: 'a' }, 'topic/unknown'],
    ['that is retained', { retain: true }, 'publish/retain'],
    ['at QoS 2', { qos: 2 }, 'publish/qos'],
  ] as [string, object, string][])('%s closes the connection', async (_, more, rule) => {
    const broker = await startBroker('onenet');
    const client = await broker.connected();
    const seen: string[] = [];
    broker.aedes.on('publish', ({ topic }) => seen.push(topic));
    client.send({
      cmd: 'publish',
      topic: `${prefix}/dp/post/json`,
      qos: 0,
      messageId: 7,
      payload: '{}',
      retain: false,
      dup: false,
      ...more,
    });
    expect(await client.end()).toBe('20020000');
    expect(broker.refusals()).toEqual([`wire publish ${rule}`]);
    expect(seen.filter((topic) => !topic.startsWith('$SYS'))).toEqual([]);
  });

  it('with both QoS bits closes, and the reason is the QoS', async () => {
    const broker = await startBroker('onenet');
    const client = await broker.connected();
    expect(await client.send('36 06 0001 61 0001 78').end()).toBe('20020000');
    expect(broker.refusals().at(-1)).toContain('qos/range');
  });

  it('that the policy discards is acknowledged in its order, and goes nowhere', async () => {
    const broker = await startBroker(
      policyOf('policy drops\n\nevery publish\n  otherwise drop\n\ntopics\n  publish, subscribe a\n'),
    );
    const client = await broker.connected();
    const seen: string[] = [];
    broker.aedes.on('publish', ({ topic }) => seen.push(topic));
    const publish = (topic: string, qos: 0 | 1 | 2, messageId: number): Buffer =>
      mqtt.generate({ cmd: 'publish', topic, qos, messageId, payload: 'x', retain: false, dup: false });
    client.send(
      publish('a', 1, 1),
      publish('b', 1, 2),
      publish('b', 0, 0),
      publish('a', 1, 3),
      publish('b', 2, 4),
      publish('a', 2, 5),
      { cmd: 'pubrel', messageId: 4 },
    );
    await client.next('pubcomp');
    await client.until(() => client.packets.filter(({ cmd }) => cmd === 'pubrec').length === 2);
    expect(client.packets.filter(({ cmd }) => cmd === 'puback').map(({ messageId }) => messageId)).toEqual([1, 2, 3]);
    expect(client.packets.filter(({ cmd }) => cmd === 'pubrec').map(({ messageId }) => messageId)).toEqual([4, 5]);
    client.send({ cmd: 'pubrel', messageId: 5 });
    expect((await client.next('pubcomp')).messageId).toBe(5);
    expect(seen.filter((topic) => !topic.startsWith('$SYS'))).toEqual(['a', 'a', 'a']);
    await client.alive();
    expect(client.packets.filter(({ cmd }) => cmd === 'pingresp')).toEqual([]);
  });

  it.each([
    ['0..1', 1],
    ['0', 0],
  ] as const)(
    'whose QoS the policy lowers to %s goes on at that, and its sender sees its own handshake',
    async (range, most) => {
      const broker = await startBroker(
        policyOf(
          `policy lowers\n\nevery publish\n  qos  ${range}  otherwise downgrade\n\ntopics\n  publish, subscribe a\n`,
        ),
      );
      const client = await broker.connected();
      const seen: number[] = [];
      broker.aedes.on('publish', ({ topic, qos }) => {
        if (topic === 'a') seen.push(qos);
      });
      const publish = (qos: 0 | 1 | 2, messageId: number): Buffer =>
        mqtt.generate({ cmd: 'publish', topic: 'a', qos, messageId, payload: 'x', retain: false, dup: qos === 2 });
      client.send(publish(2, 1), publish(1, 2), publish(0, 0), publish(2, 3));
      await client.until(() => client.packets.filter(({ cmd }) => cmd === 'pubrec').length === 2);
      await client.until(() => client.packets.some(({ cmd }) => cmd === 'puback'));
      client.send({ cmd: 'pubrel', messageId: 1 }, { cmd: 'pubrel', messageId: 3 });
      await client.until(() => client.packets.filter(({ cmd }) => cmd === 'pubcomp').length === 2);
      const ids = (name: string) => client.packets.filter(({ cmd }) => cmd === name).map(({ messageId }) => messageId);
      expect([ids('pubrec'), ids('puback'), ids('pubcomp')]).toEqual([[1, 3], [2], [1, 3]]);
      await client.until(() => seen.length === 4);
      // Aedes keeps the order among messages of one QoS only.
      expect(seen.sort()).toEqual([0, Math.min(1, most), most, most]);
      // One that comes again before its answer gets two, and nothing behind it waits.
      client.packets.length = 0;
      client.send(publish(2, 7), publish(2, 7), publish(2, 8));
      await client.until(() => client.packets.filter(({ cmd }) => cmd === 'pubrec').length === 3);
      expect(ids('pubrec')).toEqual([7, 7, 8]);
      await client.alive();
    },
  );

  it('before a bad one in the same chunk still counts', async () => {
    const broker = await startBroker('onenet');
    const client = await broker.connected();
    const seen: string[] = [];
    broker.aedes.on('publish', ({ topic }) => seen.push(topic));
    const publish = (topic: string, messageId: number): Buffer =>
      mqtt.generate({ cmd: 'publish', topic, qos: 1, messageId, payload: 'x', retain: false, dup: false });
    client.send(publish(`${prefix}/dp/post/json`, 1), publish('nowhere', 2), publish(`${prefix}/image/update`, 3));
    expect(await client.end()).toBe('20020000' + '40020001');
    expect(seen.filter((topic) => !topic.startsWith('$SYS'))).toEqual([`${prefix}/dp/post/json`]);
  });
});

describe('a packet that the policy does not take', () => {
  it.each([
    ['pubrec', '5002 0001'],
    ['pubrel', '6202 0001'],
    ['pubcomp', '7002 0001'],
    ['suback', '9003 0001 00'],
    ['connack', '2002 0000'],
    ['pingresp', 'd000'],
  ])('%s closes the connection', async (name, bytes) => {
    const broker = await startBroker('onenet');
    const client = await broker.connected();
    expect(await client.send(bytes).end()).toBe('20020000');
    expect(broker.refusals()).toEqual(['wire packet packet/unsupported']);
    expect(broker.events.at(-1)?.request).toEqual({ verb: 'packet', name });
  });

  it('others it takes', async () => {
    const broker = await startBroker('onenet');
    const client = await broker.connected();
    client.send({ cmd: 'puback', messageId: 3 });
    client.send({ cmd: 'unsubscribe', messageId: 4, unsubscriptions: [`${prefix}/cmd/#`] });
    expect((await client.next('unsuback')).messageId).toBe(4);
    client.send({ cmd: 'unsubscribe', messageId: 5, unsubscriptions: ['a/#/b'] });
    expect(await client.end()).toBe('20020000' + 'b0020004');
    const other = await broker.connected();
    expect(await other.send({ cmd: 'disconnect' }).end()).toBe('20020000');
    expect(broker.refusals()).toEqual(['wire unsubscribe topic/syntax']);
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

describe('a will', () => {
  const text = `policy wills
identity
  client-id {name}
  {name} [a-z]{1,9}
topics under {name}
  publish last
  subscribe #
`;
  const will = (topic: string, qos: 0 | 2 = 0): Partial<IConnectPacket> => ({
    clientId: 'anna',
    will: { topic, payload: Buffer.from('gone'), qos, retain: false },
  });

  it('is judged at the CONNECT, and sent when the connection breaks', async () => {
    const broker = await startBroker(policyOf(text));
    const client = broker.client().send(connect(will('bert/last')));
    await client.end();
    const good = await broker.connected(will('anna/last'));
    const seen: string[] = [];
    broker.aedes.on('publish', ({ topic }) => seen.push(topic));
    good.socket.destroy();
    await good.until(() => seen.includes('anna/last'));
    expect(broker.events.at(-1)).toMatchObject({
      by: 'hook',
      request: { verb: 'publish', will: true },
      verdict: { allowed: true },
    });
  });

  it('goes out at the QoS that the policy lowers it to', async () => {
    const lowering = `${text}\nevery publish\n  qos 0 otherwise downgrade\n`;
    const broker = await startBroker(policyOf(lowering));
    const client = await broker.connected(will('anna/last', 2));
    const seen: number[] = [];
    broker.aedes.on('publish', ({ topic, qos }) => {
      if (topic === 'anna/last') seen.push(qos);
    });
    client.socket.destroy();
    await client.until(() => seen.length > 0);
    expect(seen).toEqual([0]);
  });

  it('is judged again when it is sent', async () => {
    const broker = await startBroker(policyOf(text));
    const seen: string[] = [];
    broker.aedes.on('publish', ({ topic }) => seen.push(topic));
    const client = await broker.connected(will('anna/last'));
    broker.guarded.reload(policyOf(text.replace('publish last', 'publish other')));
    client.socket.destroy();
    await client.until(() => broker.refusals().length > 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(broker.refusals()).toEqual(['hook publish topic/direction']);
    expect(seen).not.toContain('anna/last');
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

describe('a reload', () => {
  const text = (line: string): string => `policy live\ntopics\n  publish #\n  ${line}\n`;

  it('keeps connections, tells what it takes away, and ends those deliveries', async () => {
    const broker = await startBroker(policyOf(text('subscribe a, b')));
    const client = await broker.connected({ clientId: 'c' });
    client.send({
      cmd: 'subscribe',
      messageId: 1,
      subscriptions: [
        { topic: 'a', qos: 0 },
        { topic: 'b', qos: 0 },
      ],
    });
    await client.next('suback');
    const revoked = broker.guarded.reload(policyOf(text('subscribe b')));
    expect(revoked.map(({ clientId, filter }) => `${clientId} ${filter}`)).toEqual(['c a']);
    expect(revoked[0]?.verdict).toMatchObject({ allowed: false, grantedQos: 128 });
    const writer = await broker.connected({ clientId: 'w' });
    for (const topic of ['a', 'b'])
      writer.send({ cmd: 'publish', topic, qos: 0, payload: topic, retain: false, dup: false });
    expect((await client.next('publish')).topic).toBe('b');
    await client.alive();
    expect(client.packets).toEqual([]);
    client.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: 'a', qos: 0 }] });
    expect((await client.next('suback')).granted).toEqual([128]);
  });

  it('again and again under load never lets a wrong answer out, and keeps nothing', async () => {
    const policies = [policyOf(text('subscribe a')), policyOf(text('subscribe b'))];
    const broker = await startBroker(policies[0] as Policy);
    const client = await broker.connected({ clientId: 'c' });
    const writer = await broker.connected({ clientId: 'w' });
    for (let round = 1; round <= 60; round++) {
      const [open, shut] = round % 2 === 0 ? ['a', 'b'] : ['b', 'a'];
      broker.guarded.reload(policies[round % 2] as Policy);
      client.send({
        cmd: 'subscribe',
        messageId: round,
        subscriptions: [
          { topic: shut as string, qos: 0 },
          { topic: open as string, qos: 0 },
        ],
      });
      expect((await client.next('suback')).granted).toEqual([128, 0]);
      for (const topic of [shut, open] as string[])
        writer.send({ cmd: 'publish', topic, qos: 0, payload: String(round), retain: false, dup: false });
      const got = await client.next('publish');
      expect([got.topic, String(got.payload)]).toEqual([open, String(round)]);
    }
    await client.alive();
    expect(client.packets).toEqual([]);
    const inside = (broker.aedes as unknown as { clients: Record<string, { subscriptions: object }> }).clients.c;
    expect(Object.keys(inside?.subscriptions ?? {})).toEqual(['a']);
  });

  it('leaves the last good policy in force when the new one cannot be used', async () => {
    const broker = await startBroker(policyOf(text('subscribe a')));
    const client = await broker.connected({ clientId: 'c' });
    expect(() => broker.guarded.reload({} as never)).toThrow();
    client.send({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: 'a', qos: 0 }] });
    expect((await client.next('suback')).granted).toEqual([0]);
  });
});

describe('bytes', () => {
  it('one at a time make the same packets', async () => {
    const broker = await startBroker('onenet');
    const client = broker.client();
    const all = Buffer.concat([
      connect(),
      mqtt.generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] }),
      mqtt.generate({ cmd: 'subscribe', messageId: 2, subscriptions: [{ topic: `${prefix}/#`, qos: 1 }] }),
      mqtt.generate({ cmd: 'pingreq' }),
    ]);
    for (const byte of all) {
      client.send(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await client.next('pingresp');
    await client.until(() => client.packets.filter(({ cmd }) => cmd === 'suback').length === 2);
    expect(client.packets).toMatchObject([{ cmd: 'connack' }, { granted: [128] }, { granted: [0] }]);
  });

  it('all at once too, in any number', async () => {
    const broker = await startBroker('onenet');
    const client = broker.client();
    const publishes = Array.from({ length: 3000 }, (_, at) =>
      mqtt.generate({
        cmd: 'publish',
        topic: `${prefix}/dp/post/json`,
        qos: 1,
        messageId: at + 1,
        payload: 'x'.repeat(at % 50),
        retain: false,
        dup: false,
      }),
    );
    client.send(connect(), ...publishes, { cmd: 'pingreq' });
    await client.next('pingresp');
    await client.until(() => client.packets.filter(({ cmd }) => cmd === 'puback').length === 3000);
    expect(client.packets.filter(({ cmd }) => cmd === 'puback').map(({ messageId }) => messageId)).toEqual(
      publishes.map((_, at) => at + 1),
    );
  });

  it('and the end of the stream right behind them lose nothing', async () => {
    const broker = await startBroker('onenet');
    const seen: string[] = [];
    broker.aedes.on('publish', ({ topic }) => seen.push(topic));
    const client = broker.client();
    const publish = mqtt.generate({
      cmd: 'publish',
      topic: `${prefix}/dp/post/json`,
      qos: 0,
      payload: 'x'.repeat(500),
      retain: false,
      dup: false,
    });
    client.send(connect(), ...Array.from({ length: 500 }, () => publish));
    client.socket.end();
    await client.until(() => seen.filter((topic) => topic.startsWith('$sys')).length === 500);
    expect(broker.refusals()).toEqual([]);
  });

  it.each([
    ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
    ['a TLS hello', '16 0301 0200 0100 01fc 0303'],
    ['a length of five bytes', '10 ffffffff 01'],
    ['a CONNECT longer than any', '10 ffffff 7f'],
    ['a CONNECT that ends early', '10 04 0004 4d51'],
    ['a CONNECT with its reserved flag', withFlags(0xc3)],
    [
      'a CONNECT with bytes behind its end',
      Buffer.concat([Buffer.from([0x10, 16]), Buffer.from('00044d5154540402003c0000414141', 'hex'), Buffer.from('41')]),
    ],
    ['a password without a user name', '10 11 0004 4d515454 04 42 003c 0001 61 0002 6262'],
    ['a client id that is not UTF-8', '10 0e 0004 4d515454 04 02 003c 0002 c328'],
    ['a packet of type 0', '00 00'],
  ])('that are no MQTT (%s) close the connection, with a message', async (_, bytes) => {
    const broker = await startBroker('mqtt');
    expect(await broker.client().send(bytes).end()).toBe('');
    const [event] = broker.events;
    expect(event?.verdict.reasons[0]?.message).toMatch(/\.$/);
    expect(event?.verdict.consequence).toEqual({ kind: 'close' });
    await (await broker.connected()).alive();
  });

  it.each([
    ['a SUBSCRIBE without its flag', '80 06 0001 0001 61 00'],
    ['a SUBSCRIBE with identifier 0', '82 06 0000 0001 61 00'],
    ['a SUBSCRIBE at QoS 3', '82 06 0001 0001 61 03'],
    ['a SUBSCRIBE without filters', '82 02 0001'],
    ['a filter that is not UTF-8', '82 07 0001 0002 c328 00'],
    ['an UNSUBSCRIBE without filters', 'a2 02 0001'],
    ['an UNSUBSCRIBE that ends early', 'a2 04 0001 0005'],
    ['a PUBLISH with identifier 0', '32 05 0001 61 0000'],
    ['a PUBLISH whose topic is longer than it', '30 03 00ff 61'],
    ['a topic that is not UTF-8', '30 04 0002 c328'],
    ['a surrogate in a topic', '30 05 0003 eda080'],
    ['an AUTH', 'f0 00'],
    ['a PUBLISH larger than is taken', '30 ffffff 7f'],
  ])('that are a malformed packet (%s) close an open connection', async (_, bytes) => {
    const broker = await startBroker('mqtt');
    const client = await broker.connected();
    expect(await client.send(bytes).end()).toBe('20020000');
    expect(broker.refusals()).toHaveLength(1);
    await (await broker.connected()).alive();
  });

  it('at random never stop the broker', async () => {
    const broker = await startBroker('onenet');
    let seed = 20_261_125;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 60; round++) {
      const bytes = Buffer.from(connect());
      for (let change = 0; change < 3; change++) bytes[random(bytes.length)] = random(256);
      const client = broker.client().send(bytes, Buffer.from(Array.from({ length: 40 }, () => random(256))));
      client.socket.end();
      await client.end();
    }
    const good = await broker.connected();
    await good.alive();
    expect(broker.aedes.connectedClients).toBe(1);
  });

  it.each(['onenet', 'mqtt'])('at random after a good CONNECT never stop the broker either (%s)', async (policy) => {
    const broker = await startBroker(policy);
    const packets = [
      mqtt.generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: `${prefix}/cmd/+`, qos: 1 }] }),
      mqtt.generate({ cmd: 'unsubscribe', messageId: 2, unsubscriptions: [`${prefix}/cmd/+`, 'a'] }),
      ...([0, 1, 2] as const).map((qos) =>
        mqtt.generate({ cmd: 'publish', topic: 'a/b', qos, messageId: 3, payload: 'x', retain: false, dup: false }),
      ),
      mqtt.generate({ cmd: 'puback', messageId: 4 }),
      mqtt.generate({ cmd: 'pubrel', messageId: 4 }),
      mqtt.generate({ cmd: 'pingreq' }),
      mqtt.generate({ cmd: 'disconnect' }),
    ];
    let seed = 7;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed % below;
    };
    for (let round = 0; round < 150; round++) {
      const client = broker.client().send(connect({ clean: random(2) === 0 || policy === 'onenet' }));
      for (let at = 0; at < 6; at++) {
        const bytes = Buffer.from(packets[random(packets.length)] as Buffer);
        if (random(3) > 0) bytes[random(bytes.length)] = random(256);
        const cut = random(bytes.length + 1);
        client.send(bytes.subarray(0, cut));
        if (random(4) > 0) client.send(bytes.subarray(cut));
      }
      client.socket.end();
      await client.end();
    }
    await (await broker.connected()).alive();
    expect(broker.aedes.connectedClients).toBe(1);
    expect(broker.events.filter(({ verdict }) => !verdict.allowed).length).toBeGreaterThan(50);
  });

  it('are not taken from a client that does not read its answers', async () => {
    const broker = await startBroker('onenet');
    let answered = 0;
    const stream = new Duplex({
      read() {},
      write(chunk: Buffer) {
        // Never done: the peer reads nothing.
        answered += chunk.length;
      },
    });
    broker.guarded.handle(stream);
    stream.push(connect());
    await new Promise((resolve) => setTimeout(resolve, 50));
    const refused = mqtt.generate({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: '#', qos: 0 }] });
    for (let at = 0; at < 50_000; at++) stream.push(refused);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).toBe(4);
    expect(stream.writableLength).toBeLessThan(2 * stream.writableHighWaterMark);
    expect(broker.events.length).toBeGreaterThan(1000);
    expect(broker.events.length).toBeLessThan(10_000);
    stream.destroy();
  });
});

describe('clients that people use', () => {
  it('MQTT.js connects, subscribes, publishes and gets what it may', async () => {
    const broker = await startBroker('onenet');
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: 'mqtts-test-device',
      username: '238322',
      password: token,
      protocolVersion: 4,
      reconnectPeriod: 0,
    });
    const [grant] = await client.subscribeAsync(`${prefix}/cmd/request/+`, { qos: 1 });
    expect(grant?.qos).toBe(0);
    await expect(client.subscribeAsync('#')).rejects.toThrow();
    await client.publishAsync(`${prefix}/dp/post/json`, '{}', { qos: 1 });
    const got = new Promise<string>((resolve) => client.on('message', resolve));
    broker.aedes.publish(
      { cmd: 'publish', topic: `${prefix}/cmd/request/1`, payload: 'on', qos: 0, retain: false, dup: false },
      () => {},
    );
    expect(await got).toBe(`${prefix}/cmd/request/1`);
    const closed = new Promise<void>((resolve) => client.on('close', resolve));
    client.publish('elsewhere', 'x');
    await closed;
    expect(broker.refusals()).toEqual(['wire subscribe subscribe/wildcard-level', 'wire publish topic/unknown']);
  });
});

describe('what the limits of a platform are about', () => {
  it('a payload of more than 256 KB closes, one of 256 KB does not', async () => {
    const broker = await startBroker('onenet');
    const client = await broker.connected();
    const publish = (bytes: number): Buffer =>
      mqtt.generate({
        cmd: 'publish',
        topic: `${prefix}/dp/post/json`,
        qos: 1,
        messageId: 1,
        payload: Buffer.alloc(bytes, 'x'),
        retain: false,
        dup: false,
      });
    client.send(publish(256 * 1024));
    await client.next('puback');
    await client.send(publish(256 * 1024 + 1)).end();
    expect(broker.refusals()).toEqual(['wire publish publish/payload-size']);
  });

  it('the newest connection of a device closes the one before', async () => {
    const broker = await startBroker('onenet');
    const first = await broker.connected();
    const second = await broker.connected();
    await first.end();
    await second.alive();
    expect(broker.aedes.connectedClients).toBe(1);
  });
});

describe('the will of a client of a broker that is gone', () => {
  it('is deleted and never sent, and stops nobody', async () => {
    const broker = await startBroker('mqtt');
    const deleted: object[] = [];
    (broker.aedes as unknown as { persistence: { delWill: (will: object) => Promise<void> } }).persistence.delWill =
      async (will) => void deleted.push(will);
    let answered = false;
    const will = { cmd: 'publish', topic: 'a', payload: 'x', qos: 0, retain: false, dup: false } as const;
    broker.aedes.authorizePublish(null, { ...will, clientId: 'c', brokerId: 'b' } as never, () => {
      answered = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([answered, deleted, broker.refusals()]).toEqual([
      false,
      [{ id: 'c', brokerId: 'b' }],
      ['hook publish session/none'],
    ]);
  });
});

describe('wiring', () => {
  it('is done once', async () => {
    const broker = await startBroker('onenet');
    expect(() => guardAedes(broker.aedes, broker.guarded.guard)).toThrow('has a guard already');
  });

  it('leaves no way around: a handle from before is refused', async () => {
    const aedes = await Aedes.createBroker();
    const { handle } = aedes;
    const guarded = guardAedes(aedes, createGuard(await loadPolicy('mqtt')));
    const reasons: string[] = [];
    guarded.on('verdict', ({ verdict }) => reasons.push(verdict.reasons[0]?.message ?? ''));
    const server = net.createServer(handle);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    const bytes: Buffer[] = [];
    socket.on('data', (chunk) => bytes.push(chunk));
    socket.on('error', () => {});
    socket.write(connect());
    await once(socket, 'close');
    expect(Buffer.concat(bytes).toString('hex')).toBe('');
    expect(reasons[0]).toContain('did not come through the guard');
    await new Promise<void>((resolve) => aedes.close(() => server.close(() => resolve())));
  });
});
