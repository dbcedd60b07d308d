import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { command, root, topicguard } from './run.js';

const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { version: string };

describe('the command', () => {
  it('answers --version without the bundle', async () => {
    const { code, stdout, stderr } = await topicguard(['--version'], { env: { TOPICGUARD_DEBUG_CACHE: '1' } });
    expect([code, stdout, stderr]).toEqual([0, `${version}\n`, '']);
  });

  it('takes the code cache of the build', async () => {
    const { stderr } = await topicguard(['rules'], { env: { TOPICGUARD_DEBUG_CACHE: '1' } });
    expect(stderr).toBe('code cache: used\n');
  });

  it('lists its commands, and helps with one', async () => {
    const all = await topicguard(['--help']);
    expect(all.code).toBe(0);
    for (const name of ['lint', 'check', 'decide', 'test', 'fmt', 'explain', 'rules', 'policies']) {
      expect(all.stdout).toContain(`  ${name}`);
    }
    const one = await topicguard(['help', 'lint']);
    expect(one.code).toBe(0);
    expect(one.stdout).toContain('--max-warnings');
  });

  it.each([
    [[]],
    [['lnt']],
    [['lint', '--nonsense']],
    [['lint', 'no-such-file.json']],
    [['lint', '--format', 'x', '.']],
  ])('says what is wrong with %j, without a stack, and ends with 2', async (words) => {
    const { code, stdout, stderr } = await topicguard(words);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).not.toBe('');
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('has no help for a command that is not there', async () => {
    for (const words of [
      ['nosuch', '--help'],
      ['help', 'nosuch'],
    ])
      expect(await topicguard(words)).toMatchObject({
        code: 2,
        stdout: '',
        stderr: "error: unknown command 'nosuch'\n",
      });
  });

  it('suggests the command that was meant', async () => {
    expect((await topicguard(['lnt'])).stderr).toContain('Did you mean lint?');
  });

  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [command, 'policies', 'show', 'onenet'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});

describe('rules, explain, policies', () => {
  it('lists rules with their titles', async () => {
    const { stdout } = await topicguard(['rules']);
    expect(stdout).toContain('connect/clean-session');
    const list = JSON.parse((await topicguard(['rules', '--json'])).stdout) as { id: string }[];
    expect(list.length).toBeGreaterThan(35);
  });

  it('explains a rule, and knows which one was meant', async () => {
    const { code, stdout } = await topicguard(['explain', 'subscribe/wildcard-level']);
    expect(code).toBe(0);
    for (const head of ['What', 'Why', 'Sources', 'Wrong', 'Right']) expect(stdout).toContain(head);
    const unknown = await topicguard(['explain', 'wildcard-levl']);
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toContain('Did you mean subscribe/wildcard-level?');
  });

  it('says how to see one policy', async () => {
    expect(await topicguard(['policies', 'onenet'])).toMatchObject({
      code: 2,
      stderr: 'topicguard: To see one policy, write: topicguard policies show onenet\n',
    });
  });

  it('shows policies', async () => {
    expect((await topicguard(['policies'])).stdout).toMatch(/^mqtt [\s\S]*\nonenet /m);
    const page = await topicguard(['policies', 'show', 'onenet']);
    expect(page.stdout).toBe(readFileSync(`${root}/policies/onenet.mqttpolicy`, 'utf8'));
    expect((await topicguard(['policies', 'show', 'onent'])).stderr).toContain('Did you mean onenet?');
  });
});
