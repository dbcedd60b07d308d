/** src/policy/generated/builtins.ts: the policies of policies/ as data, so that using one needs no parser. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { checkAssertions } from '../../src/engine/assertions.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';

export const order = 0;

const shipped = path.resolve(import.meta.dirname, '../../policies');

/** A page is laid over the others as they are now, not over what was generated from them before. */
export function outputs(folder: string = shipped): Map<string, string> {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.mqttpolicy'))
    .sort();
  const read = (file: string): string => readFileSync(path.join(folder, file), 'utf8');
  const resolve = (name: string): string | undefined =>
    files.includes(`${name}.mqttpolicy`) ? read(`${name}.mqttpolicy`) : undefined;
  const policies = files.map((file): readonly [string, Policy] => {
    const { policy, problems } = parsePolicy(read(file), { resolve });
    const all = policy ? [...problems, ...checkAssertions(policy)] : problems;
    if (!policy || all.length > 0) {
      throw new Error(
        all.map((problem) => `policies/${file}:${problem.line}:${problem.column}: ${problem.message}`).join('\n'),
      );
    }
    return [policy.name, policy];
  });
  const text = [
    '// Written by `npm run generate` from policies/*.mqttpolicy.',
    "import type { Policy } from '../model.js';",
    '',
    'export const builtins: ReadonlyMap<string, Policy> = new Map<string, Policy>([',
    ...policies.map(([name, policy]) => `  [${JSON.stringify(name)}, ${JSON.stringify(policy)}],`),
    ']);',
    '',
  ];
  return new Map([['src/policy/generated/builtins.ts', text.join('\n')]]);
}
