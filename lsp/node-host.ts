import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { IgnoreFiles } from '../src/lint/ignore-files.js';
import { isOwnFile } from '../src/lint/own-files.js';
import { walk } from '../src/lint/walk.js';
import { formatOf } from '../src/readers/index.js';
import type { Host } from './host.js';

/** The machine itself. `root` is the folder of the package; nothing is ever written. */
export function nodeHost(root: string, version: string): Host {
  return {
    version,
    readBytes(file) {
      try {
        // Opening a pipe would wait for somebody to write to it.
        return fs.statSync(file, { throwIfNoEntry: false })?.isFile() ? fs.readFileSync(file) : undefined;
      } catch {
        return undefined;
      }
    },
    filesBelow: (folder) =>
      walk(folder, {
        wanted: (name) => formatOf(name) !== undefined && !isOwnFile(name),
        ignores: new IgnoreFiles(folder),
        unreadable: () => {},
      }),
    now: () => Math.floor(Date.now() / 1000),
    pageOf(page) {
      const file = path.join(root, page);
      return fs.existsSync(file) ? pathToFileURL(file).href : undefined;
    },
  };
}
