/** The parts of pages that are written by hand otherwise: the rules in README.md, whole files as diffs in docs/contributing.md. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { table } from './rule-docs.js';

export const order = 3;

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

export function outputs(): Map<string, string> {
  return new Map([
    ['README.md', withRules(read('README.md'))],
    ['docs/contributing.md', withFiles(read('docs/contributing.md'))],
  ]);
}

function withRules(page: string): string {
  const marks = ['<!-- The rules, written by `npm run generate`. -->\n', '\n<!-- The end of the rules. -->'] as const;
  const [start, end] = marks.map((mark) => page.indexOf(mark)) as [number, number];
  if (start < 0 || end < start) throw new Error('README.md has no place for the table of rules.');
  return `${page.slice(0, start)}${marks[0]}\n${table('docs/rules/')}\n${page.slice(end)}`;
}

/** Each new file in a diff of the page is shown as it is. */
function withFiles(page: string): string {
  return page.replace(/^--- \/dev\/null\n\+\+\+ b\/(\S+)\n(?:\+.*\n)*/gm, (_, file: string) => {
    const lines = read(file)
      .trimEnd()
      .split('\n')
      .map((line) => `+${line}\n`);
    return `--- /dev/null\n+++ b/${file}\n${lines.join('')}`;
  });
}
