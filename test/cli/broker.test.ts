import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { connectAsync, type IClientOptions, type MqttClient } from 'mqtt';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderWith, root, topicguard } from './run.js';
import { Server } from './server.js';

/** The vendor's own example of a key and a token that it signs. */
const key = 'EnW4T71eIE55xOIQMN6pFMKuqel5T5HTzsGJRPiDhlM=';
const token =
  'version=2018-10-31&res=products%2F238322%2Fdevices%2Fmqtts-test-device&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D';
const base = '$sys/238322/mqtts-test-device';

async function device(url: string, more: IClientOptions = {}): Promise<MqttClient> {
  const client = await connectAsync(url, {
    clientId: 'mqtts-test-device',
    username: '238322',
    password: token,
    protocolVersion: 4,
    reconnectPeriod: 0,
    ...more,
  });
  onTestFinished(() => void client.end(true));
  return client;
}

async function onenet(words: readonly string[] = []): Promise<{ server: Server; url: string }> {
  const server = new Server(['broker', '--policy', 'onenet', '--listen', '127.0.0.1:0', ...words]);
  return { server, url: `mqtt://127.0.0.1:${await server.port('mqtt')}` };
}

function messages(client: MqttClient): { topic: string; payload: string }[] {
  const got: { topic: string; payload: string }[] = [];
  client.on('message', (topic, payload) => got.push({ topic, payload: String(payload) }));
  return got;
}

async function until(holds: () => boolean): Promise<void> {
  for (let waited = 0; waited < 5000 && !holds(); waited += 20) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(holds(), String(holds)).toBe(true);
}

/** Without the time at the beginning, which no two runs share. */
const timeless = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/^\d\d:\d\d:\d\d/, '09:41:07'));

