/**
 * Writes every file that is derived from others: `npm run generate`. Each module in scripts/generate/ exports `order` (a number;
 * smaller ones run first, because later ones may import what they wrote) and `outputs()`, a map of path to text.
 * With `--check` nothing is written; a file that is not what it would be is named, and the exit code is 1.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { importTypeScript, root } from './run.mjs';

const check = process.argv.includes('--check');
const only = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const stale = [];

const generators = [];
for (const name of readdirSync(path.join(root, 'scripts/generate')).sort()) {
  if (!name.endsWith('.ts') || (only.length > 0 && !only.includes(name.slice(0, -3)))) continue;
  const order = /^export const order = (\d+)/m.exec(
    readFileSync(path.join(root, 'scripts/generate', name), 'utf8'),
  )?.[1];
  generators.push({ name, order: Number(order ?? 0) });
}
generators.sort((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));

for (const { name } of generators) {
  const generator = await importTypeScript(`scripts/generate/${name}`);
  const outputs = await generator.outputs();
  for (const [file, text] of outputs) compareOrWrite(file, text);
  // A generator that owns whole folders removes what it no longer makes.
  for (const folder of generator.folders ?? []) removeOthers(folder, outputs);
}
if (stale.length > 0) {
  process.stderr.write(`Not up to date, run \`npm run generate\`:\n${stale.map((file) => `  ${file}\n`).join('')}`);
  process.exitCode = 1;
}

function compareOrWrite(file, text) {
  const absolute = path.join(root, file);
  let before;
  try {
    before = readFileSync(absolute, 'utf8');
  } catch {
    before = undefined;
  }
  if (before === text) return;
  if (check) {
    stale.push(file);
    return;
  }
  mkdirSync(path.dirname(absolute), { recursive: true });
  writeFileSync(absolute, text);
  process.stdout.write(`wrote ${file}\n`);
}

function removeOthers(folder, outputs) {
  let names = [];
  try {
    names = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true });
  } catch {
    return;
  }
  for (const entry of names) {
    const file = path.relative(root, path.join(entry.parentPath, entry.name));
    if (!entry.isFile() || outputs.has(file)) continue;
    if (check) stale.push(`${file} (to be removed)`);
    else rmSync(path.join(root, file));
  }
}
