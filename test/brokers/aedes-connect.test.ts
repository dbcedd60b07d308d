import type { IConnectPacket } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { connect, policyOf, prefix, startBroker, withFlags } from './aedes-broker.js';

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
