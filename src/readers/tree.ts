import type { Comment, Inheritance, ReadProblem } from './document.js';
import { type KeyFact, keyFact } from './keys.js';
import type { Survey } from './survey.js';

/**
 * What JSON and YAML have in common: scalars, lists and maps, each with its place. One shape detector works on it, so what a
 * config means is told in one place and not once for each format.
 */

export type TreeNode = ScalarNode | ListNode | MapNode;

/** `undefined`: there is a value, but we do not know which (`!secret`, an alias that leads too far). */
export type ScalarValue = string | number | boolean | null | undefined;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: ScalarValue;
  /** The text of the value: a string's content, a number as written. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface ListNode {
  readonly kind: 'list';
  readonly items: TreeNode[];
  readonly start: number;
  end: number;
}
export interface MapNode {
  readonly kind: 'map';
  /** Other maps take its entries over (`<<: *base`): it is a template, and means nothing by itself. */
  isBase?: boolean;
  entries: MapEntry[];
  readonly start: number;
  end: number;
  /** What its keys say about MQTT, kept by survey.ts when first asked. */
  survey: Survey | undefined;
}
export interface MapEntry {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: TreeNode;
  /** What the key can mean, kept by `factOf` when first asked. */
  fact: KeyFact | undefined;
}

export function factOf(entry: MapEntry): KeyFact {
  entry.fact ??= keyFact(entry.key);
  return entry.fact;
}

export interface ParsedTree {
  /** One for each document of the file. */
  readonly roots: readonly TreeNode[];
  readonly comments: readonly Comment[];
  readonly problems: ReadProblem[];
  /** Absent where there is none. */
  readonly inherited?: readonly Inheritance[];
}

/** Deeper files are refused: no config is, and everything that walks the tree may then use recursion. */
export const MAX_DEPTH = 100;
/** So many problems are reported for one file; then reading stops. */
export const MAX_PROBLEMS = 20;

/**
 * Takes all but the last of the entries with the same key out of a map, as JSON.parse and YAML loaders do, and reports each one
 * that loses.
 */
export function dropDuplicateKeys(map: MapNode, problems: ReadProblem[]): void {
  const { entries } = map;
  if (entries.length < 2 || !hasDuplicates(entries)) return;
  const last = new Map<string, MapEntry>();
  for (const entry of entries) last.set(entry.key, entry);
  for (const entry of entries) {
    if (last.get(entry.key) === entry || problems.length >= MAX_PROBLEMS) continue;
    problems.push({
      code: 'duplicate-key',
      message: `The key "${entry.key}" is there twice in the same object: this value is lost, the later one counts.`,
      severity: 'warning',
      span: { start: entry.keyStart, end: entry.keyEnd },
    });
  }
  map.entries = entries.filter((entry) => last.get(entry.key) === entry);
}

function hasDuplicates(entries: readonly MapEntry[]): boolean {
  if (entries.length > 12) return new Set(entries.map((entry) => entry.key)).size < entries.length;
  for (let i = 1; i < entries.length; i++) {
    const key = (entries[i] as MapEntry).key;
    for (let j = 0; j < i; j++) if ((entries[j] as MapEntry).key === key) return true;
  }
  return false;
}
