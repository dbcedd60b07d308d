/** Files of a command: named ones as they are, directories searched. */
import fs from 'node:fs';
import { UsageError } from './exit.js';

const skippedFolders = new Set(['node_modules', 'dist', '.git', '.hg', '.svn']);

export interface FoundFile {
  /** As the user would write it, with `/`. */
  readonly path: string;
  /** Named on the command line, so that it counts whatever its name ends in. */
  readonly asked: boolean;
}

/**
 * The files that the paths mean, each once, those of a directory in the order of their names. Links inside a directory are not
 * followed. Throws UsageError for a path that does not exist.
 */
export function* filesBelow(paths: readonly string[], wanted: (name: string) => boolean): Generator<FoundFile> {
  const seen = new Set<string>();
  for (const path of paths) {
    for (const file of statOf(path).isDirectory() ? walk(path, wanted) : [{ path, asked: true }]) {
      if (seen.has(file.path)) continue;
      seen.add(file.path);
      yield file;
    }
  }
}

function statOf(path: string): fs.Stats {
  try {
    return fs.statSync(path);
  } catch (error) {
    throw cannotRead(path, error);
  }
}

function* walk(folder: string, wanted: (name: string) => boolean): Generator<FoundFile> {
  // A stack, because folders may be nested deeper than calls.
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(at, { withFileTypes: true });
    } catch (error) {
      throw cannotRead(at, error);
    }
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const folders: string[] = [];
    for (const entry of entries) {
      const path = at === '.' ? entry.name : `${at.endsWith('/') ? at : `${at}/`}${entry.name}`;
      if (entry.isDirectory()) {
        if (!skippedFolders.has(entry.name)) folders.push(path);
      } else if (entry.isFile() && wanted(entry.name)) yield { path, asked: false };
    }
    waiting.push(...folders.reverse());
  }
}

/** The bytes of a file; `-` is standard input. */
export function readInput(path: string): Buffer {
  try {
    return fs.readFileSync(path === '-' ? 0 : path);
  } catch (error) {
    if (path === '-' && (error as NodeJS.ErrnoException).code === 'EOF') return Buffer.alloc(0);
    throw cannotRead(path === '-' ? 'standard input' : path, error);
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

function cannotRead(path: string, error: unknown): UsageError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new UsageError(`${path} cannot be read: ${reasons[code ?? ''] ?? message}.`);
}
