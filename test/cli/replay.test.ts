import { spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { answers, freePort } from '../ports.js';
import { readPage } from './page.js';
import { folderWith, root, topicguard } from './run.js';
import { Server } from './server.js';

const token =
  'version=2018-10-31&res=products%2F238322%2Fdevices%2Fmqtts-test-device&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D';
const who = `client-id=mqtts-test-device username=238322 password="${token}"`;
const base = '$sys/238322/mqtts-test-device';

/** Every kind of answer that OneNET has. */
const device = `policy onenet

connect ${who} clean-session=1 keep-alive=120
subscribe ${base}/cmd/request/+ qos=1, $sys/238322/#, ${base}/cmd/request/+, #
subscribe "a/#/b"
unsubscribe ${base}/cmd/request/+
publish ${base}/dp/post/json qos=1 {"id":1,"dp":{"t":[{"v":21.5}]}}
publish ${base}/dp/post/json {"id":2,"dp":{"t":[{"v":21.5}]}}
publish $sys/238322/other/dp/post/json qos=1 {"id":3}
publish ${base}/dp/post/json retain=1 "x"
publish ${base}/dp/post/json qos=2 "x"
packet pingreq
packet pubrec
packet suback
packet disconnect
connect ${who} keep-alive=5
connect ${who} clean-session=0
connect ${who} protocol=5
connect client-id=another username=238322 password="${token}"
publish elsewhere "x"
`;

async function start(policy: string): Promise<string> {
  const server = new Server(['broker', '--policy', policy, '--listen', '127.0.0.1:0']);
  return `mqtt://127.0.0.1:${await server.port('mqtt')}`;
}

describe('topicguard replay', () => {
  it('finds that the broker on the desk does what the policy says', async () => {
    const file = path.join(folderWith({ 'device.mqtt': device }), 'device.mqtt');
    const url = await start('onenet');
    const { code, stdout, stderr } = await topicguard(['replay', file, '--broker', url]);
    expect(stderr).toBe('');
    expect(stdout.split('\n').filter((line) => line.startsWith('/'))).toEqual([
      `${file}:20:1 not played: there is no connection: the CONNECT was refused`,
    ]);
    expect(stdout).toContain('17 as the policy says, 1 not played, at 127.0.0.1:');
    expect(code).toBe(0);
  });

  it('reports each difference, with its line and the reason of the policy', async () => {
    const folder = folderWith({
      'wide.mqttpolicy': 'policy wide\n\ntopics\n  publish, subscribe #\n',
      'tight.mqttpolicy': `policy tight

every publish
  qos 0..1
  otherwise close

topics
  publish    own/up
  subscribe  own/down
`,
      'client.mqtt': `policy tight.mqttpolicy

connect client-id=a
subscribe own/down, #
publish own/up qos=1 "x"
publish other qos=1 "x"
publish own/up qos=2 "x"
receive own/down
receive other
`,
    });
    const file = path.join(folder, 'client.mqtt');
    const url = await start(path.join(folder, 'wide.mqttpolicy'));
    const { code, stdout } = await topicguard([
      'replay',
      file,
      '--broker',
      url,
      '--publisher',
      url,
      '--timeout',
      '1000',
    ]);
    const lines = stdout.split('\n').filter((line) => line.startsWith('/'));
    // Messages come when they come.
    const [leaks, differences] = [true, false].map((leak) =>
      lines.filter((line) => line.includes('delivered ') === leak),
    );
    expect(differences?.map((line) => line.replace(folder, ''))).toEqual([
      '/client.mqtt:4:1 the policy says granted 0, failure; the broker says granted 0, granted 0',
      '/client.mqtt:6:1 the policy says closed; the broker says allowed',
      '/client.mqtt:7:1 the policy says closed; the broker says allowed',
      '/client.mqtt:9:1 the policy says not delivered; the broker says delivered',
    ]);
    expect(
      leaks?.some((line) => line.endsWith('the broker delivered other, which the policy keeps from this client')),
    ).toBe(true);
    for (const rule of ['subscribe/too-wide', 'topic/unknown', 'publish/qos']) expect(stdout).toContain(`  ${rule}: `);
    expect(stdout).toMatch(/3 as the policy says, \d+ otherwise, at 127\.0\.0\.1:\d+ by policy tight\n$/);
    expect(code).toBe(1);
  });

  it('speaks TLS, with certificates that are named', async () => {
    const file = (name: string): string => path.join(root, 'test/cli/fixtures/tls', name);
    const words = ['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem')];
    const server = new Server(['broker', '--policy', 'onenet', '--listen', '127.0.0.1:0', ...words]);
    const url = `mqtts://127.0.0.1:${await server.port('mqtts')}`;
    const script = path.join(folderWith({ 'device.mqtt': `policy onenet\n\nconnect ${who}\n` }), 'device.mqtt');
    const trusted = await topicguard(['replay', script, '--broker', url, '--ca', file('cert.pem')]);
    expect([trusted.code, trusted.stdout]).toEqual([0, expect.stringContaining('1 as the policy says')]);
    const untrusted = await topicguard(['replay', script, '--broker', url]);
    expect([untrusted.code, untrusted.stderr]).toEqual([2, expect.stringContaining('cannot be reached: self-signed')]);
  });

  it('takes the user name and the password from the address or the environment', async () => {
    const script = 'policy onenet\n\nconnect client-id=mqtts-test-device\n';
    const file = path.join(folderWith({ 'device.mqtt': script }), 'device.mqtt');
    const url = await start('onenet');
    const named = url.replace('//', `//238322:${encodeURIComponent(token)}@`);
    expect((await topicguard(['replay', file, '--broker', named])).stdout).toContain('1 as the policy says');
    const half = url.replace('//', '//238322@');
    const run = await topicguard(['replay', file, '--broker', half], { env: { TOPICGUARD_PASSWORD: token } });
    expect(run.stdout).toContain('1 as the policy says');
    expect(run.code).toBe(0);
  });

  it.each([
    ['connect client-id=a\n', ['--broker', 'mqtt://127.0.0.1:1'], 'names no policy'],
    ['policy mqtt\nconnect client-id=a\n', ['--broker', 'mqtt://127.0.0.1:1'], 'nobody listens there'],
    ['policy mqtt\nconnect client-id=a\n', ['--broker', 'http://127.0.0.1'], 'mqtt://HOST:PORT'],
    ['policy mqtt\nconnekt\n', ['--broker', 'mqtt://127.0.0.1:1'], 'this script has mistakes'],
    ['policy nothing\nconnect client-id=a\n', ['--broker', 'mqtt://127.0.0.1:1'], 'There is no policy'],
    ['policy mqtt\nconnect client-id=a\n', [], '--broker'],
  ])('%j with %j is a wrong use', async (script, words, message) => {
    const file = path.join(folderWith({ 'a.mqtt': script }), 'a.mqtt');
    const { code, stderr } = await topicguard(['replay', file, ...words]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
  });
});

const mosquitto = ['mosquitto', '/usr/sbin/mosquitto'].find((name) => spawnSync(name, ['-h']).error === undefined);

describe.skipIf(mosquitto === undefined)('against Mosquitto', () => {
  it('shows that an ACL file grants subscriptions that it then keeps silent, and throws publishes away', async () => {
    const folder = folderWith({
      acl: 'user dev\ntopic read dev/down\ntopic write dev/up\nuser admin\ntopic readwrite #\n',
      'device.mqttpolicy': `policy device

every publish
  otherwise drop

topics
  publish    dev/up
  subscribe  dev/down
`,
      'device.mqtt': `policy device.mqttpolicy

connect client-id=d username=dev
subscribe dev/down qos=1, secret/#
publish dev/up qos=1 "x"
publish secret/a qos=1 "x"
receive dev/down
receive secret/a
`,
    });
    const port = await freePort();
    const at = (name: string): string => path.join(folder, name);
    const config = `listener ${port} 127.0.0.1\nallow_anonymous true\nacl_file ${at('acl')}\npersistence false\nuser ${process.getuid?.() === 0 ? 'root' : ''}\n`;
    spawnSync('sh', ['-c', `cat > ${at('mosquitto.conf')}`], { input: config.replace('user \n', '') });
    const child = spawn(mosquitto as string, ['-c', at('mosquitto.conf')], { stdio: 'ignore' });
    onTestFinished(() => void child.kill());
    await listening(port);
    const words = ['--broker', `mqtt://127.0.0.1:${port}`, '--publisher', `mqtt://admin@127.0.0.1:${port}`];
    const { code, stdout, stderr } = await topicguard(['replay', at('device.mqtt'), ...words, '--timeout', '1000']);
    expect(stderr).toBe('');
    const [, shown] =
      /^\$ topicguard replay device\.mqtt .*\n([\s\S]*?)^```/m.exec(readPage('docs/session-scripts.md')) ?? [];
    expect(stdout.replaceAll(`${folder}/`, '').replace(String(port), '1883')).toBe(shown);
    expect(code).toBe(1);
  });
});

async function listening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Nobody listens on ${port}.`);
}
