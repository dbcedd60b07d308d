import type { TopicPattern } from '../topics/pattern.js';
import { coversAlone } from '../topics/plain.js';
import { findTopic } from '../topics/search.js';

/**
 * A topic of both `filter` and `entry` that is in none of `own`; `undefined` when there is none. Where that cannot be told within
 * the bounds of the search, some topic of both is given: a refusal is the safe side.
 */
export function witnessOutside(
  filter: TopicPattern,
  entry: TopicPattern,
  own: readonly TopicPattern[],
): string | undefined {
  const finding = findTopic([filter, entry], own);
  if (finding.status === 'found') return finding.witness;
  return finding.status === 'unknown' ? witnessOfBoth(filter, entry) : undefined;
}

/** A topic of both patterns. */
export function witnessOfBoth(a: TopicPattern, b: TopicPattern): string | undefined {
  const finding = findTopic([a, b]);
  return finding.status === 'found' ? finding.witness : undefined;
}

/** A topic of `pattern` that is in none of `covers`; `covered` when there is none, and no witness where that cannot be told. */
export function gapIn(
  pattern: TopicPattern,
  covers: readonly TopicPattern[],
): { readonly covered: boolean; readonly witness?: string } {
  if (covers.some((cover) => coversAlone(cover, pattern))) return { covered: true };
  const finding = findTopic([pattern], covers);
  if (finding.status === 'found') return { covered: false, witness: finding.witness };
  return { covered: finding.status === 'none' };
}
