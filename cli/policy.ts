/** Policies for commands: a built-in by its name, or a file. */
import fs from 'node:fs';
import path from 'node:path';
import { type LoadOptions, loadPolicy } from '../src/load.js';
import { builtinNames } from '../src/policy/builtins.js';
import { type Policy, PolicyError } from '../src/policy/model.js';
import { UsageError } from './exit.js';
import { colourWanted, painter, printable } from './terminal.js';

/** One function, so that guards are shared: the linter keeps one for each loader. */
export const policyLoader = (nameOrPath: string): Promise<Policy> => loadPolicy(nameOrPath);

/** Throws UsageError, with every problem of the policy, when it cannot be loaded. */
export async function loadForCommand(nameOrPath: string, options?: LoadOptions): Promise<Policy> {
  try {
    return await loadPolicy(nameOrPath, options);
  } catch (error) {
    if (error instanceof PolicyError) throw new UsageError(await describe(error, nameOrPath));
    throw error;
  }
}

/** Every mistake with its line. */
async function describe({ message, problems }: PolicyError, file: string): Promise<string> {
  const errors = problems.filter(({ severity, code }) => severity === 'error' && code !== 'load');
  if (errors.length === 0) return message;
  const lines = policyText(file)?.split(/\r?\n/);
  if (!lines) return message;
  const { codeFrame } = await import('./code-frame.js');
  const paint = painter(colourWanted(process.stderr));
  const shown = errors.map((problem) => {
    const { line } = problem;
    const text = lines[line - 1] ?? '';
    // Where only the line is known, all of it is meant.
    const [column, length] = problem.length > 0 ? [problem.column, problem.length] : written(text);
    const frame = codeFrame(text, { line, column, endLine: line, endColumn: column + length }, paint, 'red');
    return `${printable(file)}:${line}:${column}: ${printable(problem.message)}\n${frame}`;
  });
  return `${printable(file)} cannot be used:\n${shown.join('')}`.trimEnd();
}

function written(line: string): readonly [column: number, length: number] {
  const column = line.length - line.trimStart().length + 1;
  return [column, Math.max(1, line.trimEnd().length - column + 1)];
}

/** Where the package keeps the pages of its policies; the bundle is two folders below. */
function builtinFile(name: string): string {
  return path.join(__dirname, '..', '..', 'policies', `${name}.mqttpolicy`);
}

/** The text of a policy as it is written, in either form; nothing where there is none any more. */
export function policyText(nameOrPath: string): string | undefined {
  const file = builtinNames().includes(nameOrPath) ? builtinFile(nameOrPath) : nameOrPath;
  try {
    return fs.statSync(file).isFile() ? fs.readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}
