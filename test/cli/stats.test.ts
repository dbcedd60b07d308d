import { expect, it } from 'vitest';
import { device, folderWith, topicguard } from './run.js';

it.each([
  ['0 errors, 0 warnings, 0 hints', [60]],
  ['1 error, 0 warnings, 0 hints', [5]],
  ['2 errors, 0 warnings, 0 hints', [5, 6]],
])('--stats counts %s', async (findings, keepAlives) => {
  const files = keepAlives.map((keepalive, at) => [`${at}.json`, device({ client_id: `meter-${at}`, keepalive })]);
  const { stderr } = await topicguard(['lint', '--stats'], { cwd: folderWith(Object.fromEntries(files)) });
  const rows = Object.fromEntries(stderr.split('\n').map((line) => line.split(/ {2,}/)));
  const count = String(keepAlives.length);
  expect(rows).toMatchObject({ files: count, clients: count, findings });
});
