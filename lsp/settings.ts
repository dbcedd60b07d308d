import path from 'node:path';
import { knownIn, nameIn, readBaseline } from '../src/lint/baseline.js';
import { ConfigError } from '../src/lint/config/error.js';
import { ConfigFinder } from '../src/lint/config/find-config.js';
import type { Exception, FileConfig } from '../src/lint/config/model.js';
import type { PolicyLoader } from '../src/lint/guards.js';
import type { LintOptions } from '../src/lint/index.js';
import { missingPolicy, policyFromBytes } from '../src/load.js';
import { builtinPolicy } from '../src/policy/builtins.js';
import { type Policy, PolicyError } from '../src/policy/model.js';

/** What the user has set in the editor itself; both as for `topicguard lint`. */
export interface ClientSettings {
  /** Judge everything by this policy. */
  readonly policy?: string;
  /** The one configuration that counts. */
  readonly config?: string;
}

type FileSettings = Pick<LintOptions, 'config' | 'baseline' | 'policy' | 'loadPolicy'>;

/**
 * What configurations, policies and baselines say, read once. It remembers what it has read, and found missing, so that others
 * can tell when it is out of date; then a new one takes its place.
 */
export class Settings {
  readonly #readBytes: (path: string) => Uint8Array | undefined;
  readonly #client: ClientSettings;
  readonly #read = new Map<string, string | undefined>();
  readonly #finder: ConfigFinder;
  readonly #fileOf = new WeakMap<Policy, string>();
  readonly #loaders = new Map<string, PolicyLoader>();

  constructor(readBytes: (path: string) => Uint8Array | undefined, client: ClientSettings, folder: string) {
    this.#readBytes = readBytes;
    this.#client = client;
    const { config } = client;
    this.#finder = new ConfigFinder(
      (file) => this.#text(file),
      config === undefined ? {} : { file: path.resolve(folder, config) },
    );
  }

  /** Another policy than usual finds other things. */
  get isPolicySet(): boolean {
    return this.#client.policy !== undefined;
  }

  /** Whether anything here rests on what stood in the file, or on there being none, and it is different now. */
  isOutdatedBy(file: string): boolean {
    return this.#read.has(file) && this.#read.get(file) !== textOf(this.#readBytes(file));
  }

  /**
   * What lint has to know of a file beside its text; nothing where a configuration ignores it. Policies that the file names are
   * seen from `folder`. Rejects with ConfigError or PolicyError where something cannot be used.
   */
  async forFile(file: string, folder: string): Promise<FileSettings | undefined> {
    const config = await this.configFor(file);
    if (config.ignored) return undefined;
    const loadPolicy = this.loaderFor(folder);
    const { policy } = this.#client;
    if (policy === undefined && config.policy !== undefined) await this.#try(config, loadPolicy);
    return {
      loadPolicy,
      ...(policy !== undefined && { policy }),
      ...(config.sources.length > 0 && { config }),
      ...(config.baseline !== undefined && { baseline: await this.#known(config.baseline, file) }),
    };
  }

  /** Rejects with ConfigError. */
  configFor(file: string): Promise<FileConfig> {
    return this.#finder.configFor(file);
  }

  /** Those of all configurations that files have been held against. */
  exceptions(): Promise<readonly Exception[]> {
    return this.#finder.exceptions();
  }

  /** The same function for the same folder, because guards are kept for each loader. */
  loaderFor(folder: string): PolicyLoader {
    let loader = this.#loaders.get(folder);
    if (!loader) {
      loader = (nameOrPath) => this.#policy(nameOrPath, folder);
      this.#loaders.set(folder, loader);
    }
    return loader;
  }

  async #policy(nameOrPath: string, folder: string) {
    const builtin = builtinPolicy(nameOrPath);
    if (builtin) return builtin;
    const file = path.resolve(folder, nameOrPath);
    const bytes = this.readBytes(file);
    if (!bytes) throw missingPolicy(nameOrPath);
    const policy = await policyFromBytes(bytes, nameOrPath, { file, readBytes: this.readBytes });
    this.#fileOf.set(policy, file);
    return policy;
  }

  /** The file that a policy was read from; nothing for a built-in one. */
  fileOf(policy: Policy): string | undefined {
    return this.#fileOf.get(policy);
  }

  /** A policy of the configuration that cannot be used is a mistake of the configuration. */
  async #try({ policy, policyPlace }: FileConfig, load: PolicyLoader): Promise<void> {
    try {
      await load(policy as string);
    } catch (error) {
      if (!(error instanceof PolicyError) || !policyPlace) throw error;
      throw new ConfigError([{ ...policyPlace, message: error.message }]);
    }
  }

  async #known(baseline: string, file: string): Promise<ReadonlySet<string>> {
    const text = this.#text(baseline);
    if (text === undefined)
      throw new ConfigError([
        {
          file: baseline,
          line: 1,
          column: 1,
          message: 'There is no such baseline. `topicguard lint --write-baseline` writes it.',
        },
      ]);
    return knownIn(await readBaseline(text, baseline), nameIn(baseline, file));
  }

  /** Remembers that it was read. */
  readonly readBytes = (file: string): Uint8Array | undefined => {
    const bytes = this.#readBytes(file);
    this.#read.set(file, textOf(bytes));
    return bytes;
  };

  #text(file: string): string | undefined {
    return textOf(this.readBytes(file));
  }
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
}
