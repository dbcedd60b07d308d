/** A file of known findings: a team that begins with Topicguard fixes new ones, and old ones when there is time. */

import path from 'node:path';
import { LineTable } from '../text/lines.js';
import { ConfigError } from './config/error.js';
import { locate, step } from './config/tree.js';

export interface BaselineEntry {
  readonly rule: string;
  readonly fingerprint: string;
}

/** By the paths of files from the baseline's folder, with `/`. */
export type Baseline = ReadonlyMap<string, readonly BaselineEntry[]>;

/** The text of a baseline: one line for each finding, in an order that does not depend on that of the run. */
export function formatBaseline(baseline: Baseline): string {
  const files = [...baseline].filter(([, entries]) => entries.length > 0).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = files.map(([file, entries]) => {
    const lines = entries
      .toSorted((a, b) => compare(a.rule, b.rule) || compare(a.fingerprint, b.fingerprint))
      .map(({ rule, fingerprint }) => `      ${JSON.stringify({ rule, fingerprint })}`);
    return `    ${JSON.stringify(file)}: [\n${lines.join(',\n')}\n    ]`;
  });
  return `{\n  "version": 1,\n  "files": {${parts.length === 0 ? '' : `\n${parts.join(',\n')}\n  `}}\n}\n`;
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Reads a baseline. Throws ConfigError, with the place, when it is none. `file` is its name for messages. */
export async function readBaseline(text: string, file: string): Promise<Baseline> {
  const located = await locate(text, 'baseline.json');
  const fail = (message: string, offset: number): never => {
    throw new ConfigError([{ file, ...new LineTable(text).positionOf(offset), message }]);
  };
  const [problem] = located.problems;
  if (problem) return fail(problem.message, problem.span.start);
  const { value } = located;
  if (!isObject(value) || value.version !== 1 || !isObject(value.files))
    return fail('This is no baseline: it must be {"version": 1, "files": {…}}. Write it with --write-baseline.', 0);
  const baseline = new Map<string, readonly BaselineEntry[]>();
  for (const [name, entries] of Object.entries(value.files)) {
    if (Array.isArray(entries) && entries.every(isEntry)) baseline.set(name, entries);
    else
      fail(
        `${JSON.stringify(name)} must be a list of {"rule", "fingerprint"}.`,
        located.valueAt(`/files${step(name)}`).start,
      );
  }
  return baseline;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isEntry(value: unknown): value is BaselineEntry {
  return isObject(value) && typeof value.rule === 'string' && typeof value.fingerprint === 'string';
}

/**
 * The baseline without what is no longer found: of each file that was linted, the entries in `found`; of the others everything, if
 * `exists` still knows them.
 */
export function pruneBaseline(
  baseline: Baseline,
  found: ReadonlyMap<string, ReadonlySet<string>>,
  exists: (file: string) => boolean,
): { readonly baseline: Baseline; readonly removed: number } {
  const pruned = new Map<string, readonly BaselineEntry[]>();
  let removed = 0;
  for (const [file, entries] of baseline) {
    const still = found.get(file);
    const kept = still ? entries.filter(({ fingerprint }) => still.has(fingerprint)) : exists(file) ? entries : [];
    removed += entries.length - kept.length;
    if (kept.length > 0) pruned.set(file, kept);
  }
  return { baseline: pruned, removed };
}

/** What the baseline calls a file; both are paths of files. */
export function nameIn(baseline: string, file: string): string {
  return path.relative(path.dirname(baseline), path.resolve(file)).replaceAll(path.sep, '/');
}

/** The fingerprints that the baseline knows of a file. */
export function knownIn(baseline: Baseline, name: string): ReadonlySet<string> {
  return new Set((baseline.get(name) ?? []).map(({ fingerprint }) => fingerprint));
}
