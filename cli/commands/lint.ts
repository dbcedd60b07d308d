import type { Command } from 'commander';
import { lintText } from '../../src/lint/index.js';
import { decode } from '../../src/readers/decode.js';
import { formatOf } from '../../src/readers/index.js';
import { ExitCode, UsageError } from '../exit.js';
import { filesBelow, readInput } from '../files.js';
import { type FileReport, formatNames, formatReport, type Report } from '../formats/index.js';
import { wholeNumber } from '../options.js';
import { write } from '../output.js';
import { loadForCommand, policyLoader } from '../policy.js';

interface LintCommandOptions {
  readonly policy?: string;
  readonly format: string;
  readonly stdinFilename?: string;
  readonly maxWarnings?: number;
  readonly quiet?: boolean;
}

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .argument('[paths...]', 'files, or directories to search; - is standard input', [])
    .option('--policy <name|file>', 'judge everything by this policy')
    .option('--format <format>', `how to report: ${formatNames.join(', ')}`, 'pretty')
    .option('--stdin-filename <name>', 'lint standard input as if it were this file')
    .option('--max-warnings <number>', 'fail when there are more warnings', wholeNumber)
    .option('--quiet', 'report errors only')
    .action(async (paths: string[], options: LintCommandOptions) => finish(await lint(paths, options)));
}

async function lint(paths: readonly string[], options: LintCommandOptions): Promise<number> {
  const format = formatNames.find((name) => name === options.format);
  if (!format)
    throw new UsageError(`There is no format ${JSON.stringify(options.format)}. There are ${formatNames.join(', ')}.`);
  if (options.policy !== undefined) await loadForCommand(options.policy);

  const files: FileReport[] = [];
  const now = Math.floor(Date.now() / 1000);
  for (const { path, bytes } of inputs(paths, options.stdinFilename)) {
    const { text, problems } = decode(bytes());
    const result = await lintText(text, {
      path,
      problems,
      now,
      loadPolicy: policyLoader,
      ...(options.policy !== undefined && { policy: options.policy }),
    });
    const findings = options.quiet ? result.findings.filter(({ severity }) => severity === 'error') : result.findings;
    // Kept for its code frames only.
    files.push({
      path,
      text: findings.length > 0 ? text : '',
      findings,
      policies: result.policies,
      clients: result.clients,
    });
  }
  const report = summarize(files);
  await write(formatReport(format, report));
  const { errors, warnings } = report.summary;
  return errors > 0 || (options.maxWarnings !== undefined && warnings > options.maxWarnings)
    ? ExitCode.findings
    : ExitCode.clean;
}

interface Input {
  readonly path: string;
  readonly bytes: () => Uint8Array;
}

function* inputs(paths: readonly string[], stdinFilename: string | undefined): Generator<Input> {
  const fromStdin = paths.includes('-') || (paths.length === 0 && stdinFilename !== undefined);
  if (fromStdin) {
    if (stdinFilename === undefined)
      throw new UsageError('Standard input has no name: say which format it is with --stdin-filename device.json.');
    if (!formatOf(stdinFilename)) throw new UsageError(unreadable(stdinFilename));
    yield { path: stdinFilename, bytes: () => readInput('-') };
  }
  const named = paths.filter((path) => path !== '-');
  if (named.length === 0 && fromStdin) return;
  for (const { path, asked } of filesBelow(named.length > 0 ? named : ['.'], (name) => formatOf(name) !== undefined)) {
    if (asked && !formatOf(path)) throw new UsageError(unreadable(path));
    yield { path, bytes: () => readInput(path) };
  }
}

function unreadable(path: string): string {
  return `${path} is no file that can be linted: its name has to end in .json, .jsonc, .yaml, .yml or .mqtt.`;
}

function summarize(files: readonly FileReport[]): Report {
  const count = (wanted: string): number =>
    files.reduce((sum, { findings }) => sum + findings.filter(({ severity }) => severity === wanted).length, 0);
  return {
    files,
    summary: { files: files.length, errors: count('error'), warnings: count('warning'), hints: count('hint') },
  };
}
