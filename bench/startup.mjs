/**
 * `node bench/startup.mjs [rounds]`: how long the command takes beside `node -e 0`, interleaved, as medians and ratios. The goals
 * are 1.3 for `--version` and 2.0 for one small file; it prints and never fails, because a busy machine proves nothing.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const command = path.join(root, 'dist/topicguard.cjs');
const rounds = Number(process.argv[2] ?? 30);

const candidates = [
  { name: 'node -e 0', words: ['-e', '0'] },
  { name: 'topicguard --version', words: [command, '--version'], goal: 1.3 },
  { name: 'topicguard lint meter.json', words: [command, 'lint', 'examples/onenet/meter.json'], goal: 2 },
  { name: 'topicguard lint meter.yaml', words: [command, 'lint', 'examples/onenet/meter.yaml'], goal: 2 },
  { name: 'topicguard lint firmware.mqtt', words: [command, 'lint', 'examples/onenet/firmware.mqtt'] },
  { name: 'topicguard help', words: [command, 'help'] },
];

const times = candidates.map(() => []);
for (let round = -2; round < rounds; round++) {
  for (const [at, { words }] of candidates.entries()) {
    const start = process.hrtime.bigint();
    spawnSync(process.execPath, words, { cwd: root, stdio: 'ignore' });
    // The first rounds warm the disk's cache up.
    if (round >= 0) times[at].push(Number(process.hrtime.bigint() - start) / 1e6);
  }
}

const medians = times.map((list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]);
const [base] = medians;
process.stdout.write(`start-up, median of ${rounds} rounds\n`);
for (const [at, { name, goal }] of candidates.entries()) {
  const ratio = (medians[at] / base).toFixed(2);
  process.stdout.write(
    `${name.padEnd(32)}${medians[at].toFixed(1).padStart(8)} ms${ratio.padStart(8)} x${goal ? `   goal ${goal.toFixed(1)}` : ''}\n`,
  );
}
