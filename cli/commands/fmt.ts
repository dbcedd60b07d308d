import type { Command } from 'commander';
import { decode } from '../../src/readers/decode.js';
import { ExitCode, UsageError } from '../exit.js';
import { filesBelow, readInput } from '../files.js';
import { write } from '../output.js';
import { replaceFile } from '../replace-file.js';

interface Formatted {
  /** Absent when the text has mistakes. */
  readonly text?: string;
  readonly problems: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

type Formatter = (text: string) => Formatted;

const formatters: Readonly<Record<string, () => Promise<Formatter>>> = {
  '.mqttpolicy': async () => (await import('../formatters/policy.js')).formatPolicyFile,
  '.mqtt': async () => (await import('../formatters/session.js')).formatSessionFile,
};

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .argument('[paths...]', 'policies (.mqttpolicy) and session scripts (.mqtt), or directories')
    .option('--check', 'write nothing; name the files that are not formatted and fail')
    .action(async (paths: string[], options: { check?: boolean }) =>
      finish(await format(paths, options.check === true)),
    );
}

async function format(paths: readonly string[], check: boolean): Promise<number> {
  let failed = false;
  for await (const { path } of filesBelow(paths.length > 0 ? paths : ['.'], (name) => endingOf(name) !== undefined)) {
    const ending = endingOf(path);
    if (!ending)
      throw new UsageError(
        `${path} cannot be formatted: its name has to end in ${Object.keys(formatters).join(' or ')}.`,
      );
    const formatter = await (formatters[ending] as () => Promise<Formatter>)();
    const decoded = decode(readInput(path));
    const [unreadable] = decoded.problems;
    const { text, problems } = unreadable
      ? { text: undefined, problems: [{ line: 1, column: 1, message: unreadable.message }] }
      : formatter(decoded.text);
    for (const { line, column, message } of problems) process.stderr.write(`${path}:${line}:${column}: ${message}\n`);
    if (text === undefined) {
      process.stderr.write(`${path} has mistakes and stays as it is.\n`);
      failed = true;
    } else if (text !== decoded.text) {
      if (check) {
        await write(`${path} is not formatted\n`);
        failed = true;
      } else {
        replaceFile(path, text);
        await write(`formatted ${path}\n`);
      }
    }
  }
  return failed ? ExitCode.findings : ExitCode.clean;
}

function endingOf(name: string): string | undefined {
  return Object.keys(formatters).find((ending) => name.toLowerCase().endsWith(ending));
}
