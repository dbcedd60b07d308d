/**
 * Packs the extension for VS Code: lsp/vscode/topicguard.vsix, or the file that is named. Everything is inside: the client's two
 * bundles, the server as `topicguard lsp` runs it (dist/ has to be built), the rules' pages and the policies that findings point to.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from 'esbuild';
import { thirdPartyNotices } from './notices.mjs';
import { root } from './run.mjs';

const source = path.join(root, 'lsp/vscode');
const cache = path.join(root, 'node_modules/.cache/topicguard');
const packed = path.join(cache, 'vscode');
const vsix = path.resolve(process.argv[2] ?? path.join(source, 'topicguard.vsix'));

const metafiles = path.join(cache, 'metafile.json');
// Installing packages anew takes away what the build has noted of itself.
if (!existsSync(metafiles))
  execFileSync(process.execPath, [path.join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const { version, license } = read(path.join(root, 'package.json'));
rmSync(packed, { recursive: true, force: true });
mkdirSync(packed, { recursive: true });
for (const name of ['languages', 'syntaxes', 'snippets', 'walkthrough', 'README.md', 'icon.png'])
  cpSync(path.join(source, name), path.join(packed, name), { recursive: true });
for (const name of ['docs/rules', 'policies', 'schema', 'LICENSE', 'CHANGELOG.md', 'dist/lsp'])
  cpSync(path.join(root, name), path.join(packed, name), { recursive: true });
writeFileSync(
  path.join(packed, 'package.json'),
  JSON.stringify({ ...read(path.join(source, 'package.json')), version, license, files: ['**/*'] }, null, 2),
);

const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['lsp/vscode/src/extension.ts', 'lsp/vscode/src/client.ts'],
  outdir: path.join(packed, 'dist'),
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  mainFields: ['module', 'main'],
  external: ['vscode'],
  plugins: [clientApart()],
  minify: true,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
const server = read(metafiles).parts['lsp/server.cjs'];
writeFileSync(path.join(packed, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices([metafile, server]));
// Links of the README and the changelog lead to the project, whose address is not known here.
await createVSIX({
  cwd: packed,
  packagePath: vsix,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
  skipLicense: true,
});

/** The extension loads its client only when there is something to do. */
function clientApart() {
  return {
    name: 'client-apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/client\.js$/ }, () => ({ path: './client.cjs', external: true }));
    },
  };
}
