import { type Command, Option } from 'commander';
import { type Finding, Run } from '../../src/lint/index.js';
import { usualBaseline } from '../../src/lint/own-files.js';
import { ExitCode, UsageError } from '../exit.js';
import { isFolder } from '../files.js';
import { type FixCommandOptions, lintFile } from '../fix/index.js';
import { type FileReport, formatNames, type Report } from '../formats/index.js';
import type { CacheFile } from '../lint/cache-file.js';
import { Complaints } from '../lint/complaints.js';
import { inputsOf } from '../lint/inputs.js';
import { outputsOf, wantFingerprints, writeReport } from '../lint/outputs.js';
import { Progress } from '../lint/progress.js';
import { forFileOrUsageError, RunSettings, type SettingsOptions } from '../lint/settings.js';
import { fromSeverity, severities } from '../lint/severity.js';
import { Stats } from '../lint/stats.js';
import { withoutSecrets } from '../lint/without-secrets.js';
import { eachTime, type NamesAndValues, settingOption, wholeNumber } from '../options.js';
import { write } from '../output.js';
import { loadForCommand, policyLoader } from '../policy.js';
import { noteUnknownSettings, refuseUnknownSettings } from '../setting-use.js';

interface LintCommandOptions extends FixCommandOptions, SettingsOptions {
  readonly printConfig?: string;
  readonly setting?: NamesAndValues;
  readonly format?: readonly string[];
  readonly outputFile?: string;
  readonly ignore: boolean;
  readonly stdinFilename?: string;
  readonly maxWarnings?: number;
  readonly quiet?: boolean;
  readonly stats?: boolean;
  readonly cache?: boolean;
  readonly cacheLocation?: string;
  readonly severity: Finding['severity'];
}

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .argument('[paths...]', 'files, globs, or directories to search; - is standard input')
    .option('--policy <name|file>', 'judge everything by this policy')
    .option(...settingOption)
    .addOption(
      // The names are for help and completion: a file may follow.
      new Option('--format <format[:file]>', 'how to report, and into which file; may be repeated (default: pretty)')
        .choices(formatNames)
        .argParser(eachTime),
    )
    .option('--output-file <file>', 'write there what has no file of its own, instead of to standard output')
    .option('--stdin-filename <name>', 'lint standard input as if it were this file')
    .option('--max-warnings <number>', 'fail when there are more warnings', wholeNumber)
    .addOption(new Option('--severity <severity>', 'report nothing below').choices(severities).default('hint'))
    .option('--quiet', 'report errors only')
    .option('--stats', 'say on standard error what was read and how long it took')
    .option('--cache', 'keep results, and lint only what has changed since')
    .option('--cache-location <path>', 'keep them in this file or folder')
    .option('--fix', 'write safe fixes into the files')
    .option('--fix-unsafe', 'write all fixes into the files, those too that want a look')
    .option('--diff', 'print what the fixes would change, and write nothing')
    .option('--config <file>', 'use this configuration, and look for no other')
    .option('--no-config', 'use no configuration')
    .option('--print-config <file>', 'print what counts for this file, and lint nothing')
    .option('--no-ignore', 'lint also what .gitignore, .topicguardignore and a configuration leave out')
    .option('--baseline <file>', 'leave out the known findings in this file')
    .option('--no-baseline', 'report known findings too')
    .option('--write-baseline [file]', `write all findings as known ones (default: ${usualBaseline})`)
    .option('--prune-baseline', 'take out of the baseline what is no longer found')
    .action(async (paths: string[], options: LintCommandOptions) => finish(await lint(paths, options)));
}

