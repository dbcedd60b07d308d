import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
const squeeze = (text: string): string => text.replace(/ +/g, ' ');

/** The last column of each table whose last heading is "the policy". */
function quotedLines(page: string): string[] {
  const quoted: string[] = [];
  let inTable = false;
  for (const line of page.split('\n')) {
    if (!line.startsWith('|')) inTable = false;
    else if (line.trimEnd().endsWith('the policy |')) inTable = true;
    else if (inTable && !line.startsWith('|---')) {
      const last = line.slice(0, -1).split(' | ').at(-1) ?? '';
      quoted.push(...[...last.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string));
    }
  }
  return quoted;
}

describe('docs/onenet.md', () => {
  const policy = squeeze(read('policies/onenet.mqttpolicy'));
  const lines = quotedLines(read('docs/onenet.md'));

  it('quotes the policy', () => {
    expect(lines.length).toBeGreaterThan(30);
  });
  it.each(lines)('%s is a line of the policy', (line) => {
    expect(policy).toContain(squeeze(line));
  });
});
