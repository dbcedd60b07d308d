import { overlapWitness } from '../topics/algebra.js';
import type { TopicPattern } from '../topics/pattern.js';
import { coversAlone } from '../topics/plain.js';
import { type Cover, findInCovers, wholly } from './cover.js';

/**
 * A topic of both `filter` and `entry` that is in none of `own`; `undefined` when there is none. Where that cannot be told within
 * the bounds of the search, some topic of both is given: a refusal is the safe side.
 */
export function witnessOutside(filter: TopicPattern, entry: TopicPattern, own: readonly Cover[]): string | undefined {
  const finding = findInCovers([wholly(filter), wholly(entry)], own);
  if (finding.status === 'found') return finding.witness;
  return finding.status === 'unknown' ? overlapWitness(filter, entry) : undefined;
}

/** A topic of both; where that cannot be told, one that the exceptions may have taken out: a refusal is the safe side. */
export function sharedTopic(pattern: TopicPattern, cover: Cover): string | undefined {
  if (cover.except.length === 0) return overlapWitness(pattern, cover.pattern);
  const finding = findInCovers([wholly(pattern), cover], []);
  if (finding.status === 'found') return finding.witness;
  return finding.status === 'unknown' ? overlapWitness(pattern, cover.pattern) : undefined;
}

/** A topic of `pattern` that is in none of `covers`; `covered` when there is none, and no witness where that cannot be told. */
export function gapIn(
  pattern: TopicPattern,
  covers: readonly Cover[],
): { readonly covered: boolean; readonly witness?: string } {
  if (covers.some((cover) => cover.except.length === 0 && coversAlone(cover.pattern, pattern)))
    return { covered: true };
  const finding = findInCovers([wholly(pattern)], covers);
  if (finding.status === 'found') return { covered: false, witness: finding.witness };
  return { covered: finding.status === 'none' };
}
