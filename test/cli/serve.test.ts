import net from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, topicguard } from './run.js';
import { allowedPublish, call, deniedPublish, device, eventually, raw, serving } from './serving.js';

const token =
  'version=2018-10-31&res=products%2F238322%2Fdevices%2Fmeter-7&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D';
const json = (path: string, body: unknown, headers = ''): string => {
  const text = JSON.stringify(body);
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
};
const form = (path: string, body: Record<string, string>): string => {
  const text = new URLSearchParams(body).toString();
  return `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${text.length}\r\n\r\n${text}`;
};
/** The whole answer, without what changes. */
const still = (answer: string): string => answer.replace(/^(?:x-topicguard-decision|date|connection): .*\r\n/gim, '');
const bytes = (status: string, type: string, body: string): string =>
  `HTTP/1.1 ${status}\r\ncache-control: no-store\r\ncontent-type: ${type}${type === 'text/plain' ? '' : '; charset=utf-8'}\r\ncontent-length: ${body.length}\r\n\r\n${body}`;

describe('what stands on the wire', () => {
  const topic = '$sys/238322/meter-7';
  const verne = { client_id: 'meter-7', username: '238322', mountpoint: '' };
  const rabbit = {
    username: '238322',
    vhost: '/',
    resource: 'topic',
    name: 'amq.topic',
    permission: 'write',
    'variable_map.client_id': 'meter-7',
  };
  const cases: [string, string, string][] = [
    ['EMQX allows', json('/emqx/authz', allowedPublish), bytes('200 OK', 'application/json', '{"result":"allow"}')],
    ['EMQX denies', json('/emqx/authz', deniedPublish), bytes('200 OK', 'application/json', '{"result":"deny"}')],
    [
      'EMQX lets in',
      json('/emqx/authn', { ...device, password: token }),
      bytes('200 OK', 'application/json', '{"result":"allow","is_superuser":false}'),
    ],
    [
      'EMQX keeps out',
      json('/emqx/authn', { ...device, password: 'x' }),
      bytes('200 OK', 'application/json', '{"result":"deny"}'),
    ],
    [
      'VerneMQ publishes',
      json(
        '/vernemq',
        { ...verne, topic: `${topic}/dp/post/json`, qos: 0, retain: false },
        'vernemq-hook: auth_on_publish\r\n',
      ),
      bytes('200 OK', 'application/json', '{"result":"ok"}'),
    ],
    [
      'VerneMQ does not publish',
      json(
        '/vernemq',
        { ...verne, topic: `${topic}/dp/post/json`, qos: 2, retain: false },
        'vernemq-hook: auth_on_publish\r\n',
      ),
      bytes('200 OK', 'application/json', '{"result":{"error":"not_allowed"}}'),
    ],
    [
      'RabbitMQ allows',
      form('/rabbitmq/topic', { ...rabbit, routing_key: '$sys.238322.meter-7.dp.post.json' }),
      bytes('200 OK', 'text/plain', 'allow'),
    ],
    [
      'RabbitMQ denies',
      form('/rabbitmq/topic', { ...rabbit, routing_key: '$sys.238322.meter-8.dp.post.json' }),
      bytes('200 OK', 'text/plain', 'deny'),
    ],
    [
      'Mosquitto allows',
      json('/mosquitto/acl', { ...device, topic: `${topic}/cmd/#`, acc: 4 }),
      bytes('200 OK', 'application/json', '{"Ok":true,"Error":""}'),
    ],
    [
      'Mosquitto denies',
      json('/mosquitto/superuser', { username: 'root' }),
      bytes('403 Forbidden', 'application/json', '{"Ok":false,"Error":"Nobody is above the policy."}'),
    ],
  ];
  it('is what each broker expects, to the byte', async () => {
    const { port } = await serving();
    for (const [name, request, answer] of cases) expect(still(await raw(port, [request])), name).toBe(answer);
  });

  it('is the same in small pieces and behind one another', async () => {
    const { port } = await serving();
    const piece = json('/emqx/authz', allowedPublish);
    expect(still(await raw(port, [...piece]))).toBe(bytes('200 OK', 'application/json', '{"result":"allow"}'));
    const both = [allowedPublish, deniedPublish].map((body) => json('/emqx/authz', body));
    const answers = await raw(port, [both.map((text) => text.replace('Connection: close\r\n', '')).join('')], /deny/);
    expect(answers.match(/"result":"\w+"/g)).toEqual(['"result":"allow"', '"result":"deny"']);
  });
});

