import { Duplex } from 'node:stream';
import mqtt from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { connect, prefix, startBroker, withFlags } from './aedes-broker.js';

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