describe('topicguard broker', () => {
  it('prints what the README shows of a bad device', async () => {
    const [, shown = ''] = /```text\n(OneNET MQTT IoT Suite at [\s\S]*?)```/.exec(
      readFileSync(path.join(root, 'README.md'), 'utf8'),
    ) as RegExpExecArray;
    const { server, url } = await onenet(['--key', key]);
    const client = await device(url);
    await client.subscribeAsync(`${base}/dp/post/json/+`);
    await client.subscribeAsync('$sys/238322/#').catch(() => {});
    const got = messages(client);
    await client.publishAsync(`${base}/dp/post/json`, '{"id": 7, "dp": {"temperature": 21.5}}', { qos: 1 });
    await until(() => got.length === 1);
    client.publish('$sys/238322/sensor-2/dp/post/json', '{"id": 8}');
    await server.line(/closes the connection/);
    expect(timeless(server.lines).map((line) => line.replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1883'))).toEqual(
      shown.trimEnd().split('\n'),
    );
    expect(got[0]).toEqual({
      topic: `${base}/dp/post/json/rejected`,
      payload: '{"id":7,"err_code":98,"err_msg":"Illegal Data"}',
    });
  });

  it('takes uploads that are right', async () => {
    const { url } = await onenet();
    const client = await device(url);
    await client.subscribeAsync(`${base}/#`);
    const got = messages(client);
    await client.publishAsync(`${base}/dp/post/json`, '{"id": 9, "dp": {"t": [{"v": 21.5, "t": 1764000000}]}}', {
      qos: 1,
    });
    await until(() => got.length === 1);
    expect(got).toEqual([{ topic: `${base}/dp/post/json/accepted`, payload: '{"id":9}' }]);
  });

  it('checks who signed the token', async () => {
    const { server, url } = await onenet(['--key', key]);
    await device(url);
    await expect(device(url, { password: token.replace('Rs0u', 'Rs0v') })).rejects.toMatchObject({ code: 4 });
    await server.line(/not signed with the key/);
    const other = new Server(['broker', '--policy', 'onenet', '--listen', '127.0.0.1:0'], {
      TOPICGUARD_KEY: Buffer.from('another').toString('base64'),
    });
    await expect(device(`mqtt://127.0.0.1:${await other.port('mqtt')}`)).rejects.toMatchObject({ code: 4 });
  });

  it('sends commands from standard input, takes one answer to each, and says when none comes', async () => {
    const { server, url } = await onenet(['--command-timeout', '0.3']);
    server.child.stdin?.write('too early\n');
    await server.line(/No device is connected/);
    const client = await device(url);
    server.child.stdin?.write('deaf\n');
    await server.line(/has not subscribed to \$sys\/238322\/mqtts-test-device\/cmd\/request\/\+/);
    await client.subscribeAsync(`${base}/cmd/#`);
    const got = messages(client);
    server.child.stdin?.write('blink 3\n@mqtts-test-device off\n@nobody on\n');
    await until(() => got.length === 2);
    expect(got.map(({ payload }) => payload)).toEqual(['blink 3', 'off']);
    await server.line(/nobody .*on/);
    const [first, second] = got.map(({ topic }) => topic.replace('request', 'response')) as [string, string];
    expect(first).toMatch(
      /^\$sys\/238322\/mqtts-test-device\/cmd\/response\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    await client.publishAsync(first, 'done', { qos: 1 });
    await client.publishAsync(first, 'again', { qos: 1 });
    await client.publishAsync(`${base}/cmd/response/42`, 'made up', { qos: 1 });
    await server.line(/unanswered/);
    await client.publishAsync(second, 'late', { qos: 1 });
    await until(() => got.length === 6);
    expect(got.slice(2)).toEqual([
      { topic: `${first}/accepted`, payload: '' },
      { topic: `${first}/rejected`, payload: '{"err_code":113,"err_msg":"cmd id not found"}' },
      { topic: `${base}/cmd/response/42/rejected`, payload: '{"err_code":113,"err_msg":"cmd id not found"}' },
      { topic: `${second}/rejected`, payload: '{"err_code":112,"err_msg":"cmd response timeout"}' },
    ]);
  });

  it('sends a command again and again if it is told to', async () => {
    const { url } = await onenet(['--command', 'report', '--every', '0.1']);
    const client = await device(url);
    await client.subscribeAsync(`${base}/cmd/request/+`);
    const got = messages(client);
    await until(() => got.length >= 3);
    expect(new Set(got.map(({ topic }) => topic)).size).toBe(got.length);
  });

  it('tells programs the same in JSON, and nobody a password', async () => {
    const { server, url } = await onenet(['--json', '--key', key]);
    const client = await device(url);
    await client.subscribeAsync(['#', `${base}/cmd/#`]).catch(() => {});
    await server.line(/"verb":"subscribe"/);
    const events = server.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events[0]).toMatchObject({ event: 'listening', urls: [url], policy: 'onenet' });
    expect(events.find(({ request }) => (request as { verb?: string })?.verb === 'subscribe')).toMatchObject({
      event: 'verdict',
      client: { clientId: 'mqtts-test-device', username: '238322', address: '127.0.0.1', tls: false },
      request: { verb: 'subscribe', filters: [{ filter: '#', qos: 0 }, { filter: `${base}/cmd/#` }] },
      verdict: { allowed: false, filters: [{ grantedQos: 128 }, { grantedQos: 0 }] },
      by: 'wire',
    });
    expect(server.lines.join('')).not.toMatch(/sign=|Rs0u/);
  });

  it('takes a policy file anew when it changes, and keeps the last good one', async () => {
    const text = (line: string): string => `policy own\n\ntopics\n  publish #\n  ${line}\n`;
    const file = path.join(folderWith({ 'own.mqttpolicy': text('subscribe a, b') }), 'own.mqttpolicy');
    const server = new Server(['broker', '--policy', file, '--listen', '127.0.0.1:0']);
    const url = `mqtt://127.0.0.1:${await server.port('mqtt')}`;
    const client = await device(url);
    await client.subscribeAsync(['a', 'b']);
    writeFileSync(file, text('subscribe b'));
    await server.line(/1 subscription taken away/);
    await expect(client.subscribeAsync('a')).rejects.toThrow();
    writeFileSync(file, text('subscribe'));
    await server.line(/policy that was in force stays/);
    expect((await client.subscribeAsync('b'))[0]?.qos).toBe(0);
    writeFileSync(file, text('subscribe a, b'));
    server.child.kill('SIGHUP');
    await server.line(/0 subscriptions taken away/);
    expect((await client.subscribeAsync('a'))[0]?.qos).toBe(0);
    expect(client.connected).toBe(true);
  });

  it('takes a page anew that its policy stands on', async () => {
    const below = (line: string): string => `policy below\n\ntopics\n  publish #\n  ${line}\n`;
    const folder = folderWith({
      'own.mqttpolicy': 'policy own on ./below.mqttpolicy\n\ntopics\n  publish, subscribe  #\n',
      'below.mqttpolicy': below('subscribe a, b'),
    });
    const server = new Server(['broker', '--policy', path.join(folder, 'own.mqttpolicy'), '--listen', '127.0.0.1:0']);
    const client = await device(`mqtt://127.0.0.1:${await server.port('mqtt')}`);
    await client.subscribeAsync(['a', 'b']);
    writeFileSync(path.join(folder, 'below.mqttpolicy'), below('subscribe b'));
    await server.line(/1 subscription taken away/);
    await expect(client.subscribeAsync('a')).rejects.toThrow();
    expect(client.connected).toBe(true);
  });

  it('speaks TLS and WebSocket', async () => {
    const file = (name: string): string => path.join(root, 'test/cli/fixtures/tls', name);
    const words = ['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem')];
    const server = new Server([
      'broker',
      '--policy',
      'onenet',
      '--listen',
      '127.0.0.1:0',
      '--websocket',
      '127.0.0.1:0',
      '--json',
      ...words,
    ]);
    for (const scheme of ['mqtts', 'wss']) {
      const url = `${scheme}://127.0.0.1:${await server.port(scheme)}`;
      const client = await device(url, { ca: [readFileSync(file('cert.pem'))] });
      const [grant] = await client.subscribeAsync(`${base}/cmd/#`);
      expect(grant?.qos).toBe(0);
      await client.endAsync();
    }
    await until(() => server.lines.filter((line) => /"verb":"connect".*"allowed":true/.test(line)).length === 2);
    expect(server.lines.filter((line) => line.includes('"tls":true')).length).toBeGreaterThanOrEqual(4);
    const plain = new Server(['broker', '--policy', 'onenet', '--listen', '127.0.0.1:0', '--websocket', '127.0.0.1:0']);
    const port = await plain.port('ws');
    const client = await device(`ws://127.0.0.1:${port}`);
    await client.publishAsync(`${base}/dp/post/json`, '{}', { qos: 1 });
    expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(426);
  });

  it('tells a policy that asks which door a client came through', async () => {
    const text = `policy doors

topics when listener ws
  publish  web

topics when listener mqtt
  publish  plain
`;
    const file = path.join(folderWith({ 'doors.mqttpolicy': text }), 'doors.mqttpolicy');
    const server = new Server(['broker', '--policy', file, '--listen', '127.0.0.1:0', '--websocket', '127.0.0.1:0']);
    for (const [scheme, own] of [
      ['mqtt', 'plain'],
      ['ws', 'web'],
    ] as const) {
      const client = await device(`${scheme}://127.0.0.1:${await server.port(scheme)}`, { clientId: own });
      for (const topic of [own, own === 'web' ? 'plain' : 'web']) client.publish(topic, 'x', { qos: 0 });
      await server.line(new RegExp(`${own} +publish ${own} .*allowed`));
      await server.line(new RegExp(`${own} +publish ${own === 'web' ? 'plain' : 'web'} .*refused`));
    }
    await server.line(/not documented\. This broker closes the connection\./);
  });

  it('is no part of what other commands load', () => {
    const text = (file: string): string => readFileSync(path.join(root, 'dist/cli', file), 'latin1');
    expect(text('broker.cjs')).toContain('keep alive limit exceeded');
    expect(text('main.cjs')).not.toContain('keep alive limit exceeded');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops on %s, with its clients', async (signal) => {
    const { server, url } = await onenet();
    const client = await device(url);
    const closed = new Promise<void>((resolve) => client.on('close', () => resolve()));
    expect(await server.stop(signal)).toBe(0);
    await closed;
    expect(server.stderr).toBe('');
    await expect(device(url, { connectTimeout: 1000 })).rejects.toThrow();
  });

  it.each([
    [['--policy', 'nothing'], 'There is no policy "nothing"'],
    [['--policy', 'mqtt', '--key', key], '--key is for policies whose platform is played (onenet)'],
    [['--policy', 'onenet', '--key', '?'], 'An access key is Base64'],
    [['--policy', 'onenet', '--listen', 'here'], 'HOST:PORT'],
    [['--policy', 'onenet', '--listen', '192.0.2.1:1883'], 'this machine does not have the address'],
    [['--policy', 'onenet', '--listen', '127.0.0.1:0', '--tls-cert', 'package.json'], 'both --tls-cert and --tls-key'],
    [
      ['--policy', 'onenet', '--listen', '127.0.0.1:0', '--tls-cert', 'package.json', '--tls-key', 'package.json'],
      'are no certificate and its private key',
    ],
    [['--policy', 'onenet', '--every', 'often', '--command', 'x'], 'number of seconds'],
    [[], '--policy'],
  ])('%j is a wrong use', async (words, message) => {
    const { code, stderr } = await topicguard(['broker', ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });

  it('says which port is taken', async () => {
    const { server } = await onenet();
    const port = await server.port('mqtt');
    const { code, stderr } = await topicguard(['broker', '--policy', 'onenet', '--listen', `127.0.0.1:${port}`]);
    expect([code, stderr]).toEqual([2, `topicguard: 127.0.0.1:${port} cannot be listened on: the port is taken.\n`]);
  });
});
