import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { follow, readPage, sectionsOf } from './page.js';
import { folderWith, root } from './run.js';

const page = readPage('docs/configuration.md');

describe.each(sectionsOf(page))('$title', ({ blocks }) => {
  it('says what happens', () => {
    expect(follow(blocks, folderWith({}))).toBeGreaterThan(0);
  });
});

it('names every key', () => {
  const schema = JSON.parse(readFileSync(path.join(root, 'schema/config.schema.json'), 'utf8'));
  const keys = [...page.matchAll(/^\| `([\w$]+)` \|/gm)].map(([, key]) => key);
  expect(keys.sort()).toEqual(Object.keys(schema.properties).sort());
});
