/** `topicguard serve` with TLS. */
import { readFileSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, topicguard } from './run.js';
import { allowedPublish, call, deniedPublish, raw, serving } from './serving.js';

const file = (name: string): string => path.join(root, 'test/cli/fixtures/tls', name);
const credentials = ['--tls-cert', file('cert.pem'), '--tls-key', file('key.pem')];
const ca = readFileSync(file('cert.pem'));

describe('serve with TLS', () => {
  it('answers over HTTPS, and asks for the token, and answers nothing over HTTP', async () => {
    const { url, port, stderr, log, stop } = await serving(credentials, { env: { TOPICGUARD_TOKEN: 'abc' } });
    expect(url).toBe(`https://127.0.0.1:${port}`);
    const agent = new https.Agent({ ca, keepAlive: true });
    const headers = { authorization: 'Bearer abc' };
    const ask = async (body: unknown) => (await call(`${url}/emqx/authz`, body, { agent, headers })).body;
    expect(await ask(allowedPublish)).toBe('{"result":"allow"}');
    expect(await ask(deniedPublish)).toBe('{"result":"deny"}');
    expect((await call(`${url}/v1/decide`, {}, { agent })).status).toBe(401);
    await expect(call(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
    await expect(call(`${url}/healthz`)).rejects.toThrow('self-signed');
    agent.destroy();
    expect(stderr()).toContain(`topicguard serve: ${url}, policy onenet`);
    expect(await stop()).toBe(0);
    expect(log()[0]).toMatchObject({ msg: 'listening', url });
  });

  it('closes the door on somebody who never begins to speak TLS', async () => {
    const { port } = await serving([...credentials, '--time-limit', '1']);
    const started = Date.now();
    expect(await raw(port, [''])).toBe('');
    expect(Date.now() - started).toBeLessThan(5000);
  });

  it('says beyond this machine what is open', async () => {
    const without = 'Listening beyond this machine without TLS';
    const open = ['--listen', '0.0.0.0:0'];
    expect((await serving(open)).stderr()).toContain(without);
    expect((await serving([...open, ...credentials])).stderr()).not.toContain(without);
  });

  it.each([
    [['--tls-cert', file('cert.pem')], 'TLS takes both --tls-cert and --tls-key.'],
    [['--tls-key', file('key.pem'), '--print-config', 'emqx'], 'TLS takes both --tls-cert and --tls-key.'],
    [
      ['--tls-cert', 'none.pem', '--tls-key', file('key.pem')],
      '--tls-cert none.pem cannot be read: there is no such file or directory.',
    ],
    [['--tls-cert', 'package.json', '--tls-key', 'package.json'], 'are no certificate and its private key'],
  ])('refuses %j', async (words, message) => {
    const run = await topicguard(['serve', '--policy', 'onenet', '--listen', '127.0.0.1:0', ...words]);
    expect([run.code, run.stdout, run.stderr]).toEqual([2, '', expect.stringContaining(message)]);
  });

  it.each([
    ['emqx', /url = "https:.*\n +ssl \{ enable = true, verify = verify_peer, cacertfile = "/g, 2],
    ['vernemq', /^vmq_webhooks\.(?:topicguard\d\.endpoint = https:|cafile = |verify_peer = on)/gm, 8],
    ['rabbitmq', /^auth_http\.(?:\w+_path = https:|ssl_options\.(?:verify = verify_peer|cacertfile = ))/gm, 6],
    ['mosquitto', /^auth_opt_http_(?:with_tls|verify_peer) true$/gm, 2],
  ])('is what %s is told to speak', async (broker, lines, count) => {
    // Whoever prints it need not have the files.
    const words = ['--listen', 'guard.example:8443', '--tls-cert', 'cert.pem', '--tls-key', 'key.pem'];
    const print = (...more: string[]) => topicguard(['serve', '--policy', 'onenet', ...more, '--print-config', broker]);
    const { code, stdout } = await print(...words);
    expect(code).toBe(0);
    expect(stdout.match(lines)).toHaveLength(count);
    expect(stdout).not.toContain('http://');
    expect((await print('--listen', 'guard.example:8383')).stdout).not.toMatch(/https|ca\.pem|_peer true/);
  });
});
