import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, root } from './run.js';

const page = readFileSync(path.join(root, 'docs/configuration.md'), 'utf8');

/** The files and commands of each section, in its order. */
const sections = page.split(/^##+ /m).map((text) => {
  const blocks = [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```/gm)];
  return {
    title: text.slice(0, text.indexOf('\n')),
    files: Object.fromEntries(
      blocks.flatMap(([, , name, body]) => (name === undefined ? [] : [[name, body as string]])),
    ),
    commands: blocks.flatMap(([, language, , body]) => (language === 'console' ? commandsIn(body as string) : [])),
  };
});

function commandsIn(block: string): { command: string; said: string[] }[] {
  return block.split(/^\$ /m).flatMap((part) => {
    const [command, ...said] = part.trimEnd().split('\n') as [string, ...string[]];
    return command === '' ? [] : [{ command, said }];
  });
}

describe.each(sections.filter(({ commands }) => commands.length > 0))('$title', ({ files, commands }) => {
  it('says what happens', () => {
    const cwd = folderWith(files);
    for (const { command, said } of commands) {
      const words = command.split(' ').slice(1);
      const run = spawnSync(process.execPath, [path.join(root, 'dist/topicguard.cjs'), ...words], {
        cwd,
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1' },
      });
      const lines = (run.stdout + run.stderr).split('\n').filter((line) => line !== '');
      expect(lines, command).toEqual(said);
    }
  });
});

it('names every key', () => {
  const schema = JSON.parse(readFileSync(path.join(root, 'schema/config.schema.json'), 'utf8'));
  const keys = [...page.matchAll(/^\| `([\w$]+)` \|/gm)].map(([, key]) => key);
  expect(keys.sort()).toEqual(Object.keys(schema.properties).sort());
});