async function lint(paths: readonly string[], options: LintCommandOptions): Promise<number> {
  const outputs = outputsOf(options.format ?? ['pretty'], options.outputFile);
  if (options.policy !== undefined) refuseUnknownSettings(await loadForCommand(options.policy), options.setting);
  const least = options.quiet ? 'error' : options.severity;

  const settings = new RunSettings(options);
  if (options.printConfig !== undefined) {
    if (isFolder(options.printConfig))
      throw new UsageError(`${options.printConfig} is a folder: name a file in it, which need not be there.`);
    const { printedConfig } = await import('../lint/print-config.js');
    await write(printedConfig(options.printConfig, await settings.configFor(options.printConfig)));
    return ExitCode.clean;
  }

  const stats = new Stats();
  stats.phase('start-up');
  const decided = new Set<string>();
  const cacheFile = await cacheFileOf(options, (policy) => decided.add(policy));
  const complaints = new Complaints();
  const inputs = await inputsOf(paths, options.stdinFilename, {
    all: !options.ignore,
    not: cacheFile?.ownFile,
    unreadable: (error) => complaints.unreadable(error),
  });
  stats.phase('finding files');
  const progress = new Progress(inputs.length);
  const files: FileReport[] = [];
  const diffs: string[] = [];
  const shared = {
    loadPolicy: (policy: string) => {
      decided.add(policy);
      return policyLoader(policy);
    },
    run: new Run(),
    now: Math.floor(Date.now() / 1000),
    // With them, what is kept serves every format.
    fingerprints: cacheFile !== undefined || wantFingerprints(outputs),
    ...(options.policy !== undefined && { policy: options.policy }),
    ...(options.setting && { settings: options.setting }),
  };
  for (const { path, fromStdin, asked, read } of inputs) {
    const start = performance.now();
    const cache = fromStdin ? undefined : cacheFile?.cache;
    const misses = cache?.misses;
    const own = await settings.forFile(path);
    if (!own) {
      if (asked) complaints.ignored(path);
      continue;
    }
    const decoded = asked ? read() : complaints.tryTo(read);
    if (!decoded) continue;
    const { text, result, diff } = await forFileOrUsageError(path, () =>
      lintFile(decoded, { ...shared, ...own, path, fromStdin, ...(cache && { cache }) }, options),
    );
    settings.record(path, result, own.config);
    if (diff !== undefined) diffs.push(diff);
    const findings = fromSeverity(result.findings, least);
    // The text is kept for its code frames only.
    files.push({
      path,
      text: findings.length > 0 ? withoutSecrets(text, result.secrets) : '',
      findings,
      policies: result.policies,
      clients: result.clients,
    });
    stats.file(path, performance.now() - start, cache !== undefined && cache.misses === misses);
    progress.step();
  }
  progress.finish();
  stats.phase('linting');
  // What could not be read may be what an exception is for.
  const searched = complaints.someUnreadable ? [] : foldersOf(paths, options.stdinFilename);
  for (const { path, text, findings } of await settings.unusedExceptions(searched))
    files.push({ path, text, findings: fromSeverity(findings, least), policies: [], clients: 0 });
  const report = summarize(files);
  // A difference stands in the place of a report, not in that of a report's file; findings that become known are no news.
  const onlyFiles = options.diff || options.writeBaseline !== undefined;
  await writeReport(report, onlyFiles ? outputs.filter(({ file }) => file !== undefined) : outputs);
  await write(diffs.join(''));
  cacheFile?.save();
  stats.phase('reporting');
  if (options.stats) process.stderr.write(stats.text(report, cacheFile));
  complaints.write();
  // Before a baseline is written: a setting that was not taken may have changed what is in it.
  const unknown = options.policy === undefined ? await noteUnknownSettings(decided, options.setting) : undefined;
  const { notes, exitCode } = await settings.finish();
  for (const note of [...notes, ...(unknown === undefined ? [] : [unknown])])
    process.stderr.write(`topicguard: ${note}\n`);
  if (complaints.someUnreadable) return ExitCode.usage;
  if (exitCode !== undefined) return exitCode;
  const { errors, warnings } = report.summary;
  return errors > 0 || (options.maxWarnings !== undefined && warnings > options.maxWarnings)
    ? ExitCode.findings
    : ExitCode.clean;
}

/** What is searched whole; a configuration looked for by nobody has no exceptions to be held against it. */
function foldersOf(paths: readonly string[], stdinFilename: string | undefined): readonly string[] {
  if (paths.length === 0) return stdinFilename === undefined ? ['.'] : [];
  return paths.filter(isFolder);
}

/** Loaded here, because most runs do without. `asked` is told each policy that a kept result rests on. */
async function cacheFileOf(
  { cache, cacheLocation }: LintCommandOptions,
  asked: (policy: string) => void,
): Promise<CacheFile | undefined> {
  if (!cache && cacheLocation === undefined) return undefined;
  const { CacheFile } = await import('../lint/cache-file.js');
  return new CacheFile(cacheLocation, asked);
}

function summarize(files: readonly FileReport[]): Report {
  const count = (wanted: string): number =>
    files.reduce((sum, { findings }) => sum + findings.filter(({ severity }) => severity === wanted).length, 0);
  return {
    files,
    summary: { files: files.length, errors: count('error'), warnings: count('warning'), hints: count('hint') },
  };
}
