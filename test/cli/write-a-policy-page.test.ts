import { expect, it } from 'vitest';
import { blocksOf, follow, readPage } from './page.js';
import { folderWith } from './run.js';

it('a policy is written by following docs/write-a-policy.md to the letter', () => {
  const blocks = blocksOf(readPage('docs/write-a-policy.md'));
  expect(follow(blocks, folderWith({}))).toBeGreaterThanOrEqual(10);
});
