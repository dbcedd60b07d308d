/**
 * The file that `topicguard` starts. It answers `--version` itself and runs everything else from the bundle beside it, with the
 * code cache that the build has made for this Node, if there is one. A cache that V8 rejects costs time, nothing else.
 */
import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { bundleCacheName } from './code-cache.js';
import { watchOutput } from './output.js';

/** Filled in by the build. */
declare const TOPICGUARD_VERSION: string;
declare const TOPICGUARD_BUNDLE_HASH: string;

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  watchOutput(false);
  process.stdout.write(`${TOPICGUARD_VERSION}\n`);
} else {
  runBundle(path.join(__dirname, 'cli'));
}

function runBundle(folder: string): void {
  const filename = path.join(folder, 'main.cjs');
  // The bundle is pure ASCII: read so, V8 keeps it with one byte a character.
  const source = fs.readFileSync(filename, 'latin1');
  const cachedData = readIfThere(path.join(folder, bundleCacheName(TOPICGUARD_BUNDLE_HASH)));
  const script = new vm.Script(source, cachedData ? { filename, cachedData } : { filename });
  const run = script.runInThisContext() as (requireFunction: NodeJS.Require, folder: string) => void;
  run(require, folder);
  if (process.env.TOPICGUARD_DEBUG_CACHE) reportCache(cachedData !== undefined, script.cachedDataRejected === true);
}

/** For the tests, which want to see that the cache was taken. */
function reportCache(found: boolean, rejected: boolean): void {
  process.stderr.write(`code cache: ${found ? (rejected ? 'rejected' : 'used') : 'none'}\n`);
}

function readIfThere(file: string): Buffer | undefined {
  try {
    return fs.readFileSync(file);
  } catch {
    return undefined;
  }
}
