/** Sets of topics that leave something out, and the search over them. */
import type { TopicPattern } from '../topics/pattern.js';
import { type Finding, findTopic } from '../topics/search.js';
import { type Entry, type Identity, type NameTable, patternOfEntry } from './entries.js';

/** The topics of a pattern that are in none of its exceptions. */
export interface Cover {
  readonly pattern: TopicPattern;
  readonly except: readonly TopicPattern[];
}

export function coverOf(entry: Entry, names: NameTable, identity: Identity): Cover {
  const own = (levels: Parameters<typeof patternOfEntry>[0]): TopicPattern =>
    patternOfEntry(levels, names, identity, 'own');
  return { pattern: own(entry), except: entry.except.map(own) };
}

export function wholly(pattern: TopicPattern): Cover {
  return { pattern, except: [] };
}

const maxSearches = 2048;

/**
 * A topic that is in all of the first sets and in none of the second. Not being in a set with exceptions is to be outside its
 * pattern or inside an exception, so each of those splits the search; beyond the bound nobody knows.
 */
export function findInCovers(inAll: readonly Cover[], inNone: readonly Cover[]): Finding {
  const all = inAll.map(({ pattern }) => pattern);
  const none = [
    ...inAll.flatMap(({ except }) => except),
    ...inNone.filter(({ except }) => except.length === 0).map(({ pattern }) => pattern),
  ];
  const split = inNone.filter(({ except }) => except.length > 0);
  return split.length === 0 ? findTopic(all, none) : search(all, none, split, { left: maxSearches });
}

function search(
  all: readonly TopicPattern[],
  none: readonly TopicPattern[],
  split: readonly Cover[],
  budget: { left: number },
): Finding {
  if (budget.left-- <= 0) return { status: 'unknown' };
  const here = findTopic(all, none);
  const [first, ...rest] = split;
  if (!first || here.status === 'none') return here;
  let unknown = false;
  const ways: (() => Finding)[] = [
    () => search(all, [...none, first.pattern], rest, budget),
    ...first.except.map((cut) => () => search([...all, cut], none, rest, budget)),
  ];
  for (const way of ways) {
    const finding = way();
    if (finding.status === 'found') return finding;
    if (finding.status === 'unknown') unknown = true;
  }
  return { status: unknown ? 'unknown' : 'none' };
}
