import { expect, it } from 'vitest';
import { blocksOf, follow, readPage } from './page.js';
import { folderWith } from './run.js';

it('a device developer gets what docs/device-developers.md shows', () => {
  const blocks = blocksOf(readPage('docs/device-developers.md'));
  expect(follow(blocks, folderWith({}))).toBeGreaterThanOrEqual(10);
});
