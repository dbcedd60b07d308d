/**
 * Builds everything into dist/:
 *   topicguard.cjs, cli/main.cjs   the command: a small loader and one bundle, with a V8 code cache
 *   lsp/server.cjs, cli/serve.cjs, cli/broker.cjs, cli/replay.cjs
 *                                  parts of the command that only one command loads, one bundle each
 *   index.js, topics.js, …         the library: ES modules that share their chunks, packages inside
 *   types/                         declarations
 *   THIRD-PARTY-NOTICES.txt        licences of what is inside
 * `--quick` leaves out declarations and notices. `--link` also puts `topicguard` into node_modules/.bin of this project.
 * `--if-changed` does nothing when dist/ was built from the same sources: `npx topicguard` runs `prepare` a second time.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const dist = path.join(root, 'dist');
/** Parts of the command that bring large packages: modules that it imports with `import()`, and their bundles in dist/. */
const parts = {
  'lsp/main.ts': 'lsp/server.cjs',
  'cli/serve/index.ts': 'cli/serve.cjs',
  'cli/broker/main.ts': 'cli/broker.cjs',
  'cli/replay/main.ts': 'cli/replay.cjs',
};
const quick = process.argv.includes('--quick');
const link = process.argv.includes('--link');

if (!existsSync(path.join(root, 'node_modules/esbuild'))) {
  process.stdout.write('topicguard: development packages are not installed, so nothing is built.\n');
} else {
  const stamp = path.join(dist, 'sources.sha256');
  const sources = hashOfSources();
  if (!process.argv.includes('--if-changed') || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== sources) {
    await buildAll(sources);
    if (!quick) writeFileSync(stamp, sources);
  }
  if (link) linkCommand();
}

function hashOfSources() {
  const hash = createHash('sha256').update(process.version);
  for (const folder of ['cli', 'grammar', 'lsp', 'src', 'scripts', '.']) {
    for (const entry of readdirSync(path.join(root, folder), { recursive: folder !== '.', withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|mjs|json|yaml|mqtt)$/.test(entry.name)) continue;
      const file = path.join(entry.parentPath, entry.name);
      hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

/** `sources` tells this build from others: what `lint --cache` has kept of another one does not count. */
async function buildAll(sources) {
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(path.join(dist, 'cli'), { recursive: true });
  const { build } = await import('esbuild');
  const { jsYamlSpread } = await import('./js-yaml-spread.mjs');
  const { version, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const common = {
    absWorkingDir: root,
    bundle: true,
    platform: 'node',
    target: 'node20',
    // jsonc-parser's main field is a UMD file that cannot be bundled.
    mainFields: ['module', 'main'],
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
    plugins: [jsYamlSpread],
  };
  const command = {
    ...common,
    format: 'cjs',
    minify: true,
    // `import()` becomes a module that is run when it is first wanted, inside the one file.
    supported: { 'dynamic-import': false },
    define: { TOPICGUARD_VERSION: JSON.stringify(version), TOPICGUARD_BUILD: JSON.stringify(sources) },
    alias: { 'abstract-logging': path.join(root, 'scripts/stand-ins/abstract-logging.cjs') },
  };

  const main = await build({
    ...command,
    plugins: [jsYamlSpread, partsApart()],
    entryPoints: ['cli/main.ts'],
    outfile: 'dist/cli/main.cjs',
    banner: { js: '(function(require,__dirname){"use strict";' },
    footer: { js: '})' },
  });
  // The loader reads it byte by byte. esbuild writes texts in ASCII, but not what stands in a regular expression.
  const bundle = readFileSync(path.join(dist, 'cli/main.cjs'), 'utf8').replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  writeFileSync(path.join(dist, 'cli/main.cjs'), bundle);
  const hash = createHash('sha256').update(bundle).digest('hex').slice(0, 16);
  await build({
    ...command,
    entryPoints: ['cli/loader.ts'],
    outfile: 'dist/topicguard.cjs',
    banner: { js: '#!/usr/bin/env node' },
    define: { ...command.define, TOPICGUARD_BUNDLE_HASH: JSON.stringify(hash) },
  });
  chmodSync(path.join(dist, 'topicguard.cjs'), 0o755);
  const commandParts = await Promise.all(
    Object.entries(parts).map(([entry, outfile]) =>
      build({ ...command, entryPoints: [entry], outfile: `dist/${outfile}` }),
    ),
  );
  run('scripts/code-cache.mjs', hash);
  const library = await build({
    ...common,
    entryPoints: libraryEntries(exports),
    outdir: dist,
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    minifySyntax: true,
    // mqtt-packet is CommonJS and requires modules of Node.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  });
  mkdirSync(path.join(root, 'node_modules/.cache/topicguard'), { recursive: true });
  writeFileSync(
    path.join(root, 'node_modules/.cache/topicguard/metafile.json'),
    JSON.stringify({
      library: library.metafile,
      command: main.metafile,
      parts: Object.fromEntries(Object.values(parts).map((outfile, at) => [outfile, commandParts[at]?.metafile])),
    }),
  );
  if (!quick) {
    const { thirdPartyNotices } = await import('./notices.mjs');
    const metafiles = [library, main, ...commandParts].map(({ metafile }) => metafile);
    writeFileSync(path.join(dist, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(metafiles));
    run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json');
  }
}

/** The command loads each part from the part's own bundle; `require` is that of dist/topicguard.cjs. */
function partsApart() {
  return {
    name: 'parts-apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\.{1,2}\// }, ({ path: imported, resolveDir, kind }) => {
        const source = path.relative(root, path.resolve(resolveDir, imported)).replace(/\.js$/, '.ts');
        const part = kind === 'dynamic-import' ? parts[source.replaceAll(path.sep, '/')] : undefined;
        return part === undefined ? undefined : { path: `./${part}`, external: true };
      });
    },
  };
}

/** package.json says what is exported; the source of `./dist/types/src/index.d.ts` is `src/index.ts`. */
function libraryEntries(exports) {
  const entries = Object.values(exports).filter((entry) => typeof entry === 'object');
  return entries
    .map(({ types, default: output }) => ({
      in: types.replace('./dist/types/', '').replace(/\.d\.ts$/, '.ts'),
      out: path.basename(output, '.js'),
    }))
    .filter((entry) => existsSync(path.join(root, entry.in)));
}

/** npm links the commands of dependencies only; with this, `npx topicguard` also works in the project itself. */
function linkCommand() {
  const target = path.join(root, 'node_modules/.bin/topicguard');
  rmSync(target, { force: true });
  symlinkSync('../../dist/topicguard.cjs', target);
}

function run(script, ...words) {
  execFileSync(process.execPath, [path.join(root, script), ...words], { cwd: root, stdio: 'inherit' });
}
