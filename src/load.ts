import { readFileSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { checkAssertions } from './engine/assertions.js';
import { builtinNames, builtinPolicy } from './policy/builtins.js';
import { type Policy, PolicyError, type PolicyProblem } from './policy/model.js';
import { isJsonPage, pagePath } from './policy/page-name.js';
import { nearest } from './text/nearest.js';
import { utf8Text } from './text/utf8.js';

/** Bytes; a longer policy is not one that people wrote. */
const maxBytes = 1_000_000;

export interface LoadOptions {
  /**
   * Told the path of each file before it is looked for: the page and those that it extends or stands on, missing ones too. A host that
   * reloads a policy watches these. A built-in policy has none.
   */
  readonly looksFor?: ((file: string) => void) | undefined;
}

/**
 * Loads a built-in policy by name, or a policy file by path (`.mqttpolicy`, or its JSON form in `.json`). Its assertions are
 * checked; a policy with any error is refused. A page extends, or stands on, a built-in one or a file by
 * its path from there.
 * Throws PolicyError, whose `problems` say what is wrong and where.
 */
export async function loadPolicy(nameOrPath: string, { looksFor }: LoadOptions = {}): Promise<Policy> {
  // A built-in was checked by the build.
  const builtin = builtinPolicy(nameOrPath);
  if (builtin) return builtin;
  looksFor?.(resolve(nameOrPath));
  const bytes = await read(nameOrPath);
  return policyFromBytes(bytes, nameOrPath, {
    readBytes(file) {
      looksFor?.(file);
      return readFromDisk(file);
    },
  });
}

/** The text of a policy file as it is written, whatever it says. Rejects with PolicyError where there is none. */
export async function readPolicyText(path: string): Promise<string> {
  return textOf(await read(path), path);
}

async function read(path: string): Promise<Uint8Array> {
  try {
    // Opening a pipe would wait for somebody to write to it.
    const found = await stat(path);
    if (!found.isFile())
      throw refused(`${path} cannot be read: it is ${found.isDirectory() ? 'a directory' : 'no file'}.`);
    if (found.size > maxBytes) throw tooLarge(path, found.size);
    return await readFile(path);
  } catch (error) {
    if (error instanceof PolicyError) throw error;
    const why = (error as NodeJS.ErrnoException).code;
    if (why === 'ENOENT' || why === 'ENAMETOOLONG' || why === 'ERR_INVALID_ARG_VALUE') throw missingPolicy(path);
    throw refused(`${path} cannot be read (${why ?? 'unknown reason'}).`);
  }
}

/** What to say where no built-in policy and no file has the name. */
export function missingPolicy(path: string): PolicyError {
  return refused(missing(path));
}

function missing(path: string): string {
  const names = builtinNames();
  const meant = nearest(path, names);
  const hint =
    meant === undefined
      ? `Built in: ${names.join(', ')}; or give the path of a .mqttpolicy or .json file.`
      : `Did you mean ${meant}?`;
  return `There is no policy ${JSON.stringify(path)}. ${hint}`;
}

/** The bytes of a file, or nothing where there is none. */
export type ReadBytes = (file: string) => Uint8Array | undefined;

/**
 * The policy that a file holds; the end of `path`, its name in messages, says in which form. `file` is where it is, and `readBytes`
 * how the pages are read that it extends. Its assertions are checked. Rejects with PolicyError where there is any error.
 */
export async function policyFromBytes(
  bytes: Uint8Array,
  path: string,
  { file = path, readBytes = readFromDisk }: { readonly file?: string; readonly readBytes?: ReadBytes } = {},
): Promise<Policy> {
  const text = textOf(bytes, path);
  const options = { resolve: parentsBeside(file, readBytes) };
  // The parser is large and most programs never need it.
  const { parsePolicy, policyFromJson } = await import('./policy/index.js');
  let result: { readonly policy?: Policy | undefined; readonly problems: readonly PolicyProblem[] };
  if (isJsonPage(path)) {
    const { jsonOrMistakes, placedInJson } = await import('./load-json.js');
    const { problems, ...rest } = policyFromJson(await jsonOrMistakes(text, path), options);
    result = { ...rest, problems: await placedInJson(problems, text, path) };
  } else {
    result = parsePolicy(text, options);
  }
  const problems = result.policy ? [...result.problems, ...checkAssertions(result.policy)] : result.problems;
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (!result.policy || errors.length > 0) {
    const [first] = errors;
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    throw new PolicyError(
      `${path}:${first?.line ?? 1}:${first?.column ?? 1}: ${first?.message ?? 'not a policy'}${more}`,
      problems,
    );
  }
  return result.policy;
}

/**
 * Another page that is a file: its path, or the name of one in the same folder, each seen from the page that names it. Built-in
 * policies come first.
 */
export function parentsBeside(
  child: string,
  readBytes: ReadBytes,
): (name: string, from?: string) => string | undefined {
  const found = new Map<string | undefined, string>([[undefined, child]]);
  return (name, from) => {
    if (builtinNames().includes(name)) return undefined;
    const file = fileBeside(found.get(from) ?? child, name);
    if (file === undefined) return undefined;
    found.set(name, file);
    const bytes = readBytes(file);
    return bytes && textOf(bytes, name);
  };
}

/** Where the page lies that one calls by a path or a name; nothing where no file can be meant. */
export function fileBeside(child: string, name: string): string | undefined {
  const path = pagePath(name);
  return path === undefined ? undefined : resolve(dirname(child), path);
}

function readFromDisk(file: string): Uint8Array | undefined {
  try {
    return statSync(file).isFile() ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array, path: string): string {
  if (bytes.length > maxBytes) throw tooLarge(path, bytes.length);
  const text = utf8Text(bytes);
  if (text === undefined) throw refused(`${path} is not UTF-8. Save it as UTF-8.`);
  return text;
}

function tooLarge(path: string, bytes: number): PolicyError {
  return refused(`${path} has ${bytes} bytes; a policy may have ${maxBytes}.`);
}

function refused(message: string): PolicyError {
  return new PolicyError(message, [
    { code: 'load', message, severity: 'error', offset: 0, length: 0, line: 1, column: 1 },
  ]);
}
