import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../cli/run.js';

/** The blocks of a section of docs/editors.md, as a reader would copy them. */
export function blocksOf(section: string, language: string): string[] {
  const page = readFileSync(path.join(root, 'docs/editors.md'), 'utf8');
  const text = page.split(/^## /m).find((one) => one.startsWith(`${section}\n`));
  if (text === undefined) throw new Error(`The page has no section ${section}.`);
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block as string);
}

/** Whether a program can be started. */
export function isInstalled(program: string, words: readonly string[] = ['--version']): boolean {
  return spawnSync(program, words, { stdio: 'ignore' }).status === 0;
}
