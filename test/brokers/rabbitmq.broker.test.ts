/** Real devices against a real RabbitMQ that asks a real `topicguard serve`. */
import type { IConnectPacket, ISubscribePacket } from 'mqtt-packet';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { topicguard } from '../cli/run.js';
import { type Serving, serving } from '../cli/serving.js';
import { type RabbitMq, rabbitmqServer, startRabbitMq } from './rabbitmq.js';
import { RawClient } from './raw-client.js';

const token = 'between-these-two';
const words = ['--role', 'machine'];
const options = { policy: 'examples/plant.mqttpolicy', env: { TOPICGUARD_TOKEN: token } };
const line = 'plant/hall-3';

function connect(clientId: string, more: Partial<IConnectPacket> = {}): IConnectPacket {
  return {
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clientId,
    username: 'hall-3',
    password: Buffer.from('any'),
    clean: true,
    keepalive: 60,
    ...more,
  };
}

describe.skipIf(!rabbitmqServer())('RabbitMQ with its MQTT plugin (sh test/brokers/install.sh installs it)', () => {
  const ends: (() => Promise<void>)[] = [];
  let server: Serving;
  let rabbitmq: RabbitMq;

  beforeAll(async () => {
    server = await serving(words, { ...options, whenDone: (end) => void ends.push(end) });
    const listen = ['--listen', `127.0.0.1:${server.port}`];
    const printed = await topicguard(
      ['serve', '--policy', options.policy, ...words, ...listen, '--print-config', 'rabbitmq'],
      {
        env: options.env,
      },
    );
    expect(printed.code).toBe(0);
    rabbitmq = await startRabbitMq(printed.stdout.replaceAll('TOKEN', token));
    ends.push(rabbitmq.stop);
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });

  const open = (): RawClient => new RawClient(rabbitmq.port, 20_000);
  async function machine(clientId = 'press-07'): Promise<RawClient> {
    const client = open().send(connect(clientId));
    expect((await client.next('connack')).returnCode).toBe(0);
    client.received = Buffer.alloc(0);
    return client;
  }
  const subscribe = (topic: string): ISubscribePacket => ({
    cmd: 'subscribe',
    messageId: 7,
    subscriptions: [{ topic, qos: 0 }],
  });
  const publish = (topic: string, retain = false) =>
    ({ cmd: 'publish', messageId: 7, topic, qos: 1, retain, dup: false, payload: 'x' }) as const;

  it('lets a machine in', async () => {
    const client = open().send(connect('press-07'));
    await client.until(() => client.received.length >= 4);
    expect(client.received.toString('hex')).toBe('20020000');
  });

  it.each([
    ['a name that the policy does not know', connect('Press 7')],
    ['a name that would be topic syntax', connect('#')],
    ['a line that there is not', connect('press-07', { username: 'hall' })],
    ['a name with a "."', connect('press.07')],
  ])('keeps %s out', async (_, packet) => {
    // Connection refused: bad user name or password, or not authorized.
    expect(await open().send(packet).end()).toMatch(/^(2002000[45])?$/);
  });

  it.each([
    `${line}/press-08/state/#`,
    `${line}/press-08/alarm/high`,
    `${line}/press-07/command/start`,
    'plant/all/notice/shift',
  ])('grants %s', async (filter) => {
    const client = (await machine()).send(subscribe(filter));
    await client.until(() => client.received.length >= 5);
    expect(client.received.toString('hex')).toBe('9003000700');
    await client.alive();
  });

  it.each([
    '#',
    '+/#',
    `${line}/+/state/#`,
    'plant/#',
    `${line}/#`,
    'plant/hall-4/+/state/#',
    `${line}/press-07/command/#`,
    `${line}/press-07/command/test/+`,
    'plant/all/notice/#',
  ])('refuses %s: the connection closes and there is no SUBACK', async (filter) => {
    expect(await (await machine()).send(subscribe(filter)).end()).toBe('');
  });

  it.each([`${line}/press-07/state`, `${line}/press-07/measure/force`, `${line}/press-07/alarm/high`])(
    'takes %s',
    async (topic) => {
      const client = (await machine()).send(publish(topic));
      await client.until(() => client.received.length >= 4);
      expect(client.received.toString('hex')).toBe('40020007');
      await client.alive();
    },
  );

  it.each([
    `${line}/press-08/state`,
    'plant/hall-4/press-07/state',
    `${line}/press-07/alarm/middle`,
    `${line}/press-07/state/x`,
  ])('does not take %s: the connection closes and there is no PUBACK', async (topic) => {
    expect(await (await machine()).send(publish(topic)).end()).toBe('');
  });

  it('delivers what was taken to those who may have it', async () => {
    const reader = (await machine('press-08')).send(subscribe(`${line}/press-07/alarm/#`));
    await reader.next('suback');
    (await machine()).send(publish(`${line}/press-07/alarm/low`));
    expect(await reader.next('publish')).toMatchObject({
      topic: `${line}/press-07/alarm/low`,
      payload: Buffer.from('x'),
    });
  });

  it('grants nothing while nobody answers, and goes on when somebody does', async () => {
    const before = await machine();
    await server.stop('SIGKILL');
    expect(await before.send(publish(`${line}/press-07/measure/heat`)).end()).toBe('');
    expect(await open().send(connect('press-09')).end()).not.toContain('20020000');
    server = await serving(words, { ...options, port: server.port, whenDone: (end) => void ends.push(end) });
    const after = await machine('press-09');
    after.send(publish(`${line}/press-09/measure/heat`));
    await after.next('puback');
    expect(await after.send(publish(`${line}/press-08/measure/heat`)).end()).not.toContain('4002000740020007');
  });
});
