/** Files of a command: named ones as they are, directories searched. */
import fs from 'node:fs';
import path from 'node:path';
import type { IgnoreFiles } from '../src/lint/ignore-files.js';
import { walk } from '../src/lint/walk.js';
import { type Decoded, decode, unreadable } from '../src/readers/decode.js';
import { LineTable } from '../src/text/lines.js';
import { UsageError } from './exit.js';
import { printable } from './terminal.js';

export interface FoundFile {
  /** As the user would write it, with `/`. */
  readonly path: string;
  /** Named on the command line, so that it counts whatever its name ends in. */
  readonly asked: boolean;
}

/** A path, or a glob with the folder below which it can match. */
export type PathSource =
  | string
  | { readonly pattern: string; readonly folder: string; readonly matches: (path: string) => boolean };

export interface SearchOptions {
  /** Also what `.gitignore` and `.topicguardignore` leave out. */
  readonly all?: boolean;
  /** Gets told of folders inside a searched one that cannot be read; without it they end the search. */
  readonly unreadable?: (error: UsageError) => void;
}

/**
 * The files that the paths mean, each once, those of a directory in the order of their names. Links inside a directory are not
 * followed, and what `.gitignore` and `.topicguardignore` leave out is, unless `options.all`. Throws UsageError for a path that does not
 * exist and for a glob that matches nothing.
 */
export async function* filesBelow(
  sources: readonly PathSource[],
  wanted: (name: string) => boolean,
  options: SearchOptions = {},
): AsyncGenerator<FoundFile> {
  const seen = new Set<string>();
  for (const source of sources) {
    for (const file of await filesOf(source, wanted, options)) {
      if (seen.has(file.path)) continue;
      seen.add(file.path);
      yield file;
    }
  }
}

async function filesOf(
  source: PathSource,
  wanted: (name: string) => boolean,
  options: SearchOptions,
): Promise<Iterable<FoundFile>> {
  const ignoresIn = (folder: string) => (options.all ? undefined : ignoresFor(folder));
  if (typeof source === 'string') {
    if (!statOf(source).isDirectory()) return [{ path: source, asked: true }];
    return walked(source, wanted, await ignoresIn(source), options);
  }
  return filesOfGlob(source, wanted, await ignoresIn(source.folder), options);
}

/** Loaded here, because a run on named files does without. */
async function ignoresFor(folder: string): Promise<IgnoreFiles> {
  const { IgnoreFiles } = await import('../src/lint/ignore-files.js');
  return new IgnoreFiles(path.resolve(folder));
}

function* filesOfGlob(
  { pattern, folder, matches }: Exclude<PathSource, string>,
  wanted: (name: string) => boolean,
  ignores: IgnoreFiles | undefined,
  options: SearchOptions,
): Generator<FoundFile> {
  let found = false;
  if (fs.existsSync(folder)) {
    for (const file of walked(folder, wanted, ignores, options)) {
      if (!matches(file.path)) continue;
      found = true;
      yield file;
    }
  }
  if (!found) throw new UsageError(`No file that can be read matches ${JSON.stringify(pattern)}.`);
}

function statOf(path: string): fs.Stats {
  try {
    return fs.statSync(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
}

function* walked(
  folder: string,
  wanted: (name: string) => boolean,
  ignores: IgnoreFiles | undefined,
  options: SearchOptions,
): Generator<FoundFile> {
  const unreadable = (at: string, error: unknown): void => {
    if (!options.unreadable || at === folder) throw cannotRead(at, error);
    options.unreadable(cannotRead(at, error));
  };
  for (const files of walk(folder, { wanted, ignores, unreadable }))
    for (const found of files) yield { path: found, asked: false };
}

/** The bytes of a file; `-` is standard input. */
export function readInput(path: string): Buffer {
  try {
    if (path !== '-') statOfFile(path);
    return fs.readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (path === '-' && (error as NodeJS.ErrnoException).code === 'EOF') return Buffer.alloc(0);
    throw cannotRead(path === '-' ? 'standard input' : path, error);
  }
}

/** Opening a pipe would wait for somebody to write to it. */
function statOfFile(path: string): fs.Stats {
  const stats = fs.statSync(path);
  if (!stats.isFile()) throw notAFile(path);
  return stats;
}

/** A file, or standard input for `-`, as a text. Nearly all are UTF-8, which Node reads in one call; of others the bytes are looked at. */
export function readDecoded(path: string): Decoded {
  if (path === '-') return decode(readInput(path));
  try {
    const text = unreadable(statOfFile(path).size) ? undefined : fs.readFileSync(path, 'utf8');
    if (text === undefined || text.includes('\uFFFD')) return decode(readInput(path));
    return { text: text.startsWith('\uFEFF') ? text.slice(1) : text, problems: [] };
  } catch (error) {
    throw error instanceof UsageError ? error : cannotRead(path, error);
  }
}

/** Whether there is a folder of this name; where the way to it cannot be gone, there is none. */
export function isFolder(path: string): boolean {
  try {
    return fs.statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function isThere(path: string): boolean {
  try {
    return fs.statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    throw cannotRead(path, error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or directory',
  EACCES: 'it may not be read',
  EISDIR: 'it is a directory',
  ENOTDIR: 'a part of the path is no directory',
  ELOOP: 'the links go round in a circle',
  ENAMETOOLONG: 'the name is too long',
};

function notAFile(path: string): UsageError {
  const kind = fs.statSync(path).isDirectory() ? 'a directory' : 'a pipe, a socket or a device';
  return new UsageError(`${path} cannot be read: it is ${kind}, not a file.`);
}

function cannotRead(path: string, error: unknown): UsageError {
  // Only where a command has a use for it, standard input has this name; `./-` is a file.
  if (path === '-') return new UsageError('Standard input is not read here: name a file.');
  const { code, message } = error as NodeJS.ErrnoException;
  return new UsageError(`${path === '' ? '""' : printable(path)} cannot be read: ${reasons[code ?? ''] ?? message}.`);
}

/** The bytes of a file that an option names, which may be a pipe. `what` is said in front of its name. Throws UsageError. */
export function readOptionFile(what: string, file: string): Buffer {
  try {
    return fs.readFileSync(file);
  } catch (error) {
    throw cannotRead(`${what} ${file}`, error);
  }
}

/**
 * The text of a file of our own, or nothing where there is none. Throws UsageError when there is something that cannot be read, or is
 * no text: it is not to be left out without a word.
 */
export function readTextIfThere(file: string): string | undefined {
  // Most files that are asked for are not there, and an exception costs more than a look.
  if (!isThere(file)) return undefined;
  const { text, problems } = decode(readInput(file));
  const [problem] = problems;
  if (!problem) return text;
  const { line, column } = new LineTable(text).positionOf(problem.span.start);
  throw new UsageError(`${printable(file)}:${line}:${column}: ${problem.message}`);
}
