import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { device, folderWith, topicguard } from './run.js';

const wrong = device({ keepalive: 5 });
const long = `${'a'.repeat(300)}.json`;

describe('paths that lead nowhere', () => {
  it.each([
    ['a configuration', ['a.json'], 'topicguard.json'],
    ['a baseline', ['a.json', '--baseline', 'circle'], 'circle'],
    ['a baseline to write', ['a.json', '--write-baseline=circle'], 'circle'],
    ['a file to print the configuration of', ['--print-config', 'circle'], 'topicguard.json'],
  ])('are said where links go round in a circle: %s', async (_, words, circle) => {
    const cwd = folderWith({ 'a.json': device() });
    symlinkSync(circle, path.join(cwd, circle));
    expect(await topicguard(['lint', ...words], { cwd })).toMatchObject({
      code: 2,
      stderr: `topicguard: ${circle} cannot be read: the links go round in a circle.\n`,
    });
  });

  it('are said where the name is too long', async () => {
    const cwd = folderWith({ 'a.json': device() });
    for (const words of [['--baseline', long], [`--write-baseline=${long}`]])
      expect(await topicguard(['lint', 'a.json', ...words], { cwd })).toMatchObject({
        code: 2,
        stderr: `topicguard: ${long} cannot be read: the name is too long.\n`,
      });
    // What counts for a file is known before there is one.
    expect(await topicguard(['lint', '--print-config', long], { cwd })).toMatchObject({ code: 0, stderr: '' });
  });

  it.skipIf(process.getuid?.() !== 0)('are said where the folders above may not be seen', async () => {
    const cwd = folderWith({ 'above/project/a.json': wrong });
    const project = path.join(cwd, 'above/project');
    for (const [folder, mode] of [
      [cwd, 0o755],
      [path.join(cwd, 'above'), 0o700],
      [project, 0o777],
    ] as const)
      chmodSync(folder, mode);
    const { code, stderr } = await topicguard(['lint', 'a.json'], { cwd: project, uid: 65534 });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^topicguard: .* cannot be read: it may not be read\.\n$/);
  });
});

describe('ignore files', () => {
  it('take back what one above says of a folder, with all that is in it', async () => {
    const cwd = folderWith({
      '.git/HEAD': '',
      '.gitignore': 'lib\n',
      'lib/a.json': wrong,
      'web/.gitignore': '!lib/\nlib/deep/*.json\n',
      'web/lib/a.json': wrong,
      'web/lib/deep/a.json': wrong,
    });
    const files = async (...words: string[]) =>
      (await topicguard(['lint', '--format', 'compact', ...words], { cwd })).stdout
        .split('\n')
        .map((line) => line.split(':')[0]);
    expect(await files()).toEqual(['web/lib/a.json', '']);
    expect(await files('web')).toEqual(['web/lib/a.json', '']);
    expect(await files('lib')).toEqual(['']);
  });

  it('are files: a pipe and a folder of that name say nothing', async () => {
    const cwd = folderWith({ 'a.json': wrong, 'sub/b.json': device({ client_id: 'b', keepalive: 5 }) });
    mkdirSync(path.join(cwd, '.topicguardignore'));
    execFileSync('mkfifo', [path.join(cwd, '.gitignore'), path.join(cwd, 'sub/.topicguardignore')]);
    const { code, stdout } = await topicguard(['lint', '--format', 'compact'], { cwd });
    expect([code, stdout.split('\n').map((line) => line.split(':')[0])]).toEqual([1, ['a.json', 'sub/b.json', '']]);
  });

  it.skipIf(process.platform !== 'linux')('tell capitals from small letters, as git does there', async () => {
    const cwd = folderWith({ '.gitignore': 'Build/\n*.JSON\n', 'build/a.json': wrong, 'Build/a.json': wrong });
    const { stdout } = await topicguard(['lint', '--format', 'compact'], { cwd });
    expect(stdout.split('\n').map((line) => line.split(':')[0])).toEqual(['build/a.json', '']);
  });
});
