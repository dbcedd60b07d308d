/** Configurations and the baseline, for one run of lint. */
import fs from 'node:fs';
import path from 'node:path';
import {
  type Baseline,
  formatBaseline,
  knownIn,
  nameIn,
  pruneBaseline,
  readBaseline,
} from '../../src/lint/baseline.js';
import { ConfigError } from '../../src/lint/config/error.js';
import { ConfigFinder } from '../../src/lint/config/find-config.js';
import type { FileConfig } from '../../src/lint/config/model.js';
import { fingerprintsOf } from '../../src/lint/fingerprint.js';
import type { Finding, LintOptions, LintResult } from '../../src/lint/index.js';
import { usualBaseline } from '../../src/lint/own-files.js';
import { UsedExceptions } from '../../src/lint/unused-exceptions.js';
import { PolicyError } from '../../src/policy/model.js';
import { counted } from '../../src/text/counted.js';
import { ExitCode, UsageError } from '../exit.js';
import { isFolder, readTextIfThere } from '../files.js';
import { loadForCommand } from '../policy.js';
import { replaceFile } from '../replace-file.js';

export interface SettingsOptions {
  readonly policy?: string;
  /** A file, or `false` for none at all. */
  readonly config?: string | boolean;
  readonly baseline?: string | boolean;
  /** `true`: the file of its usual name. */
  readonly writeBaseline?: string | boolean;
  readonly pruneBaseline?: boolean;
  readonly diff?: boolean;
  /** `false`: nothing is ignored. */
  readonly ignore?: boolean;
}

type FileSettings = Pick<LintOptions, 'config' | 'baseline' | 'fingerprints'>;

export class RunSettings {
  readonly #options: SettingsOptions;
  readonly #finder: ConfigFinder | undefined;
  readonly #policies = new Set<string>();
  readonly #baselines = new Map<string, Promise<Baseline>>();
  /** By baseline, by file: the findings that are there now. */
  readonly #found = new Map<string, Map<string, { readonly rule: string; readonly fingerprint: string }[]>>();

  /** Baselines that a configuration names, so that the next run uses them by itself. */
  readonly #named = new Set<string>();
  #someFile = false;

  readonly #exceptions = new UsedExceptions();

  constructor(options: SettingsOptions) {
    this.#options = options;
    if (options.pruneBaseline && options.writeBaseline !== undefined)
      throw new UsageError(
        '--write-baseline writes the baseline anew, so there is nothing left to prune: leave one out.',
      );
    if (options.diff && options.writeBaseline !== undefined)
      throw new UsageError('--diff writes nothing, and --write-baseline writes a file: leave one out.');
    const { config } = options;
    if (typeof config === 'string' && !fs.existsSync(config))
      throw new UsageError(`There is no configuration ${config}.`);
    this.#finder =
      config === false
        ? undefined
        : new ConfigFinder(readText, typeof config === 'string' ? { file: path.resolve(config) } : {});
  }

