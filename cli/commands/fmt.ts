import type { Command } from 'commander';
import { type Decoded, decode } from '../../src/readers/decode.js';
import { LineTable } from '../../src/text/lines.js';
import { encodedAs } from '../encoded-as.js';
import { ExitCode, UsageError } from '../exit.js';
import { filesBelow, readInput } from '../files.js';
import { write } from '../output.js';
import { replaceFile } from '../replace-file.js';
import { printable } from '../terminal.js';

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
  let files = 0;
  for await (const { path } of filesBelow(paths.length > 0 ? paths : ['.'], (name) => endingOf(name) !== undefined)) {
    const ending = endingOf(path);
    if (!ending)
      throw new UsageError(
        `${path} cannot be formatted: its name has to end in ${Object.keys(formatters).join(' or ')}.`,
      );
    files++;
    const formatter = await (formatters[ending] as () => Promise<Formatter>)();
    const bytes = readInput(path);
    const decoded = decode(bytes);
    const { text, problems } = formattedOf(decoded, formatter);
    for (const { line, column, message } of problems)
      process.stderr.write(`${printable(path)}:${line}:${column}: ${printable(message)}\n`);
    if (text === undefined) {
      process.stderr.write(`${path} has mistakes and stays as it is.\n`);
      failed = true;
    } else if (text !== decoded.text) {
      if (check) {
        await write(`${path} is not formatted\n`);
        failed = true;
      } else {
        replaceFile(path, encodedAs(bytes, text));
        await write(`formatted ${path}\n`);
      }
    }
  }
  if (files === 0) {
    const endings = Object.keys(formatters).join(' or ');
    process.stderr.write(`topicguard: There is nothing to format: no file here has a name that ends in ${endings}.\n`);
  }
  return failed ? ExitCode.findings : ExitCode.clean;
}

/** Windows line ends stay where the file begins with one. */
function formattedOf({ text, problems }: Decoded, formatter: Formatter): Formatted {
  const [unreadable] = problems;
  if (unreadable) {
    const place = new LineTable(text).positionOf(unreadable.span.start);
    return { problems: [{ ...place, message: unreadable.message }] };
  }
  if (!/^[^\n]*\r\n/.test(text)) return formatter(text);
  const formatted = formatter(text.replaceAll('\r\n', '\n'));
  return formatted.text === undefined
    ? formatted
    : { ...formatted, text: formatted.text.replaceAll('\r\n', '\n').replaceAll('\n', '\r\n') };
}

function endingOf(name: string): string | undefined {
  return Object.keys(formatters).find((ending) => name.toLowerCase().endsWith(ending));
}
