import { once } from 'node:events';
import net from 'node:net';
import { Aedes } from 'aedes';
import { connectAsync } from 'mqtt';
import mqtt from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { guardAedes } from '../../src/brokers/aedes/index.js';
import { createGuard } from '../../src/engine/index.js';
import { loadPolicy } from '../../src/load.js';
import { connect, prefix, startBroker, token } from './aedes-broker.js';

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
