import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { command, device, folderWith } from './run.js';

const wrong = device({ clean_session: false, keepalive: 5 });
const full = '/dev/full';

/** Runs the command with a standard output that is a full disk, or a pipe that nobody reads. */
async function run(words: readonly string[], stdout: 'full' | 'closed', cwd: string) {
  const file = stdout === 'full' ? openSync(full, 'w') : undefined;
  const child = spawn(process.execPath, [command, ...words], { cwd, stdio: ['ignore', file ?? 'pipe', 'pipe'] });
  if (file !== undefined) closeSync(file);
  child.stdout?.destroy();
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  return { code, stderr };
}

describe('a reader that has gone away', () => {
  it('changes nothing about the exit code', async () => {
    const cwd = folderWith({ 'wrong.json': wrong, 'right.json': device() });
    expect(await run(['lint', 'wrong.json'], 'closed', cwd)).toEqual({ code: 1, stderr: '' });
    expect(await run(['lint', 'right.json'], 'closed', cwd)).toEqual({ code: 0, stderr: '' });
    expect(await run(['--version'], 'closed', cwd)).toEqual({ code: 0, stderr: '' });
  });

  it('leaves no work half done', async () => {
    const ugly = 'policy   onenet\npublish    a\n';
    const cwd = folderWith({ 'wrong.json': wrong, 'a.mqtt': ugly, 'b.mqtt': ugly, 'c.mqtt': ugly });
    await run(['fmt'], 'closed', cwd);
    for (const name of ['a', 'b', 'c'])
      expect(readFileSync(path.join(cwd, `${name}.mqtt`), 'utf8'), name).toBe('policy onenet\npublish a\n');
    await run(['lint', '--cache', '--cache-location', 'kept', 'wrong.json'], 'closed', cwd);
    expect(existsSync(path.join(cwd, 'kept'))).toBe(true);
  });

  it('ends a command that answers line by line', async () => {
    const child = spawn(process.execPath, [command, 'decide', '--policy', 'onenet'], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    child.stdin.on('error', () => {});
    // It would wait for more.
    child.stdin.write('{"id":1}\n'.repeat(1000));
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });
});

describe.skipIf(!existsSync(full))('a full disk', () => {
  it('is said, without a stack', async () => {
    const cwd = folderWith({ 'right.json': device() });
    const said = { code: 2, stderr: 'topicguard: Standard output cannot be written: the disk is full.\n' };
    for (const words of [['lint', 'right.json'], ['rules'], ['--version'], ['--help']])
      expect(await run(words, 'full', cwd), words.join(' ')).toEqual(said);
  });

  it('matters only to what is written', async () => {
    const { code, stderr } = await run(['lint', 'nowhere.json'], 'full', folderWith({}));
    expect(code).toBe(2);
    expect(stderr).toBe('topicguard: nowhere.json cannot be read: there is no such file or directory.\n');
  });
});
