import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../src/policy/index.js';
import { blocksOf, commandsIn, printed, readPage } from './page.js';
import { root } from './run.js';

const blocks = (language: string): string[] =>
  blocksOf(readPage('README.md')).flatMap((block) => (block.language === language ? [block.body] : []));

describe('README', () => {
  it.each(blocks('console'))('shows what the command prints: %s', (block) => {
    const [{ command, said }] = commandsIn(block) as [ReturnType<typeof commandsIn>[0]];
    // The beginning is shown.
    expect(said.length).toBeGreaterThan(0);
    expect(printed(command, root).slice(0, said.length)).toEqual(said);
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
