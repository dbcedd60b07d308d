/** Compiles policies/*.mqttpolicy into src/policy/generated/builtins.ts. Fails on any problem, warnings included. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../src/policy/model.js';
import { parsePolicy } from '../src/policy/parse.js';

export const builtinsFile = 'src/policy/generated/builtins.ts';

/** The generated file for the policies of a folder. A policy may extend those before it in the alphabet. */
export function generateBuiltins(folder: string): string {
  const done = new Map<string, Policy>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.mqttpolicy')).sort()) {
    const { policy, problems } = parsePolicy(readFileSync(join(folder, file), 'utf8'));
    if (!policy || problems.length > 0) {
      throw new Error(problems.map((one) => `${folder}/${file}:${one.line}:${one.column} ${one.message}`).join('\n'));
    }
    if (`${policy.name}.mqttpolicy` !== file) throw new Error(`${folder}/${file} holds the policy ${policy.name}: the file is named after it.`);
    done.set(policy.name, policy);
  }
  return [
    '// Compiled from policies/*.mqttpolicy by scripts/build-policies.ts; do not edit.',
    "import type { Policy } from '../model.js';",
    '',
    ...[...done.values()].map((policy) => `const ${identifier(policy.name)}: Policy = ${JSON.stringify(policy, null, 1)};\n`),
    `export const builtins: readonly Policy[] = [${[...done.keys()].map(identifier).join(', ')}];`,
    '',
  ].join('\n');
}

function identifier(name: string): string {
  return name.replace(/[^A-Za-z0-9]+(.)/g, (_, next: string) => next.toUpperCase());
}

if (process.argv[1]?.endsWith('build-policies.mjs')) writeFileSync(builtinsFile, generateBuiltins('policies'));
