import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const library = pathToFileURL(path.resolve('dist/index.js')).href;

/** Decides the same packets again and again in a process whose young generation is never emptied, and says how much it grew. */
const program = `
import { createGuard, loadPolicy } from ${JSON.stringify(library)};
const decisions = 20_000;
const session = createGuard(await loadPolicy('onenet')).session({ pid: '238322', 'device-name': 'sensor-1' });
const allowed = ['dp/post/json', 'image/update', 'cmd/response/33ffea0a-e5f1-49d6-a626-ffee1bbd93ef'].map((rest) => ({
  topic: '$sys/238322/sensor-1/' + rest, qos: 1, retain: false, payloadBytes: 10,
}));
const refused = [{ ...allowed[0], topic: '$sys/238322/sensor-2/dp/post/json' }];
const grown = (packets) => {
  let right = 0;
  let least = Infinity;
  // Only what is compiled allocates nothing, and what was compiled early may be compiled once more.
  for (let round = 0; round < 15; round++) {
    const before = process.memoryUsage().heapUsed;
    right = 0;
    for (let i = 0; i < decisions; i++) if (session.publish(packets[i % packets.length]).allowed) right++;
    const used = process.memoryUsage().heapUsed - before;
    if (round > 9 && used < least) least = used;
  }
  return { right, bytesEach: least / decisions };
};
console.log(JSON.stringify({ allowed: grown(allowed), refused: grown(refused) }));
`;

it('an allowed publish allocates nothing, where a refused one does', () => {
  const output = execFileSync(
    process.execPath,
    ['--max-semi-space-size=128', '--min-semi-space-size=128', '--input-type=module', '-e', program],
    { encoding: 'utf8' },
  );
  const { allowed, refused } = JSON.parse(output);
  expect(allowed.right).toBe(20_000);
  expect(refused.right).toBe(0);
  expect(allowed.bytesEach).toBeLessThan(1);
  // Otherwise the measurement sees nothing.
  expect(refused.bytesEach).toBeGreaterThan(20);
});
