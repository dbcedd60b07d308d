import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/index.js';

const root = path.resolve(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1] as string);

describe('README', () => {
  it.each(blocks('console'))('shows what the command prints: %s', (block) => {
    const [command, ...expected] = block.trimEnd().split('\n') as [string, ...string[]];
    const { stdout } = spawnSync('bash', ['-c', command.slice(2)], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${path.join(root, 'node_modules/.bin')}:${process.env.PATH}` },
    });
    // The beginning is shown.
    expect(stdout.split('\n').slice(0, expected.length)).toEqual(expected);
  });

  it.each(blocks('mqttpolicy'))('shows a policy that loads: %s', (text) => {
    expect(parsePolicy(text).problems).toEqual([]);
  });

  it.each(blocks('js'))('shows a program whose comments are true: %s', (code) => {
    const folder = mkdtempSync(path.join(root, 'node_modules/.cache/readme-'));
    const url = (name: string): string => pathToFileURL(path.join(root, 'dist', `${name}.js`)).href;
    const lines = code.split('\n').map((line) => {
      const said = /^(.*); \/\/ (.+)$/.exec(line);
      return said ? `is(${said[1]}, ${said[2]});` : line;
    });
    const program = [
      "import { deepStrictEqual as is } from 'node:assert';",
      ...lines.map((line) =>
        line.replace("'topicguard/topics'", `'${url('topics')}'`).replace("'topicguard'", `'${url('index')}'`),
      ),
    ].join('\n');
    expect(program).toContain('is(');
    writeFileSync(path.join(folder, 'example.mjs'), program);
    const run = spawnSync(process.execPath, [path.join(folder, 'example.mjs')], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
  });
});
