/** A policy's listings by the part that they have in the decision about a filter. */
import type { Wildcards } from '../policy/model.js';
import type { CompiledCheck } from './checks.js';
import { type Entry, verbBit } from './entries.js';
import { meeting } from './filter-walks.js';
import { Levels } from './levels.js';
import { TopicTrie } from './trie.js';

/** In the order of the page. */
export interface FilterLists {
  readonly entries: readonly Entry[];
  readonly deny: readonly Entry[];
  /** Granted as they are spelled: of `exact` sections, and filters of their own in `overlap` ones. */
  readonly spelled: readonly Entry[];
  readonly overlap: readonly Entry[];
  readonly within: readonly Entry[];
  /** What the platform sends. */
  readonly sent: readonly Entry[];
}

/** So many are looked through faster than they are searched. */
const fewEntries = 24;

/** Of the filter that is asked for: decisions are synchronous. */
const levels = new Levels();

export class FilterListings {
  readonly all: FilterLists;
  /** Checks on any filter, but for the one on share groups. */
  readonly checks: readonly CompiledCheck[];
  readonly #trie: TopicTrie | undefined;

  constructor(entries: readonly Entry[], checks: readonly CompiledCheck[]) {
    this.all = listsOf(entries);
    this.checks = checks.filter((check) => check.policyField !== 'shared');
    this.#trie = entries.length > fewEntries ? new TopicTrie(entries) : undefined;
  }

  /** The lists without what plainly has nothing to do with the filter, whoever asks. What is granted as spelled stays. */
  near(filter: string): FilterLists {
    if (!this.#trie) return this.all;
    const { tables } = this.#trie;
    levels.readFilter(filter);
    const near: Entry[] = [];
    meeting(tables, 0, levels, 0, undefined, false, (place) => {
      near.push(tables.entries[place] as Entry);
      return false;
    });
    near.sort((a, b) => a.order - b.order);
    return { ...listsOf(near), spelled: this.all.spelled };
  }
}

function listsOf(entries: readonly Entry[]): FilterLists {
  const lists = { deny: [], spelled: [], overlap: [], within: [], sent: [] } as Record<
    Exclude<keyof FilterLists, 'entries'>,
    Entry[]
  >;
  for (const entry of entries) {
    const { verbs, section, filterOnly, equalLevels } = entry;
    const subscribable = (verbs & verbBit.subscribe) !== 0;
    if (entry.deny) {
      if (subscribable) lists.deny.push(entry);
      continue;
    }
    if (subscribable && (section.filters === 'exact' || filterOnly)) lists.spelled.push(entry);
    if (section.filters === 'overlap' && !filterOnly) lists.overlap.push(entry);
    if (subscribable && section.filters === 'within' && equalLevels.length === 0) lists.within.push(entry);
    if (!filterOnly && (verbs & (verbBit.subscribe | verbBit.receive)) !== 0) lists.sent.push(entry);
  }
  return { entries, ...lists };
}

/** Level at which the first wildcard may stand, and whether any may, for one section. */
export function wildcardsAllowedFrom(wildcards: Wildcards | undefined): number {
  if (!wildcards) return 1;
  return 'none' in wildcards ? Number.POSITIVE_INFINITY : wildcards.fromLevel;
}
