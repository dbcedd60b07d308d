/** What is printed and written for operators: configurations, examples of deployment, pages. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { folderWith, root, topicguard } from './run.js';
import { call, serving } from './serving.js';

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const print = async (broker: string, ...words: string[]): Promise<string> => {
  const { code, stdout, stderr } = await topicguard([
    'serve',
    '--policy',
    'onenet',
    ...words,
    '--print-config',
    broker,
  ]);
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
};

describe('--print-config', () => {
  const listen = ['--listen', '127.0.0.1:9999'];

  it('emqx: both addresses, every variable, and nothing allowed that is not answered', async () => {
    const text = await print('emqx', ...listen);
    expect(text.match(/url = "(.*)"/g)).toEqual([
      'url = "http://127.0.0.1:9999/emqx/authn"',
      'url = "http://127.0.0.1:9999/emqx/authz"',
    ]);
    expect([...text.matchAll(/^ +(\w+) = "\$\{(\w+)\}"$/gm)].map(([, key, variable]) => [key, variable])).toEqual(
      [
        'clientid',
        'username',
        'password',
        'peerhost',
        'clientid',
        'username',
        'peerhost',
        'action',
        'topic',
        'qos',
        'retain',
      ].map((name) => [name, name]),
    );
    expect(text).toContain('no_match = deny');
    expect(text).not.toContain('authorization" =');
    for (const [open, close] of ['{}', '[]'])
      expect(text.split(open as string).length).toBe(text.split(close as string).length);
  });

  it('vernemq: each hook once, the other plugins off', async () => {
    const text = await print('vernemq', ...listen);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const pairs = new Map(lines.map((line) => line.split(' = ', 2) as [string, string]));
    expect(pairs.size).toBe(lines.length);
    const hooks = [...pairs].filter(([key]) => key.endsWith('.hook')).map(([, hook]) => hook);
    expect(hooks.sort()).toEqual(
      ['publish', 'register', 'subscribe'].flatMap((name) => [`auth_on_${name}`, `auth_on_${name}_m5`]),
    );
    for (const [key, value] of pairs)
      if (key.endsWith('.endpoint')) expect(value).toBe('http://127.0.0.1:9999/vernemq');
    expect([...pairs].slice(0, 4)).toEqual([
      ['allow_anonymous', 'off'],
      ['plugins.vmq_acl', 'off'],
      ['plugins.vmq_passwd', 'off'],
      ['plugins.vmq_webhooks', 'on'],
    ]);
  });

  it('rabbitmq: four addresses, and the vhost and exchange that are answered for', async () => {
    const text = await print('rabbitmq', ...listen, '--rabbitmq-vhost', 'mqtt', '--rabbitmq-exchange', 'iot');
    expect(text.split('\n').slice(1, -1)).toEqual([
      'auth_backends.1 = http',
      'auth_http.http_method = post',
      ...['user', 'vhost', 'resource', 'topic'].map(
        (name) => `auth_http.${name}_path = http://127.0.0.1:9999/rabbitmq/${name}`,
      ),
      'mqtt.allow_anonymous = false',
      'mqtt.vhost = mqtt',
      'mqtt.exchange = iot',
    ]);
  });

  it.each(['status', 'json', 'text'])('mosquitto in mode %s', async (mode) => {
    const text = await print('mosquitto', '--listen', '[::1]:9999', '--mosquitto-responses', mode);
    expect(text).toContain(`\nauth_opt_http_response_mode ${mode}\n`);
    expect(text).toContain('\nauth_opt_http_host [::1]\nauth_opt_http_port 9999\n');
    expect(text.match(/_uri .*/g)).toEqual([
      '_uri /mosquitto/user',
      '_uri /mosquitto/superuser',
      '_uri /mosquitto/acl',
    ]);
    expect(text).toContain('\nallow_anonymous false\n');
  });

  it('tells the broker to bring the token, and never what it is', async () => {
    const folder = folderWith({ token: 'never-print-this' });
    for (const [broker, how] of [
      ['emqx', '"Bearer TOKEN"'],
      ['vernemq', '//topicguard:TOKEN@127.0.0.1:8383/'],
      ['rabbitmq', '//topicguard:TOKEN@127.0.0.1:8383/'],
      ['mosquitto', 'http_host topicguard:TOKEN@127.0.0.1'],
    ] as const) {
      const text = await print(broker, '--token-file', path.join(folder, 'token'));
      expect(text).toContain(how);
      expect(text).not.toContain('never-print-this');
    }
  });

  it('names addresses that are answered', async () => {
    const { url } = await serving();
    for (const broker of ['emqx', 'vernemq', 'rabbitmq', 'mosquitto']) {
      const paths = [...(await print(broker)).matchAll(/(?:8383|uri )(\/[\w/]+)/g)].map(
        ([, address]) => address as string,
      );
      expect(paths.length).toBeGreaterThan(0);
      for (const address of paths) expect((await call(`${url}${address}`, {})).status, address).not.toBe(404);
    }
  });
});

