import picomatch from 'picomatch/posix.js';

/** Whether a file is meant by a list of globs. */
export type Globs = (relativePath: string) => boolean;

/**
 * Globs as people write them: `*.json` is a name in any folder, `gateways/*.yaml` a path from the configuration's folder,
 * `build/` everything in it; one that begins with `!` takes out again what those before it name.
 */
export function globsOf(patterns: readonly string[]): Globs {
  const steps = patterns.map((pattern) => {
    const negated = pattern.startsWith('!');
    let glob = negated ? pattern.slice(1) : pattern;
    if (glob.startsWith('./')) glob = glob.slice(2);
    if (glob.endsWith('/')) glob += '**';
    // Groups with repetition (`+(…)`) are left out: they can take a regular expression very long.
    const matches = picomatch(glob, { dot: true, basename: !glob.includes('/'), noextglob: true, nonegate: true });
    return { negated, matches };
  });
  return (file) => steps.reduce((meant, { negated, matches }) => (matches(file) ? !negated : meant), false);
}
