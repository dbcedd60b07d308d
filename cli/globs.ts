/** Globs in the paths of a command: for shells that leave them as they are, and quoted ones. */
import fs from 'node:fs';
import picomatch from 'picomatch/posix.js';
import { UsageError } from './exit.js';
import type { PathSource } from './files.js';

/** Longer ones are a mistake, and matching them takes long. */
const longestGlob = 1000;

/** As in configurations: groups with repetition are left out, and a leading `!` takes nothing out of a single path. */
const options = { dot: true, noextglob: true, nonegate: true };

/** The same paths, each glob ready to be searched. A path that exists is itself, whatever signs are in it. */
export async function withGlobs(paths: readonly string[]): Promise<PathSource[]> {
  return paths.map((path) => {
    if (fs.existsSync(path)) return path;
    const pattern = path.replace(/^(?:\.\/)+/, '');
    const { isGlob, base } = picomatch.scan(pattern, options);
    if (!isGlob) return path;
    if (path.length > longestGlob)
      throw new UsageError(`A glob has ${path.length} characters; at most ${longestGlob} are taken.`);
    return { pattern: path, folder: base === '' ? '.' : base, matches: picomatch(pattern, options) };
  });
}
