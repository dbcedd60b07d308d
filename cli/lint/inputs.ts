/** What a lint run reads: standard input under a name, files, what directories and globs hold. */
import { resolve } from 'node:path';
import { isOwnFile } from '../../src/lint/own-files.js';
import type { Decoded } from '../../src/readers/decode.js';
import { formatOf } from '../../src/readers/index.js';
import { UsageError } from '../exit.js';
import { filesBelow, type PathSource, readDecoded, type SearchOptions } from '../files.js';

export interface Input {
  readonly path: string;
  readonly fromStdin: boolean;
  /** Named on the command line. */
  readonly asked: boolean;
  readonly read: () => Decoded;
}

/**
 * In the order in which they are reported; a search leaves out `not`, an absolute path. Throws UsageError for what does not exist
 * or has no format that can be linted.
 */
export async function inputsOf(
  paths: readonly string[],
  stdinFilename: string | undefined,
  { not, ...options }: SearchOptions & { readonly not?: string | undefined } = {},
): Promise<Input[]> {
  const inputs: Input[] = [];
  const fromStdin = paths.includes('-') || (paths.length === 0 && stdinFilename !== undefined);
  if (fromStdin) {
    if (stdinFilename === undefined)
      throw new UsageError('Standard input has no name: say which format it is with --stdin-filename device.json.');
    if (!formatOf(stdinFilename)) throw new UsageError(unreadable(stdinFilename));
    inputs.push(inputAt('-', { path: stdinFilename, fromStdin: true, asked: true }));
  }
  const named = paths.filter((path) => path !== '-');
  if (named.length === 0 && fromStdin) return inputs;
  const sources: readonly PathSource[] =
    named.length === 0 ? ['.'] : named.some(mayBeGlob) ? await (await import('../globs.js')).withGlobs(named) : named;
  for await (const { path, asked } of filesBelow(sources, isWanted, options)) {
    if (asked && !formatOf(path)) throw new UsageError(unreadable(path));
    if (not !== undefined && !asked && resolve(path) === not) continue;
    inputs.push(inputAt(path, { path, fromStdin: false, asked }));
  }
  return inputs;
}

/** `from` is where it is read: a path, or `-`. */
function inputAt(from: string, input: Omit<Input, 'read'>): Input {
  return { ...input, read: () => readDecoded(from) };
}

/** Topicguard's own files are no device configurations. */
function isWanted(name: string): boolean {
  return formatOf(name) !== undefined && !isOwnFile(name);
}

function mayBeGlob(path: string): boolean {
  return /[*?[{]/.test(path);
}

function unreadable(path: string): string {
  return `${path} is no file that can be linted: its name has to end in .json, .jsonc, .yaml, .yml or .mqtt.`;
}
