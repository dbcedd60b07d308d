/** `node scripts/run.mjs FILE.ts [arguments]`: bundles a TypeScript file (Node 20 runs none itself) and runs it. */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

export const root = path.resolve(import.meta.dirname, '..');

/** Bundles a TypeScript file of the project, with packages left outside, and imports the result. */
export async function importTypeScript(file) {
  const directory = path.join(root, 'node_modules/.cache/topicguard');
  mkdirSync(directory, { recursive: true });
  const name = path.relative(root, path.resolve(root, file)).replaceAll(/[^A-Za-z0-9]/g, '-');
  const outfile = path.join(directory, `${name}-${process.pid}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [file],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    logLevel: 'warning',
    define: { 'import.meta.dirname': JSON.stringify(path.join(root, path.dirname(file))) },
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile, { force: true });
  }
}

if (process.argv[1] === import.meta.filename) {
  const [file] = process.argv.splice(2, 1);
  if (!file) {
    process.stderr.write('Say which file: node scripts/run.mjs FILE.ts\n');
    process.exitCode = 2;
  } else {
    await importTypeScript(file);
  }
}
