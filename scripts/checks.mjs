/**
 * `npm run check` and, with `--all`, `npm test`: types, format and lint of our own code, unused code, generated files, tests.
 * Runs all of them, also after a failure, and ends with a line that counts: `N passed, N failed`. A step that is no test counts
 * as a failure when it fails.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const cache = path.join(root, 'node_modules/.cache/topicguard');
const report = path.join(cache, 'tests.json');
const all = process.argv.includes('--all');
mkdirSync(cache, { recursive: true });
rmSync(report, { force: true });

/** Colours are for terminals; a log stays plain. */
const env = process.stdout.isTTY ? process.env : { ...process.env, FORCE_COLOR: undefined, NO_COLOR: '1' };
const binary = (name) => path.join(root, 'node_modules/.bin', name);
const steps = [
  ['types', binary('tsc'), ['-p', '.']],
  ['format and lint', binary('biome'), ['ci', '--error-on-warnings', '.']],
  ['unused code', binary('knip'), ['--no-progress']],
  ['generated files', process.execPath, ['scripts/generate.mjs', '--check']],
  ...(all ? [['build', process.execPath, ['scripts/build.mjs', '--link']]] : []),
];
const failed = steps.filter(([name, command, words]) => !runStep(name, command, words)).map(([name]) => name);
const tests = all ? [] : ['--project', 'unit'];
runStep('tests', binary('vitest'), [
  'run',
  ...tests,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
]);

const counts = countTests();
const summary = `${counts.passed} passed, ${counts.failed + failed.length} failed`;
if (failed.length > 0) process.stdout.write(`Failed: ${failed.join(', ')}\n`);
process.stdout.write(`${summary}\n`);
writeFileSync(path.join(cache, 'summary.txt'), `${summary}\n`);
process.exitCode = counts.failed + failed.length > 0 ? 1 : 0;

function runStep(name, command, words) {
  process.stdout.write(`\n== ${name}\n`);
  return spawnSync(command, words, { cwd: root, stdio: 'inherit', env }).status === 0;
}

/** A test file that could not be loaded has no tests to count, so it counts as one failure. */
function countTests() {
  try {
    const { numPassedTests, numFailedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    return { passed: numPassedTests, failed: numFailedTests + broken.length + (numTotalTests === 0 ? 1 : 0) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}
