/** Results of earlier runs, for files that nothing has changed about. */
import { createHash } from 'node:crypto';
import type { FileConfig } from './config/model.js';
import type { LintResult } from './finding.js';
import { Grounds, type GroundsData } from './grounds.js';
import type { LintOptions } from './lint.js';
import { Run } from './run.js';

/** What is kept of one text under one set of options. Plain data that survives JSON. */
export interface CachedLint {
  readonly result: LintResult;
  readonly grounds: GroundsData;
}

/** Where results are kept. What it gives must be what it was given: it checks itself that nothing was damaged. */
export interface CacheStorage {
  get(key: string, path: string): CachedLint | undefined;
  set(key: string, path: string, entry: CachedLint): void;
}

export interface LintCacheOptions {
  readonly storage: CacheStorage;
  /** Differs for programs that may lint differently. */
  readonly build: string;
  /** Differs for policies that differ, also one that cannot be loaded: it tells what the loader of the run would read. */
  readonly digestOfPolicy: (nameOrPath: string) => string;
}

type LintAnew = (text: string, options: LintOptions, grounds: Grounds) => Promise<LintResult>;

/** Give the same one to every `lintText` of a run. What it answers is always what linting anew would have answered. */
export class LintCache {
  readonly #options: LintCacheOptions;
  #misses = 0;

  constructor(options: LintCacheOptions) {
    this.#options = options;
  }

  /** How often a text had to be linted. */
  get misses(): number {
    return this.#misses;
  }

  /** Rejects as `lintText` does; such a text is not kept. */
  async lint(text: string, options: LintOptions, lintAnew: LintAnew): Promise<LintResult> {
    const { storage, build, digestOfPolicy } = this.#options;
    const key = keyOf(text, options, build);
    const kept = storage.get(key, options.path);
    if (kept && this.#stillHolds(kept.grounds, options)) return kept.result;
    this.#misses++;
    const grounds = new Grounds(digestOfPolicy, options.now);
    const result = await lintAnew(text, options, grounds);
    storage.set(key, options.path, { result, grounds: grounds.data() });
    return result;
  }

  #stillHolds({ policies, said, from, until }: GroundsData, { path, now, run = new Run() }: LintOptions): boolean {
    if (now !== undefined && ((from !== null && now < from) || (until !== null && now >= until))) return false;
    if (policies.some(([name, digest]) => this.#options.digestOfPolicy(name) !== digest)) return false;
    // The run learns what it would have learned. If it answers differently, linting anew tells it again, in the place of this.
    run.begin(path);
    const answers = said.map(([one, answer]) => [run.describe(path, one) ?? null, answer]);
    return answers.every(([is, was]) => JSON.stringify(is) === JSON.stringify(was));
  }
}

function keyOf(text: string, options: LintOptions, build: string): string {
  const { path, policy, now, problems, settings: values, config, fingerprints, baseline } = options;
  const settings = [
    build,
    path,
    policy ?? null,
    now !== undefined,
    problems ?? [],
    values ? Object.entries(values) : null,
    config ? settingsOf(config) : null,
    fingerprints ?? false,
    baseline ? [...baseline].sort() : null,
  ];
  // UTF-16, because two texts with different lone surrogates have the same UTF-8.
  return createHash('sha256').update(JSON.stringify(settings)).update('\0').update(text, 'utf16le').digest('hex');
}

/** Everything in a configuration that changes what is said about a file. */
function settingsOf({ policy, identity, roles, settings, rules, exceptions }: FileConfig): unknown {
  const values = settings ? Object.entries(settings) : null;
  return [policy ?? null, Object.entries(identity), roles ?? null, values, [...rules], exceptions];
}
