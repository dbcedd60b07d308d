import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { folderWith, topicguard } from './run.js';

const wrong = `{
  "mqtt": {
    "host": "mqtts.heclouds.com", // here
    "client_id": "meter-7",
    "username": "238322",
    "clean_session": false,
    "keepalive": 5
  }
}
`;
const safe = wrong.replace('"clean_session": false', '"clean_session": true');
const all = safe.replace('"keepalive": 5', '"keepalive": 10');

function read(folder: string, name: string): string {
  return readFileSync(path.join(folder, name), 'utf8');
}

it('--fix writes what is safe and reports the rest', async () => {
  const folder = folderWith({ 'a.jsonc': wrong });
  const { code, stdout } = await topicguard(['lint', '--policy', 'onenet', '--fix', '--format', 'json', '.'], {
    cwd: folder,
  });
  expect(read(folder, 'a.jsonc')).toBe(safe);
  expect(JSON.parse(stdout).findings).toMatchObject([{ rule: 'connect/keep-alive', fixable: true }]);
  expect(code).toBe(1);
  expect(readdirSync(folder)).toEqual(['a.jsonc']);
});

it('--fix-unsafe writes all of it', async () => {
  const folder = folderWith({ 'a.jsonc': wrong });
  const { code } = await topicguard(['lint', '--policy', 'onenet', '--fix-unsafe', '.'], { cwd: folder });
  expect(read(folder, 'a.jsonc')).toBe(all);
  expect(code).toBe(0);
});

it('--diff prints what would change and writes nothing', async () => {
  const folder = folderWith({ 'a.jsonc': wrong });
  const { code, stdout } = await topicguard(['lint', '--policy', 'onenet', '--fix-unsafe', '--diff', 'a.jsonc'], {
    cwd: folder,
  });
  expect(stdout).toBe(`--- a/a.jsonc
+++ b/a.jsonc
@@ -3,7 +3,7 @@
     "host": "mqtts.heclouds.com", // here
     "client_id": "meter-7",
     "username": "238322",
-    "clean_session": false,
-    "keepalive": 5
+    "clean_session": true,
+    "keepalive": 10
   }
 }
`);
  expect(read(folder, 'a.jsonc')).toBe(wrong);
  expect(code).toBe(1);
});

it('keeps the mark, the line ends, the rights and the link', async () => {
  const windows = `\uFEFF${wrong.replaceAll('\n', '\r\n')}`;
  const folder = folderWith({ 'real.jsonc': windows });
  chmodSync(path.join(folder, 'real.jsonc'), 0o666);
  symlinkSync('real.jsonc', path.join(folder, 'link.jsonc'));
  await topicguard(['lint', '--policy', 'onenet', '--fix', 'link.jsonc'], { cwd: folder });
  expect(read(folder, 'real.jsonc')).toBe(windows.replace('"clean_session": false', '"clean_session": true'));
  expect(statSync(path.join(folder, 'real.jsonc')).mode & 0o777).toBe(0o666);
  expect(lstatSync(path.join(folder, 'link.jsonc')).isSymbolicLink()).toBe(true);
});

it('keeps UTF-16, and leaves alone what is no text', async () => {
  const utf16 = Buffer.from(`\uFEFF${wrong}`, 'utf16le');
  const broken = Buffer.concat([Buffer.from(wrong), Buffer.from([0xff])]);
  const folder = folderWith({ 'a.jsonc': utf16, 'b.jsonc': broken });
  await topicguard(['lint', '--policy', 'onenet', '--fix', '.'], { cwd: folder });
  expect(readFileSync(path.join(folder, 'a.jsonc'))).toEqual(Buffer.from(`\uFEFF${safe}`, 'utf16le'));
  expect(readFileSync(path.join(folder, 'b.jsonc'))).toEqual(broken);
});

it('shows the difference for standard input, and does not write it', async () => {
  const words = ['lint', '--policy', 'onenet', '--stdin-filename', 'a.jsonc', '-'];
  expect((await topicguard([...words, '--diff'], { input: wrong })).stdout).toContain('+    "clean_session": true,');
  const { code, stderr } = await topicguard([...words, '--fix'], { input: wrong });
  expect(code).toBe(2);
  expect(stderr).toContain('--diff');
});

it('reports a client id that two files have, and not two files of one device', async () => {
  const client = (id: string): string => `{"mqtt": {"host": "broker.example.com", "client_id": "${id}"}}\n`;
  const folder = folderWith({
    'a.json': client('press'),
    'a.example.json': client('press'),
    'b.json': client('press'),
    'c.json': client('saw'),
  });
  const { stdout } = await topicguard(['lint', '--format', 'json', '.'], { cwd: folder });
  expect(JSON.parse(stdout).findings).toMatchObject([
    { file: 'b.json', rule: 'connect/duplicate-client-id', severity: 'warning', line: 1 },
  ]);
});
