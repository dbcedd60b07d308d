/** Session scripts for commands: the policy that one names, its guard, and places in it for people. */
import path from 'node:path';
import { type ParsedScript, type Place, parseSessionScript } from '../grammar/session/index.js';
import type { Guard } from '../src/engine/guard.js';
import { firstRoles } from '../src/lint/guards.js';
import { builtinNames } from '../src/policy/builtins.js';
import { decode } from '../src/readers/decode.js';
import { LineTable } from '../src/text/lines.js';
import { codeFrame } from './code-frame.js';
import { UsageError } from './exit.js';
import { readInput } from './files.js';
import { guardForCommand } from './guard.js';
import type { NamesAndValues } from './options.js';
import { loadForCommand } from './policy.js';
import { colourWanted, type Paint, painter, printable } from './terminal.js';

export interface ScriptFile {
  readonly text: string;
  readonly parsed: ParsedScript;
  /** Of the file and of the script in it. */
  readonly problems: readonly { readonly span: Place; readonly message: string }[];
}

/** A script from its file. Throws UsageError when there is no text to be read. */
export function readScript(file: string): ScriptFile {
  const { text, problems } = decode(readInput(file));
  const [first] = problems;
  if (first && text === '') throw new UsageError(`${file} cannot be read: ${first.message}`);
  const parsed = parseSessionScript(text);
  return { text, parsed, problems: [...problems, ...parsed.problems] };
}

/** What is wrong in a script, all of it, with the lines. */
export function mistakesOf({ text, problems }: ScriptFile, file: string): UsageError {
  const say = scriptPrinter(file, text, painter(colourWanted(process.stderr)));
  const shown = problems.map(({ span, message }) => say(span, message)).join('');
  return new UsageError(`this script has mistakes:\n${shown.trimEnd()}`);
}

/** The policy that a script names: a built-in, or a file beside the script. Throws UsageError when it names none. */
export function policyOfScript(written: ScriptFile, file: string): string {
  const named = written.parsed.script.policy?.value;
  if (named === undefined) {
    // Then it may well be no script.
    if (written.problems.length > 0) throw mistakesOf(written, file);
    throw new UsageError(`${file} names no policy: begin it with a line "policy onenet", or say --policy NAME.`);
  }
  return builtinNames().includes(named) || !/[./]/.test(named) ? named : path.join(path.dirname(file), named);
}

/** Where only the host can say which role a client has and nobody did, scripts are about the first. Throws UsageError. */
export async function guardForScript(
  policy: string,
  roles: readonly string[] | undefined,
  settings: NamesAndValues | undefined,
): Promise<Guard> {
  const first = firstRoles(await loadForCommand(policy));
  return guardForCommand(policy, roles ?? (first.length === 0 ? undefined : first), settings);
}

/** A place in a script with what is to be said of it. */
export function scriptPrinter(file: string, text: string, paint: Paint): (span: Place, message: string) => string {
  const lines = new LineTable(text);
  const source = text.split('\n');
  return (span, message) => {
    const from = lines.positionOf(span.start);
    const to = lines.positionOf(span.end);
    const lineText = (source[from.line - 1] ?? '').replace(/\r$/, '');
    const frame = codeFrame(lineText, { ...from, endLine: to.line, endColumn: to.column }, paint, 'red');
    return `${paint(`${printable(file)}:${from.line}:${from.column}`, 'bold')} ${printable(message)}\n${frame}\n`;
  };
}
