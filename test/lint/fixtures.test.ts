import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lintText } from '../../src/lint/index.js';

/**
 * Configurations as devices and programs have them, with what is wrong in them: worked out from the documents of the platforms and from
 * MQTT 3.1.1, then held against the linter. The expectations are never copied from what it says.
 */
const folder = new URL('./fixtures/', import.meta.url);
const files = readdirSync(folder).sort();
const expected = new Map(
  readFileSync(new URL('./fixtures.expected.txt', import.meta.url), 'utf8')
    .split('\n\n')
    .map((part) => {
      const [name, ...lines] = part.trimEnd().split('\n') as [string, ...string[]];
      return [name, lines.map((line) => line.trim()).filter((line) => line !== 'clean')] as const;
    }),
);

async function findingsOf(name: string, text: string): Promise<string[]> {
  const { findings } = await lintText(text, { path: name });
  return findings.map(({ line, column, severity, rule }) => `${line}:${column} ${severity} ${rule}`);
}

describe('configurations of the field', () => {
  it('has an expectation for each file, and enough that are clean', () => {
    expect([...expected.keys()]).toEqual(files);
    expect(files.length).toBeGreaterThanOrEqual(30);
    expect([...expected.values()].filter((lines) => lines.length === 0).length).toBeGreaterThanOrEqual(10);
  });

  it.each(files)('%s', async (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    expect((await findingsOf(name, text)).toSorted()).toEqual([...(expected.get(name) ?? [])].toSorted());
  });
});
