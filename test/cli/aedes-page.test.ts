import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { connectAsync } from 'mqtt';
import { expect, it, onTestFinished } from 'vitest';
import { freePort } from '../ports.js';
import { blocksOf, readPage } from './page.js';
import { root } from './run.js';

it('the program of the page about Aedes is a guarded broker', async () => {
  const [program] = blocksOf(readPage('docs/brokers/aedes.md')).filter(({ language }) => language === 'js');
  const url = (name: string): string => pathToFileURL(path.join(root, 'dist', `${name}.js`)).href;
  const folder = mkdtempSync(path.join(root, 'node_modules/.cache/aedes-'));
  const file = path.join(folder, 'broker.mjs');
  writeFileSync(
    file,
    program?.body.replace("'topicguard/aedes'", `'${url('aedes')}'`).replace("'topicguard'", `'${url('index')}'`) ?? '',
  );
  const port = await freePort();
  const child = spawn(process.execPath, [file], { env: { ...process.env, PORT: String(port) } });
  onTestFinished(() => {
    child.kill();
    rmSync(folder, { recursive: true });
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const options = {
    clientId: 'mqtts-test-device',
    password:
      'version=2018-10-31&res=products%2F238322%2Fdevices%2Fmqtts-test-device&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D',
    reconnectPeriod: 0,
  };
  const connect = (username: string) => connectAsync(`mqtt://127.0.0.1:${port}`, { ...options, username });
  let client = await connect('238322').catch(() => undefined);
  for (let tries = 0; tries < 50 && !client; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    client = await connect('238322').catch(() => undefined);
  }
  expect(client, output).toBeDefined();
  const [grant] = (await client?.subscribeAsync('$sys/238322/mqtts-test-device/#', { qos: 1 })) ?? [];
  expect(grant?.qos).toBe(0);
  await expect(client?.subscribeAsync('#')).rejects.toThrow();
  await expect(connect('1')).rejects.toMatchObject({ code: 4 });
  client?.end(true);
  expect(output).toBe(
    'mqtts-test-device subscribe subscribe/wildcard-level\nmqtts-test-device connect connect/password\n',
  );
});
