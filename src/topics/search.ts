/**
 * The one decision that everything about sets of topics comes down to: is there a topic that is in each of some patterns and in
 * none of others? Topics are looked for length by length, level by level.
 *
 * Exact for literals, `+` and `#`, in polynomial time: at a wildcard, a fresh text is the hardest to cover, because every
 * pattern that holds it holds any text there. Shapes are told apart by one text for each kind that they distinguish; where the
 * kinds multiply, a budget of steps ends the search and the answer is `unknown`.
 */
import { chooseForAll } from './branching.js';
import type { Choice, Style } from './column.js';
import { choicesFor, columnOf, levelOf } from './column.js';
import { levelMatches } from './match.js';
import type { LevelPattern, TopicPattern } from './pattern.js';
import { coversAlone, differPlainly } from './plain.js';
import { MAX_TOPIC_BYTES } from './problems.js';
import type { Budget } from './shape-search.js';
import type { Wanted } from './shape-text.js';
import { utf8Length } from './syntax.js';

export type Finding =
  | { readonly status: 'found'; readonly witness: string }
  | { readonly status: 'none' }
  | { readonly status: 'unknown' };

const DEFAULT_STEPS = 50_000;
const NONE: Finding = Object.freeze({ status: 'none' });
const UNKNOWN: Finding = Object.freeze({ status: 'unknown' });

/**
 * A topic that is in every pattern of `inAll` (at least one) and in none of `inNone`. `unknown` when `steps` did not suffice;
 * never for patterns without shapes, short of the size limit of topics.
 */
export function findTopic(
  inAll: readonly TopicPattern[],
  inNone: readonly TopicPattern[] = [],
  steps: number = DEFAULT_STEPS,
): Finding {
  const near = nearOnes(inAll, inNone);
  if (!near) return NONE;
  const budget: Budget = { left: steps };
  let unknown = false;
  for (const count of lengthsToTry(inAll, near)) {
    const finding = findOfLength(inAll, near, count, budget);
    if (finding.status === 'found') return finding;
    unknown ||= finding.status === 'unknown';
  }
  return unknown ? UNKNOWN : NONE;
}

/** Those of `inNone` that a topic may have to avoid; `undefined` when a look at the levels shows that there is no topic. */
function nearOnes(inAll: readonly TopicPattern[], inNone: readonly TopicPattern[]): TopicPattern[] | undefined {
  for (let i = 1; i < inAll.length; i++) {
    for (let k = 0; k < i; k++) if (differPlainly(inAll[i] as TopicPattern, inAll[k] as TopicPattern)) return undefined;
  }
  const near: TopicPattern[] = [];
  for (const avoided of inNone) {
    let isNear = true;
    for (const pattern of inAll) {
      if (coversAlone(avoided, pattern)) return undefined;
      if (differPlainly(avoided, pattern)) {
        isNear = false;
        break;
      }
    }
    if (isNear) near.push(avoided);
  }
  return near;
}

/** Whether the pattern has topics of this many levels. */
function hasLength(pattern: TopicPattern, count: number): boolean {
  return pattern.rest ? pattern.levels.length <= count : pattern.levels.length === count;
}

/**
 * The numbers of levels at which a topic has to be looked for. If no pattern of `inNone` begins to apply at `n + 1` levels, a
 * topic of `n` levels stays a good one when a level is added to it, so `n` itself need not be tried.
 */
