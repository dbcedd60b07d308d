import fs from 'node:fs';
import path from 'node:path';
import type { IgnoreFiles } from './ignore-files.js';

const skippedFolders = new Set(['node_modules', 'dist', '.git', '.hg', '.svn']);

export interface WalkOptions {
  /** By the file's name, without its folder. */
  readonly wanted: (name: string) => boolean;
  /** What is left out; absent: nothing. */
  readonly ignores: IgnoreFiles | undefined;
  /** A folder that cannot be read; the walk goes on behind it if this does not throw. */
  readonly unreadable: (folder: string, error: unknown) => void;
}

/**
 * The wanted files in a folder and in those below it, in the order of their names, written as paths below `folder`: a list for each
 * folder, so that whoever has other things to do can do them in between. Links are not followed.
 */
export function* walk(folder: string, { wanted, ignores, unreadable }: WalkOptions): Generator<readonly string[]> {
  // A stack, because folders may be nested deeper than calls.
  const waiting = [folder];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    let entries: fs.Dirent[];
    try {
      entries = fs.readdirSync(at, { withFileTypes: true });
    } catch (error) {
      unreadable(at, error);
      continue;
    }
    const absolute = path.resolve(at);
    entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    const files: string[] = [];
    const folders: string[] = [];
    for (const entry of entries) {
      const isFolder = entry.isDirectory();
      if (isFolder ? skippedFolders.has(entry.name) : !entry.isFile() || !wanted(entry.name)) continue;
      const found = at === '.' ? entry.name : `${at.endsWith('/') ? at : `${at}/`}${entry.name}`;
      if (ignores?.leavesOut(path.join(absolute, entry.name), isFolder)) continue;
      (isFolder ? folders : files).push(found);
    }
    yield files;
    waiting.push(...folders.reverse());
  }
}
