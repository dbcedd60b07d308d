/** src/rules/generated/registry.ts: every rule file of the folder, in the order of the ids. */
import { readdirSync } from 'node:fs';
import path from 'node:path';

export const order = 1;

const folder = path.resolve(import.meta.dirname, '../../src/rules');

export function outputs(): Map<string, string> {
  const ids = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll(path.sep, '/'))
    .filter((file) => /^[a-z-]+\/[a-z-]+\.ts$/.test(file) && !file.startsWith('generated/'))
    .map((file) => file.slice(0, -3))
    .sort();
  const text = [
    '// Written by `npm run generate` from the files of src/rules.',
    ...ids.map((id) => `import { rule as ${nameOf(id)} } from '../${id}.js';`),
    "import type { Rule } from '../rule.js';",
    '',
    'export const rules: readonly Rule[] = [',
    ...ids.map((id) => `  ${nameOf(id)},`),
    '];',
    '',
  ];
  return new Map([['src/rules/generated/registry.ts', text.join('\n')]]);
}

/** `connect/clean-session` → `connectCleanSession` */
function nameOf(id: string): string {
  return id.replace(/[/-]([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