  /** Throws UsageError when a configuration or a baseline cannot be used. */
  async configFor(file: string): Promise<FileConfig | undefined> {
    const config = await orUsageError(() => this.#finder?.configFor(path.resolve(file)));
    if (config?.policy === undefined || this.#options.policy !== undefined || this.#policies.has(config.policy))
      return config;
    try {
      await loadForCommand(config.policy);
    } catch (error) {
      const { file: from, line, column } = config.policyPlace ?? { file: '', line: 1, column: 1 };
      if (error instanceof UsageError) throw new UsageError(`${shown(from)}:${line}:${column}: ${error.message}`);
      throw error;
    }
    this.#policies.add(config.policy);
    return config;
  }

  /** What `lintText` has to know of a file beside its policy. Nothing where the configuration ignores the file. */
  async forFile(file: string): Promise<FileSettings | undefined> {
    const config = await this.configFor(file);
    if (config?.ignored && this.#options.ignore !== false) return undefined;
    const baseline = this.#baselineOf(config);
    return {
      ...(config && config.sources.length > 0 && { config }),
      ...(baseline !== undefined && { fingerprints: true }),
      ...(baseline !== undefined &&
        this.#options.writeBaseline === undefined && {
          baseline: await this.#known(baseline, file),
        }),
    };
  }

  /** Keeps what the baseline has to know of a file that has been linted. */
  record(file: string, { findings, suppressed }: LintResult, config: FileConfig | undefined): void {
    this.#exceptions.note(suppressed);
    this.#someFile = true;
    if (config?.baseline !== undefined) this.#named.add(config.baseline);
    const baseline = this.#baselineOf(config);
    if (baseline === undefined) return;
    const known = suppressed.flatMap(({ finding, by }) => (by === 'baseline' ? [finding] : []));
    let files = this.#found.get(baseline);
    if (!files) {
      files = new Map();
      this.#found.set(baseline, files);
    }
    files.set(
      nameIn(baseline, file),
      [...findings, ...known].flatMap(({ rule, fingerprint }) =>
        fingerprint === undefined ? [] : [{ rule, fingerprint }],
      ),
    );
  }

  /**
   * Configurations in folders that were searched whole, with their exceptions that were good for nothing. A run on named files cannot
   * tell what an exception is good for elsewhere.
   */
  async unusedExceptions(searched: readonly string[]): Promise<{ path: string; text: string; findings: Finding[] }[]> {
    const all = (await this.#finder?.exceptions()) ?? [];
    const reports: { path: string; text: string; findings: Finding[] }[] = [];
    // Another policy than usual finds other things.
    for (const file of this.#options.policy === undefined ? new Set(all.map(({ place }) => place?.file)) : []) {
      if (file === undefined || !searched.some((folder) => isInside(path.resolve(folder), path.dirname(file))))
        continue;
      const text = readText(file);
      if (text === undefined) continue;
      const findings = this.#exceptions.unused(file, all, text, await this.configFor(file));
      const prints = await fingerprintsOf(findings, text, file);
      if (findings.length === 0) continue;
      reports.push({
        path: shown(file),
        text,
        findings: findings.map((one, at) => ({ ...one, fingerprint: prints[at] as string })),
      });
    }
    return reports;
  }

  /** Writes baselines, if that is what was asked for, and says what has to be said about them. */
  async finish(): Promise<{ readonly notes: readonly string[]; readonly exitCode?: number }> {
    const { writeBaseline, pruneBaseline: prune } = this.#options;
    const notes: string[] = [];
    if (writeBaseline !== undefined) {
      if (this.#found.size === 0) this.#found.set(this.#baselineOf(undefined) as string, new Map());
      for (const [file, files] of this.#found) {
        await refuseOthers(file);
        replaceFile(file, formatBaseline(files));
        const count = [...files.values()].reduce((sum, entries) => sum + entries.length, 0);
        const use = `Use it with --baseline ${shown(file)}, or as "baseline" in a configuration.`;
        const known = count === 0 || this.#named.has(file);
        notes.push(`${shown(file)} written with ${counted(count, 'finding')}.${known ? '' : ` ${use}`}`);
      }
      return { notes, exitCode: ExitCode.clean };
    }
    if (prune && this.#someFile && this.#found.size === 0)
      throw new UsageError(
        `There is no baseline to prune: name it with --baseline ${usualBaseline}, or as "baseline" in a configuration.`,
      );
    for (const [file, files] of this.#found) {
      const baseline = await this.#read(file);
      const found = new Map(
        [...files].map(([name, entries]) => [name, new Set(entries.map((entry) => entry.fingerprint))]),
      );
      const folder = path.dirname(file);
      const pruned = pruneBaseline(baseline, found, (name) => fs.existsSync(path.join(folder, name)));
      if (pruned.removed === 0) continue;
      if (prune) {
        replaceFile(file, formatBaseline(pruned.baseline));
        notes.push(`${counted(pruned.removed, 'finding')} removed from ${shown(file)}.`);
      } else {
        const what = pruned.removed === 1 ? '1 finding in it is' : `${pruned.removed} findings in it are`;
        notes.push(`${shown(file)}: ${what} gone. --prune-baseline removes what is.`);
      }
    }
    return { notes };
  }

  /** The absolute path of the baseline for a file, if it has one. */
  #baselineOf(config: FileConfig | undefined): string | undefined {
    const { baseline, writeBaseline } = this.#options;
    if (typeof writeBaseline === 'string') return path.resolve(writeBaseline);
    if (baseline === false) return undefined;
    if (typeof baseline === 'string') return path.resolve(baseline);
    return config?.baseline ?? (writeBaseline === true ? path.resolve(usualBaseline) : undefined);
  }

  async #known(baseline: string, file: string): Promise<ReadonlySet<string>> {
    return knownIn(await this.#read(baseline), nameIn(baseline, file));
  }

  #read(file: string): Promise<Baseline> {
    let baseline = this.#baselines.get(file);
    if (!baseline) {
      baseline = orUsageError(async () => {
        const text = readText(file);
        if (text === undefined)
          throw new UsageError(`There is no baseline ${shown(file)}. --write-baseline writes it.`);
        return readBaseline(text, file);
      });
      this.#baselines.set(file, baseline);
    }
    return baseline;
  }
}

/** `--write-baseline devices` is easily written where the devices are meant. */
async function refuseOthers(file: string): Promise<void> {
  if (isFolder(file))
    throw new UsageError(
      `${shown(file)} is a folder. Write the name of the baseline: --write-baseline=${usualBaseline}.`,
    );
  const text = readText(file);
  if (text === undefined) return;
  try {
    await readBaseline(text, file);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError(`${shown(file)} is there and is no baseline, so it is not written over.`);
  }
}

/** A policy that cannot be used for a file: roles that it does not have, say. */
export async function forFileOrUsageError<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof PolicyError ? new UsageError(`${file}: ${error.message}`) : error;
  }
}

/** A mistake in a configuration is the user's, and has its place in the message. */
async function orUsageError<T>(work: () => Promise<T> | T): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const lines = error.problems.map(
      ({ file, line, column, message }) => `${shown(file)}:${line}:${column}: ${message}`,
    );
    throw new UsageError(lines.join('\n'));
  }
}

function isInside(folder: string, other: string): boolean {
  return other === folder || other.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** Named in messages as the user would write it. */
function readText(file: string): string | undefined {
  return readTextIfThere(shown(file));
}

/** As the user would write it. */
function shown(file: string): string {
  const relative = path.relative('', file).replaceAll(path.sep, '/');
  return relative.startsWith('../../') || relative === '' ? file : relative;
}
