import { describe, expect, it } from 'vitest';
import { parseSessionScript } from '../../grammar/session/index.js';
import { follow, readPage, sectionsOf } from './page.js';
import { folderWith } from './run.js';

const page = readPage('docs/session-scripts.md');

describe.each(sectionsOf(page))('$title', ({ blocks }) => {
  it('says what happens', () => {
    expect(follow(blocks, folderWith({}))).toBeGreaterThan(0);
  });
});

/** "There are a, b." in the message about a word that is none. */
function wordsSaidFor(line: string): string[] {
  const message = parseSessionScript(line).problems[0]?.message ?? '';
  return (/ There are (.+)\.$/.exec(message)?.[1] ?? '').split(', ');
}

it.each(['connect', 'publish', 'subscribe', 'receive'])('names the options of %s', (verb) => {
  const row = page.split('\n').find((line) => line.startsWith('| ') && line.includes(`\`${verb}\` | \``)) ?? '';
  const named = [...(row.split(' | ')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name);
  expect(named).toEqual(wordsSaidFor(verb === 'connect' ? 'connect zzzzzz=1' : `${verb} a zzzzzz=1`));
});

it('names every outcome', () => {
  const outcomes = wordsSaidFor('publish a => zzzzzzzz');
  expect(outcomes.length).toBeGreaterThan(5);
  for (const outcome of outcomes) expect(page).toMatch(new RegExp(`^\\| .*\`${outcome}( \\d)?\`.* \\| `, 'm'));
});
