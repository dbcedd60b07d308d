/** `lint --cache`: the file that keeps results between runs. Whatever is wrong with it costs time and nothing else. */
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { type CachedLint, type CacheStorage, LintCache } from '../../src/lint/index.js';
import { isFolder } from '../files.js';
import { makeFolder } from '../make-folder.js';
import { replaceFile } from '../replace-file.js';
import { digestOfPolicy } from './policy-digest.js';

/** Filled in by the build: a hash of everything that the command was built from. */
declare const TOPICGUARD_BUILD: string;

/** The first line. A file that begins otherwise belongs to somebody else, and is neither read nor written. */
const mark = 'topicguard lint cache 1\n';
const hashLength = 64;
/** Bytes. */
const largest = 256 * 1024 * 1024;

interface Kept {
  /** The absolute path of the file that was linted. */
  readonly file: string;
  readonly entry: CachedLint;
}

/** Where the cache is, if nobody says: with other caches where there is `node_modules`, else in a file of its own. */
function usualLocation(): string {
  return isFolder('node_modules') ? path.join('node_modules', '.cache', 'topicguard', 'lint') : '.topicguardcache';
}

export class CacheFile implements CacheStorage {
  readonly #file: string;
  readonly cache: LintCache;
  readonly #before: ReadonlyMap<string, Kept>;
  readonly #now = new Map<string, Kept>();
  #changed = false;
  /** Why the file is left as it is. */
  #notWritten: string | undefined;
  #note: string | undefined;
  readonly #policies = new Map<string, string>();

  /** `location` is a file, or a folder to put it into; `asked` is told each policy that a kept result rests on. */
  constructor(location: string | undefined, asked: (policy: string) => void) {
    const inFolder = location !== undefined && (/[/\\]$/.test(location) || isFolder(location));
    this.#file = path.resolve(inFolder ? path.join(location, 'lint') : (location ?? usualLocation()));
    this.#before = this.#read();
    this.cache = new LintCache({
      storage: this,
      build: TOPICGUARD_BUILD,
      digestOfPolicy: (nameOrPath) => {
        asked(nameOrPath);
        return this.#digestOf(nameOrPath);
      },
    });
  }

  /** The absolute path of the file, unless it is somebody else's. */
  get ownFile(): string | undefined {
    return this.#notWritten === undefined ? this.#file : undefined;
  }

  /** What is to be said about the file, for those who ask. */
  get note(): string | undefined {
    return this.#note ?? this.#notWritten;
  }

  get(key: string, file: string): CachedLint | undefined {
    const kept = this.#now.get(key) ?? this.#before.get(key);
    if (kept) this.#now.set(key, { file: path.resolve(file), entry: kept.entry });
    return kept?.entry;
  }

  set(key: string, file: string, entry: CachedLint): void {
    this.#changed = true;
    this.#now.set(key, { file: path.resolve(file), entry });
  }

  /** Writes what this run has learned; of files that it did not lint, what was there before, if they still are. */
  save(): void {
    if (!this.#changed || this.#notWritten !== undefined) return;
    const linted = new Set([...this.#now.values()].map(({ file }) => file));
    const others = [...this.#before].filter(([, { file }]) => !linted.has(file) && fs.existsSync(file));
    const body = JSON.stringify({
      build: TOPICGUARD_BUILD,
      entries: [...others, ...this.#now].map(([key, { file, entry }]) => [key, file, entry]),
    });
    const bytes = Buffer.from(body);
    try {
      if (bytes.length > largest) throw new Error(`it would have ${bytes.length} bytes`);
      makeFolder(path.dirname(this.#file));
      replaceFile(this.#file, Buffer.concat([Buffer.from(`${mark}${hashOf(bytes)}\n`), bytes]));
    } catch (error) {
      this.#note = `not written: ${(error as Error).message}`;
    }
  }

  #read(): ReadonlyMap<string, Kept> {
    try {
      const stats = fs.statSync(this.#file, { throwIfNoEntry: false });
      if (!stats) return new Map();
      if (!stats.isFile()) return this.#foreign('it is not a file');
      if (stats.size === 0) return new Map();
      const bytes = stats.size > largest ? undefined : fs.readFileSync(this.#file);
      if (bytes?.toString('latin1', 0, mark.length) !== mark) return this.#foreign('the file there is no cache');
      const body = bytes.subarray(mark.length + hashLength + 1);
      if (bytes.toString('latin1', mark.length, mark.length + hashLength) !== hashOf(body))
        return this.#useless('what was there is damaged');
      const { build, entries } = JSON.parse(body.toString('utf8')) as {
        build: string;
        entries: [string, string, CachedLint][];
      };
      if (build !== TOPICGUARD_BUILD) return this.#useless('what was there is of another version');
      return new Map(entries.map(([key, file, entry]) => [key, { file, entry }]));
    } catch (error) {
      return this.#foreign((error as Error).message);
    }
  }

  #foreign(why: string): ReadonlyMap<string, Kept> {
    this.#notWritten = `not used: ${why}`;
    return new Map();
  }

  #useless(why: string): ReadonlyMap<string, Kept> {
    this.#note = `begun anew: ${why}`;
    return new Map();
  }

  /** What the loader would read; once a run, as the policy itself is read once. */
  #digestOf(nameOrPath: string): string {
    let digest = this.#policies.get(nameOrPath);
    if (digest === undefined) {
      digest = digestOfPolicy(nameOrPath);
      this.#policies.set(nameOrPath, digest);
    }
    return digest;
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
