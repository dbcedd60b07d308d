/**
 * `node scripts/code-cache.mjs HASH`: runs the built command once over the files of scripts/warm-up/, so that V8 compiles what a
 * lint run needs, and writes its code cache beside the bundle.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { importTypeScript, root } from './run.mjs';

const hash = process.argv[2];
const { bundleCacheName } = await importTypeScript('cli/code-cache.ts');
const folder = path.join(root, 'dist/cli');
const warmUp = path.join(root, 'scripts/warm-up');
const files = existsSync(warmUp) ? readdirSync(warmUp).map((name) => path.join(warmUp, name)) : [];

const filename = path.join(folder, 'main.cjs');
const script = new vm.Script(readFileSync(filename, 'latin1'), { filename });
process.on('exit', () => {
  process.exitCode = 0;
  writeFileSync(path.join(folder, bundleCacheName(hash)), script.createCachedData());
});
process.stdout.write = () => true;
process.argv = [process.execPath, 'topicguard', 'lint', ...files];
script.runInThisContext()(createRequire(import.meta.url), folder);