describe('examples/deploy', () => {
  type Manifest = Record<string, unknown> & { readonly kind?: string };
  const documents = (file: string): Manifest[] =>
    parseAllDocuments(read(`examples/deploy/${file}`)).map((document) => {
      if (!('errors' in document)) throw new Error('It is empty.');
      expect([...document.errors, ...document.warnings]).toEqual([]);
      return document.toJS() as Manifest;
    });
  const find = (manifests: readonly Manifest[], kind: string): Manifest => {
    const found = manifests.find((manifest) => manifest.kind === kind);
    if (!found) throw new Error(`There is no ${kind}.`);
    return found;
  };
  // biome-ignore lint/suspicious/noExplicitAny: manifests are data of many shapes
  const at = (value: unknown, ...keys: (string | number)[]): any =>
    keys.reduce((inner: unknown, key) => (inner as Record<string | number, unknown>)[key], value);

  /** Starts the server with the words of a container, its files put where they are here. */
  async function start(words: readonly string[], files: Readonly<Record<string, string>>) {
    expect(words[0]).toBe('serve');
    const local = words.slice(1).map((word) => files[word] ?? word.replace(/^0\.0\.0\.0:\d+$/, '127.0.0.1:0'));
    const policy = local.indexOf('--policy');
    return serving([...local.slice(0, policy), ...local.slice(policy + 2)], { policy: local[policy + 1] as string });
  }

  it('compose.yaml starts a server that answers its health check, with the EMQX that is printed', async () => {
    const [compose] = documents('compose.yaml');
    const service = at(compose, 'services', 'topicguard');
    const { url } = await start(service.command, {
      '/policy/plant.mqttpolicy': 'examples/deploy/policy/plant.mqttpolicy',
    });
    const probe = /'http:\/\/127\.0\.0\.1:8383(\/\w+)'/.exec(service.healthcheck.test.join(' '))?.[1];
    expect((await call(`${url}${probe}`)).status).toBe(200);
    const printed = await topicguard([
      ...['serve', '--policy', 'examples/deploy/policy/plant.mqttpolicy'],
      ...['--listen', 'topicguard:8383', '--print-config', 'emqx'],
    ]);
    expect(read('examples/deploy/emqx.conf')).toBe(printed.stdout);
  });

  it('kubernetes.yaml starts a server from its ConfigMap and Secret that answers its probes', async () => {
    const manifests = documents('kubernetes.yaml');
    const policy = at(find(manifests, 'ConfigMap'), 'data', 'plant.mqttpolicy') as string;
    expect(policy).toBe(read('examples/deploy/policy/plant.mqttpolicy'));
    const secret = at(find(manifests, 'Secret'), 'stringData', 'token') as string;
    const folder = folderWith({ 'plant.mqttpolicy': policy, token: secret });
    const deployment = find(manifests, 'Deployment');
    const [container] = at(deployment, 'spec', 'template', 'spec', 'containers');
    const { url } = await start(container.args, {
      '/policy/plant.mqttpolicy': path.join(folder, 'plant.mqttpolicy'),
      '/token/token': path.join(folder, 'token'),
    });
    for (const name of ['startupProbe', 'livenessProbe', 'readinessProbe'])
      expect((await call(`${url}${container[name].httpGet.path}`)).status, name).toBe(200);
    expect((await call(`${url}/v1/decide`, {})).status).toBe(401);
    // What is mounted is there, and the Service finds the pods.
    const volumes = at(deployment, 'spec', 'template', 'spec', 'volumes') as { name: string }[];
    expect(container.volumeMounts.map((mount: { name: string }) => mount.name)).toEqual(
      volumes.map(({ name }) => name),
    );
    expect(at(find(manifests, 'Service'), 'spec', 'selector')).toEqual(
      at(deployment, 'spec', 'template', 'metadata', 'labels'),
    );
  });
});

describe('docs/brokers', () => {
  const pages = readdirSync(path.join(root, 'docs/brokers')).map((name) => `docs/brokers/${name}`);

  it.each(pages)('%s: its commands and options exist', async (page) => {
    const help = (await topicguard(['serve', '--help'])).stdout;
    const options = new Set(read(page).match(/(?<![\w-])--[a-z][a-z-]+/g));
    for (const option of options) expect(help, option).toContain(option);
    for (const [, file] of read(page).matchAll(/\]\((?!http|#)([^)#]+)/g))
      expect(() => readFileSync(path.join(root, path.dirname(page), file as string)), file).not.toThrow(/ENOENT/);
  });

  it('names every metric', async () => {
    const { url } = await serving();
    const { body } = await call(`${url}/metrics`);
    const page = read('docs/brokers/running-serve.md');
    const names = [...body.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name as string);
    expect(names.length).toBeGreaterThan(8);
    for (const name of names) expect(page).toContain(name);
  });
});