function lengthsToTry(inAll: readonly TopicPattern[], inNone: readonly TopicPattern[]): Iterable<number> {
  const shortest = Math.max(1, ...inAll.map((pattern) => pattern.levels.length));
  if (inAll.some((pattern) => !pattern.rest)) {
    return inAll.every((pattern) => hasLength(pattern, shortest)) ? [shortest] : [];
  }
  let longest = shortest + 1;
  let endings = 0;
  for (const { levels, rest } of inNone) {
    longest = Math.max(longest, levels.length + 1);
    // Beyond its levels, such a pattern can be left at any further level, and each may need one of its own.
    if (rest && rest.kind !== 'any') endings++;
  }
  longest += endings;

  const lengths = new Set<number>();
  // `a/other` shows better than `a` what `a/#` means.
  if (inAll.every(({ levels }) => levels.length > 0)) lengths.add(shortest + 1);
  lengths.add(shortest);
  const canGrow = inAll.every(({ rest }) => rest?.kind === 'any') && leastBytes(inAll, longest) <= MAX_TOPIC_BYTES;
  if (canGrow) {
    const last = inNone.map(({ levels }) => levels.length - 1).filter((count) => count > shortest);
    for (const count of last.sort((a, b) => a - b)) lengths.add(count);
    lengths.add(longest);
  } else {
    for (let count = shortest + 1; count <= longest; count++) lengths.add(count);
  }
  return lengths;
}

/**
 * At least so many bytes has a topic of `count` levels that is in all the patterns, as far as their literals tell; zero when
 * that is far from the limit.
 */
function leastBytes(patterns: readonly TopicPattern[], count: number): number {
  let units = 0;
  for (const { levels } of patterns)
    for (const level of levels) if (level.kind === 'literal') units += level.text.length;
  if (3 * units + count <= MAX_TOPIC_BYTES) return 0;

  let bytes = count - 1;
  for (let index = 0; index < count; index++) {
    let most = 0;
    let ended = true;
    for (const { levels } of patterns) {
      const level = levels[index];
      if (level) ended = false;
      if (level?.kind === 'literal') most = Math.max(most, utf8Length(level.text));
    }
    if (ended) break;
    bytes += most;
  }
  return bytes;
}

function findOfLength(
  inAll: readonly TopicPattern[],
  inNone: readonly TopicPattern[],
  count: number,
  budget: Budget,
): Finding {
  if (leastBytes(inAll, count) > MAX_TOPIC_BYTES) return NONE;
  const applicable = inNone.filter((pattern) => hasLength(pattern, count));
  for (const style of ['readable', 'short'] as const) {
    const found = fill(inAll, applicable, count, style, budget);
    if (found === undefined) return UNKNOWN;
    if (found === false) return NONE;
    const witness = found.join('/');
    if (utf8Length(witness) <= MAX_TOPIC_BYTES) return { status: 'found', witness };
  }
  return UNKNOWN;
}

/** The levels of a topic; `false` when there is none, `undefined` when the budget ran out. */
function fill(
  inAll: readonly TopicPattern[],
  inNone: readonly TopicPattern[],
  count: number,
  style: Style,
  budget: Budget,
): string[] | false | undefined {
  const texts = new Array<string>(count).fill('');
  const open: { index: number; column: Wanted }[] = [];
  let alive = inNone;
  for (let index = 0; index < count; index++) {
    const column = columnOf(inAll, index, count);
    if (!column) return false;
    if (column.kind === 'open') open.push({ index, column });
    else {
      texts[index] = column.text;
      alive = alive.filter((pattern) =>
        levelMatches(levelOf(pattern, index) as LevelPattern, column.text, index === 0),
      );
    }
  }

  // Levels with one best choice first; what they rule out can leave other levels with one best choice.
  const firstOpen = open[0]?.index;
  let waiting = open;
  let branches: { index: number; choices: Choice[] }[] = [];
  for (let before = -1; waiting.length > 0 && before !== alive.length; ) {
    before = alive.length;
    const still: typeof open = [];
    branches = [];
    for (const { index, column } of waiting) {
      const choices = choicesFor(column, index, alive, style, index === firstOpen, budget);
      if (!choices) return undefined;
      const [only] = choices;
      if (!only) return false;
      if (choices.length === 1) {
        texts[index] = only.text;
        alive = only.alive;
      } else {
        branches.push({ index, choices });
        still.push({ index, column });
      }
    }
    waiting = still;
    if (waiting.length === 0) branches = [];
  }
  const chosen = chooseForAll(branches, alive, budget);
  if (!chosen) return chosen;
  branches.forEach(({ index }, i) => {
    texts[index] = chosen[i] as string;
  });
  return texts;
}
