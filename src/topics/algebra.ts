/** Sets of topics: inclusion, overlap, intersection, for filters as text and for patterns. Every "no" brings a topic. */
import type { TopicPattern } from './pattern.js';
import { differPlainly } from './plain.js';
import { findTopic } from './search.js';
import { ANY, patternOf } from './syntax.js';

export type Coverage =
  | { readonly status: 'covered' }
  /** `witness` is in the inner pattern and not in the outer ones. */
  | { readonly status: 'uncovered'; readonly witness: string }
  /** Too many combinations of shapes: a caller that must be sure has to refuse. */
  | { readonly status: 'unknown' };

export interface Inclusion {
  readonly included: boolean;
  /** A topic of `inner` that is not in `outer`. */
  readonly witness?: string;
}

export interface Overlap {
  readonly overlaps: boolean;
  /** A topic of both. */
  readonly witness?: string;
}

const COVERED: Coverage = Object.freeze({ status: 'covered' });

/**
 * Whether every topic that `inner` matches is matched by `outer`; a list is the union of its filters, and an empty list
 * matches nothing. Exact, but that filters near the limit of 65,535 bytes can be answered by "no" without a witness. Throws
 * TopicSyntaxError when one of the texts is no topic filter.
 */
export function includes(outer: string | readonly string[], inner: string | readonly string[]): Inclusion {
  const outers = patternsOf(outer);
  const inners = patternsOf(inner);
  if (outers.length === 0 && inners.length > 0) {
    const found = inners.map((pattern) => findTopic([pattern])).find((finding) => finding.status === 'found');
    return found ? { included: false, witness: found.witness } : { included: false };
  }
  for (const pattern of inners) {
    const coverage = uncovered(pattern, outers);
    if (coverage.status === 'uncovered') return { included: false, witness: coverage.witness };
    if (coverage.status === 'unknown') return { included: false };
  }
  return { included: true };
}

/** Whether a topic exists that both match. Exact. Throws TopicSyntaxError when one of the texts is no topic filter. */
export function overlaps(a: string | readonly string[], b: string | readonly string[]): Overlap {
  const others = patternsOf(b);
  for (const pattern of patternsOf(a)) {
    for (const other of others) {
      const witness = overlapWitness(pattern, other);
      if (witness !== undefined) return { overlaps: true, witness };
    }
  }
  return { overlaps: false };
}

function patternsOf(filters: string | readonly string[]): TopicPattern[] {
  return typeof filters === 'string' ? [patternOf(filters)] : [...new Set(filters)].map(patternOf);
}

/** A topic of both patterns; `undefined` when there is none. Always decided: nothing is negated. */
export function overlapWitness(a: TopicPattern, b: TopicPattern): string | undefined {
  if (differPlainly(a, b)) return undefined;
  const finding = findTopic([a, b]);
  return finding.status === 'found' ? finding.witness : undefined;
}

/** Whether every topic of `inner` is in one of `outers`. */
export function uncovered(inner: TopicPattern, outers: readonly TopicPattern[], steps?: number): Coverage {
  const finding = findTopic([inner], outers, steps);
  return finding.status === 'found'
    ? { status: 'uncovered', witness: finding.witness }
    : finding.status === 'none'
      ? COVERED
      : finding;
}

/** Whether every topic of `inner` is in one of `allow` and in none of `deny`; the witness breaks one of the two. */
export function uncoveredBy(
  inner: TopicPattern,
  allow: readonly TopicPattern[],
  deny: readonly TopicPattern[],
  steps?: number,
): Coverage {
  for (const denied of deny) {
    const witness = overlapWitness(inner, denied);
    if (witness !== undefined) return { status: 'uncovered', witness };
  }
  return uncovered(inner, allow, steps);
}

/**
 * The filter that matches what both filters match; `undefined` when they match no common topic. Throws TopicSyntaxError when one
 * of the texts is no topic filter.
 */
export function intersection(a: string, b: string): string | undefined {
  const [left, right] = [patternOf(a), patternOf(b)];
  if (overlapWitness(left, right) === undefined) return undefined;
  const count = Math.max(left.levels.length, right.levels.length);
  const levels: string[] = [];
  for (let index = 0; index < count; index++) {
    const one = left.levels[index] ?? left.rest ?? ANY;
    const other = right.levels[index] ?? right.rest ?? ANY;
    levels.push(one.kind === 'literal' ? one.text : other.kind === 'literal' ? other.text : '+');
  }
  if (left.rest && right.rest) levels.push('#');
  return levels.join('/');
}