describe('hostile callers', () => {
  it('cannot hide the end of a name behind a second question mark of an address', async () => {
    const { url } = await serving();
    const topic = (name: string, more = ''): string =>
      `${url}/rabbitmq/topic?username=238322&vhost=%2F&resource=topic&name=amq.topic&permission=write&routing_key=%24sys.238322.meter-7.dp.post.json&variable_map.client_id=${name}${more}`;
    const get = { method: 'GET' };
    expect(await call(topic('meter-7'), undefined, get)).toMatchObject({ status: 200, body: 'allow' });
    for (const more of ['?', '?x', '%3F', '&variable_map.client_id=meter-7', '&username=1'])
      expect(await call(topic('meter-7', more), undefined, get), more).toMatchObject({ status: 200, body: 'deny' });
  });

  it('get a denial or an error, and others their answers', async () => {
    const { url, port, child, log } = await serving(['--body-limit', '4096', '--time-limit', '1']);
    const authz = `${url}/emqx/authz`;
    const deny = { status: 200, body: '{"result":"deny"}' };
    for (const body of [
      '',
      '{',
      '[]',
      'null',
      '{"clientid":',
      '\ufeff{}',
      '['.repeat(4000),
      JSON.stringify(allowedPublish).slice(1),
    ]) {
      expect(await call(authz, body, { headers: { 'content-type': 'application/json' } })).toMatchObject(deny);
    }
    expect(await call(authz, Buffer.from([0x7b, 0xff, 0x7d]))).toMatchObject(deny);
    expect(await call(authz, `{"__proto__":${JSON.stringify(allowedPublish)}}`)).toMatchObject(deny);
    expect(await call(authz, { ...allowedPublish, topic: { length: 3 } })).toMatchObject(deny);
    // Too large, said or not said beforehand.
    const large = { ...allowedPublish, more: 'x'.repeat(5000) };
    expect((await call(authz, large)).status).toBe(413);
    const text = JSON.stringify(large);
    const chunked = `POST /emqx/authz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;
    expect(await raw(port, [chunked])).toMatch(/^HTTP\/1.1 413 /);
    for (const path of ['/vernemq', '/rabbitmq/topic', '/mosquitto/acl', '/v1/decide'])
      expect((await call(`${url}${path}`, large)).status, path).toBe(413);
    // Nonsense instead of HTTP.
    expect(await raw(port, ['\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'])).toMatch(/^(HTTP\/1.1 400 |$)/);
    expect((await call(`${url}/emqx/nothing`, {})).status).toBe(404);
    expect((await call(authz)).status).toBe(404);
    // A slow one: the head, or the body, never ends.
    const whole = json('/emqx/authz', allowedPublish);
    const started = Date.now();
    const slow = await Promise.all([whole.slice(0, 30), whole.slice(0, -5)].map((part) => raw(port, [part])));
    expect(Date.now() - started).toBeLessThan(8000);
    for (const answer of slow) expect(answer).not.toContain('allow');
    expect(await call(authz, allowedPublish)).toMatchObject({ status: 200, body: '{"result":"allow"}' });
    expect(child.exitCode).toBe(null);
    expect(log().filter(({ msg }) => msg === 'failed')).toEqual([]);
  });

  it('do not keep others waiting by holding many connections', async () => {
    const { url, port } = await serving();
    const sockets = Array.from({ length: 200 }, () => net.connect(port, '127.0.0.1', () => {}));
    for (const socket of sockets) socket.on('error', () => {}).write('POST /emqx/authz HTTP/1.1\r\n');
    expect(await call(`${url}/emqx/authz`, allowedPublish)).toMatchObject({ body: '{"result":"allow"}' });
    for (const socket of sockets) socket.destroy();
  });
});

describe('the bearer token', () => {
  const secret = 'c0ffee-and-Some_more';
  const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });
  const basic = (text: string) => ({ headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } });

  it('is wanted from everybody but a probe', async () => {
    const folder = folderWith({ token: `${secret}\n` });
    const { url, stderr, log } = await serving(['--token-file', path.join(folder, 'token')]);
    const publish = {
      client_id: 'meter-7',
      username: '238322',
      topic: '$sys/238322/meter-7/dp/post/json',
      qos: 0,
      retain: false,
    };
    const request = {
      identity: { pid: '238322', 'device-name': 'meter-7' },
      publish: { topic: publish.topic, qos: 0, retain: false },
    };
    const wrong = [
      {},
      bearer(''),
      bearer('x'),
      bearer(`${secret}x`),
      bearer(secret.slice(1)),
      basic(secret),
      basic(`${secret}:`),
      { headers: { authorization: secret } },
    ];
    for (const options of wrong) {
      // EMQX would ask its next source if it got a 401.
      expect(await call(`${url}/emqx/authz`, allowedPublish, options)).toMatchObject({
        status: 200,
        body: '{"result":"deny"}',
      });
      for (const address of ['/vernemq', '/rabbitmq/user', '/mosquitto/acl', '/v1/decide'])
        expect((await call(`${url}${address}`, request, options)).status).toBe(401);
    }
    for (const options of [bearer(secret), basic(`topicguard:${secret}`), basic(`:${secret}`)]) {
      expect(await call(`${url}/emqx/authz`, allowedPublish, options)).toMatchObject({ body: '{"result":"allow"}' });
      expect((await call(`${url}/v1/decide`, request, options)).body).toContain('"allowed":true');
      const headers = { ...options.headers, 'vernemq-hook': 'auth_on_publish' };
      expect((await call(`${url}/vernemq`, publish, { headers })).body).toBe('{"result":"ok"}');
    }
    for (const address of ['/healthz', '/readyz', '/metrics'])
      expect((await call(`${url}${address}`)).status).toBe(200);
    expect(JSON.stringify(log()) + stderr()).not.toContain(secret);
  });

  it('may stand in the environment, and not on the command line', async () => {
    const { url } = await serving([], { env: { TOPICGUARD_TOKEN: secret } });
    expect((await call(`${url}/v1/decide`, {})).status).toBe(401);
    expect((await call(`${url}/v1/decide`, {}, bearer(secret))).status).toBe(400);
    expect((await topicguard(['serve', '--policy', 'onenet', '--token', secret])).code).toBe(2);
    const folder = folderWith({ empty: '\n', two: 'a b' });
    for (const file of ['empty', 'two', 'none'])
      expect((await topicguard(['serve', '--policy', 'onenet', '--token-file', path.join(folder, file)])).code).toBe(2);
  });
});

describe('/v1/decide', () => {
  const identity = { pid: '238322', 'device-name': 'meter-7' };
  const publish = { topic: '$sys/238322/meter-7/dp/post/json', qos: 1, retain: false };

  it('answers one request, and a list as a stream', async () => {
    const { url } = await serving();
    const one = await call(`${url}/v1/decide`, { id: 7, identity, publish });
    expect([one.status, JSON.parse(one.body)]).toMatchObject([
      200,
      { id: 7, allowed: true, decision: expect.any(String) },
    ]);
    const connect = {
      clientId: 'meter-7',
      username: '238322',
      password: token,
      protocolLevel: 4,
      cleanSession: true,
      keepAlive: 60,
    };
    const list = await call(`${url}/v1/decide`, [
      { id: 1, publish },
      { id: 2, connect },
      { id: 3, publish },
      {
        id: 4,
        subscribe: {
          filters: [
            { filter: '$sys/238322/meter-7/cmd/#', qos: 1 },
            { filter: '#', qos: 0 },
          ],
        },
      },
      { id: 5, identity: { ...identity, 'device-name': 'meter-8' }, publish },
      { id: 6, connect: { ...connect, cleanSession: false }, publish },
      { id: 7, packet: 'pubrec' },
      { id: 8, publish: { topic: 'a' } },
      { id: 9 },
      'x',
    ]);
    const answers = JSON.parse(list.body) as { id: unknown; allowed?: boolean; error?: string; filters?: unknown[] }[];
    expect(answers.map(({ id, allowed, error }) => [id, allowed ?? typeof error])).toEqual([
      [1, false],
      [2, true],
      [3, true],
      [4, false],
      [5, false],
      [6, false],
      [7, false],
      [8, 'string'],
      [9, 'string'],
      [null, 'string'],
    ]);
    expect(answers[3]?.filters).toMatchObject([{ grantedQos: 0 }, { grantedQos: 128 }]);
  });

  it.each([
    ['', 400],
    ['{}', 400],
    ['7', 400],
    ['{"identity":{},"connect":{},"publish":{"topic":"a","qos":0,"retain":false}}', 400],
    ['{"identity":{"pid":7},"packet":"pingreq"}', 400],
    ['{"client":{},"packet":"pingreq"}', 400],
    ['{"identity":{},"identity":{"pid":"238322"},"packet":"pingreq"}', 400],
    ['{"identity":{},"publish":{"topic":"a","topic":"b","qos":0,"retain":false}}', 400],
    [`[${Array.from({ length: 1001 }, () => '{"packet":"pingreq"}').join()}]`, 400],
    ['[]', 200],
    ['{"identity":{"__proto__":"x","pid":"238322"},"packet":"pingreq"}', 200],
  ])('answers %.60s with %i', async (body, status) => {
    const { url } = await serving();
    expect((await call(`${url}/v1/decide`, body)).status).toBe(status);
  });

  it('knows roles by the option and conditions by the client', async () => {
    const operator = await serving(['--role', 'operator'], { policy: 'examples/plant.mqttpolicy' });
    const ask = { identity: { client: 'desk-1' }, publish: { topic: 'plant/all/notice/x', qos: 0, retain: false } };
    expect((await call(`${operator.url}/v1/decide`, ask)).body).toContain('"allowed":true');
    const machine = await serving(['--role', 'machine'], { policy: 'examples/plant.mqttpolicy' });
    expect((await call(`${machine.url}/v1/decide`, ask)).body).toContain('"allowed":false');
    const none = await topicguard(['serve', '--policy', 'examples/plant.mqttpolicy']);
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('machine, operator')]);
    const workshop = await serving([], { policy: 'examples/workshop.mqttpolicy' });
    const anna = { identity: { 'client-id': 'a1' }, publish: { topic: 'private/anna/x', qos: 0, retain: false } };
    const allowed = async (client: object): Promise<boolean> =>
      JSON.parse((await call(`${workshop.url}/v1/decide`, { ...anna, client })).body).allowed as boolean;
    expect(await allowed({ clientId: 'a1', username: 'anna', address: '10.0.0.1' })).toBe(true);
    expect(await allowed({ clientId: 'a1', username: 'bert', address: '10.0.0.1' })).toBe(false);
    expect(await allowed({ clientId: 'a1', username: null, address: '10.0.0.1' })).toBe(false);
    expect(await allowed({ clientId: 'a1', username: 'anna' })).toBe(false);
  });
});

describe('the log', () => {
  it('has a line for each decision, with its id, the policy and no credential', async () => {
    const { url, log, stderr } = await serving();
    const { headers } = await call(`${url}/emqx/authz`, deniedPublish);
    await call(`${url}/emqx/authz`, allowedPublish);
    await call(`${url}/emqx/authn`, { ...device, password: 'hunter2-hunter2' });
    await call(`${url}/rabbitmq/user?username=238322&password=hunter2-hunter2&client_id=meter-7&vhost=/`);
    await call(`${url}/v1/decide`, {
      connect: { clientId: 'a', password: 'hunter2-hunter2', protocolLevel: 4, cleanSession: true, keepAlive: 1 },
    });
    await eventually(() => log().length >= 6, 'six lines');
    const [start, denied, allowed, login] = log();
    const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(start).toMatchObject({ msg: 'listening', url, policy: 'onenet', digest });
    expect(denied).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      decision: headers['x-topicguard-decision'],
      hook: '/emqx/authz',
      ask: 'publish',
      client: 'meter-7',
      username: '238322',
      topic: deniedPublish.topic,
      qos: 1,
      retain: false,
      allowed: false,
      reasons: [{ rule: 'topic/foreign', message: expect.stringContaining('meter-8') }],
      policy: 'onenet',
      digest,
      msg: 'denied',
    });
    expect(allowed).toMatchObject({ allowed: true, msg: 'allowed' });
    expect(login).toMatchObject({ ask: 'connect', allowed: false, passwordGiven: true });
    expect(JSON.stringify(log()) + stderr()).not.toContain('hunter2');
    expect(stderr()).toContain('EMQX does not tell');
    expect(stderr()).toContain('Passwords: their form is judged');
  });

  it('shows no user name where that is the secret', async () => {
    const { url, log, stderr } = await serving([], { policy: 'thingsboard' });
    const username = 'A1_TEST_TOKEN';
    const publish = { action: 'publish', topic: 'v1/devices/me/telemetry', qos: 1, retain: false };
    await call(`${url}/emqx/authz`, { clientid: 'meter-7', username, ...publish });
    await call(`${url}/v1/decide`, {
      connect: { clientId: 'meter-7', username, protocolLevel: 4, cleanSession: true, keepAlive: 60 },
    });
    await eventually(() => log().length >= 3, 'three lines');
    expect(log().slice(1, 3)).toMatchObject([{ username: '[redacted]' }, { username: '[redacted]' }]);
    expect(JSON.stringify(log()) + stderr()).not.toContain(username);
  });

  it('is as long as it was told to be, whatever clients send', async () => {
    const { url, log } = await serving(['--log', 'denied']);
    await call(`${url}/emqx/authz`, allowedPublish);
    await call(`${url}/emqx/authz`, { ...deniedPublish, topic: `x/${'y'.repeat(60_000)}\n{"level":"forged"}` });
    await eventually(() => log().length >= 2, 'two lines');
    expect(log().length).toBe(2);
    expect(JSON.stringify(log()[1]).length).toBeLessThan(4000);
  });
});

describe('metrics and probes', () => {
  it('count under names of ours', async () => {
    const { url } = await serving();
    await call(`${url}/emqx/authz`, allowedPublish);
    await call(`${url}/emqx/authz`, deniedPublish);
    await call(`${url}/emqx/authz`, '{');
    const { body, headers } = await call(`${url}/metrics`);
    expect(headers['content-type']).toContain('text/plain');
    const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(lines.filter((line) => !line.startsWith('topicguard_'))).toEqual([]);
    expect(lines).toContain('topicguard_decisions_total{hook="/emqx/authz",answer="allowed"} 1');
    expect(lines).toContain('topicguard_decisions_total{hook="/emqx/authz",answer="denied"} 2');
    expect(lines).toContain('topicguard_denials_total{rule="topic/foreign"} 1');
    expect(lines).toContain('topicguard_sessions_kept 1');
    expect(lines).toContain('topicguard_decision_seconds_count 3');
    expect(body).toMatch(/topicguard_policy_info\{policy="onenet",digest="[0-9a-f]{64}"\} 1/);
    expect(JSON.parse((await call(`${url}/healthz`)).body)).toEqual({ ok: true });
    expect(JSON.parse((await call(`${url}/readyz`)).body)).toMatchObject({ ready: true, policy: 'onenet' });
  });
});

describe('starting and stopping', () => {
  it('listens on loopback unless told', async () => {
    const help = (await topicguard(['serve', '--help'])).stdout;
    expect(help).toContain('127.0.0.1');
    const everywhere = await serving(['--listen', '0.0.0.0:0']);
    expect(everywhere.stderr()).toContain('Listening beyond this machine without a token');
    const six = await serving(['--listen', '[::1]:0']).catch(() => undefined);
    if (six) expect((await call(`${six.url}/healthz`)).status).toBe(200);
  });

  it.each([
    [['--listen', '8383']],
    [['--listen', '127.0.0.1:99999']],
    [['--listen', 'a b:1']],
    [['--print-config', 'hivemq']],
    [['--logins', 'maybe']],
    [['--body-limit', '0']],
    [['--time-limit', 'x']],
    [['--policy', 'nothing']],
    [['--role', 'nobody']],
    [['--listen', '192.0.2.1:8383']],
  ])('says what is wrong with %j', async (words) => {
    const { code, stderr } = await topicguard(['serve', '--policy', 'onenet', ...words]);
    expect(code).toBe(2);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('says that a port is taken', async () => {
    const { port } = await serving();
    const second = await topicguard(['serve', '--policy', 'onenet', '--listen', `127.0.0.1:${port}`]);
    expect([second.code, second.stderr]).toEqual([2, expect.stringContaining('the port is taken')]);
  });

  it('answers what has come in when it is told to stop, and ends with 0', async () => {
    const { port, stop, log } = await serving();
    const request = json('/emqx/authz', allowedPublish);
    const answer = new Promise<string>((resolve) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.write(request.slice(0, -10));
        setTimeout(() => socket.write(request.slice(-10)), 600);
      });
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(text));
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    const ended = stop();
    expect(await answer).toContain('"result":"allow"');
    expect(await ended).toBe(0);
    expect(log().map(({ msg }) => msg)).toEqual(['listening', 'stopping', 'allowed', 'stopped']);
  });

  it('does not wait for ever for somebody who never finishes', async () => {
    const { port, stop } = await serving(['--grace', '1', '--time-limit', '600']);
    const socket = net.connect(port, '127.0.0.1', () =>
      socket.write('POST /emqx/authz HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n'),
    );
    socket.on('error', () => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    const started = Date.now();
    expect(await stop('SIGINT')).toBe(0);
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('goes on when nobody reads its log', async () => {
    const { url, child } = await serving();
    child.stdout?.destroy();
    for (let count = 0; count < 50; count++)
      expect((await call(`${url}/emqx/authz`, allowedPublish)).body).toBe('{"result":"allow"}');
    expect(child.exitCode).toBe(null);
  });
});
