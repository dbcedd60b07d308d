import { once } from 'node:events';
import mqtt, { type IConnectPacket } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { connect, policyOf, prefix, startBroker } from './aedes-broker.js';

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
