/** Follows a page of the documentation: writes the files that its blocks show, runs its commands, and holds what they print against it. */
import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import { root } from './run.js';

/** A fenced block: ```` ```yaml topicguard.yaml ```` has the name of a file, with `+` what is added to it, ```` ```console ```` has commands after `$ `. */
export interface Block {
  readonly language: string;
  readonly file?: string;
  readonly body: string;
}

export function readPage(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

export function blocksOf(text: string): Block[] {
  return [...text.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```/gm)].map(([, language, file, body]) => ({
    language: language as string,
    body: body as string,
    ...(file !== undefined && { file }),
  }));
}

/** The parts of a page that have commands, each from its heading to the next. */
export function sectionsOf(page: string): { readonly title: string; readonly blocks: readonly Block[] }[] {
  return page
    .split(/^##+ /m)
    .map((text) => ({ title: text.slice(0, text.indexOf('\n')), blocks: blocksOf(text) }))
    .filter(({ blocks }) => blocks.some(({ language }) => language === 'console'));
}

export function commandsIn(block: string): { readonly command: string; readonly said: readonly string[] }[] {
  return block.split(/^\$ /m).flatMap((part) => {
    const [command, ...said] = part.trimEnd().split('\n') as [string, ...string[]];
    return command === '' ? [] : [{ command, said: said.filter((line) => line !== '') }];
  });
}

/** What a shell prints, without empty lines: the built command is on its path. */
export function printed(command: string, cwd: string): string[] {
  const run = spawnSync('bash', ['--norc', '-c', `exec 2>&1\n${command}`], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', PATH: `${path.join(root, 'node_modules/.bin')}:${process.env.PATH}` },
  });
  return run.stdout.split('\n').filter((line) => line !== '');
}

/** Goes through blocks in their order, in this folder. Returns how many commands there were. */
export function follow(blocks: readonly Block[], cwd: string): number {
  let commands = 0;
  for (const { language, file, body } of blocks) {
    if (file !== undefined) {
      const at = path.join(cwd, file.replace(/\+$/, ''));
      mkdirSync(path.dirname(at), { recursive: true });
      if (file.endsWith('+')) appendFileSync(at, `\n${body}`);
      else writeFileSync(at, body);
    }
    if (language !== 'console') continue;
    for (const { command, said } of commandsIn(body)) {
      expect(printed(command, cwd), command).toEqual(said);
      commands++;
    }
  }
  return commands;
}
