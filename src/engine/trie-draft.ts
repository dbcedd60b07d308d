/** A trie while entries are put into it, before it becomes a table. Made at every start: what a node does not have costs nothing. */
import type { Entry, EntryLevel } from './entries.js';

export class TrieDraft {
  /** The level that leads here; nothing for the root. */
  readonly label: EntryLevel | undefined;
  words: Map<string, TrieDraft> | undefined;
  bound: TrieDraft[] | undefined;
  free: TrieDraft[] | undefined;
  glued: TrieDraft[] | undefined;
  any: TrieDraft | undefined;
  /** Entries that take any further levels from here, this level's end included. */
  rests: Entry[] | undefined;
  shapedRests: Entry[] | undefined;
  /** Entries that end here. */
  ends: Entry[] | undefined;
  /** Where its children begin, once the nodes are in order. */
  firstChild = 0;

  constructor(label?: EntryLevel) {
    this.label = label;
  }

  add(entry: Entry): void {
    let node: TrieDraft = this;
    for (const level of entry.levels) node = node.#step(level);
    if (!entry.rest) node.ends = appended(node.ends, entry);
    else if (entry.rest.kind === 'any') node.rests = appended(node.rests, entry);
    else node.shapedRests = appended(node.shapedRests, entry);
  }

  #step(level: EntryLevel): TrieDraft {
    switch (level.kind) {
      case 'literal': {
        this.words ??= new Map();
        let word = this.words.get(level.text);
        if (!word) {
          word = new TrieDraft(level);
          this.words.set(level.text, word);
        }
        return word;
      }
      case 'any':
        this.any ??= new TrieDraft(level);
        return this.any;
      case 'bound':
        this.bound ??= [];
        return stepAmong(this.bound, level, ({ label }) => label?.kind === 'bound' && label.name === level.name);
      case 'free':
        this.free ??= [];
        return stepAmong(this.free, level, ({ label }) => label?.kind === 'free' && label.shape === level.shape);
      case 'glued':
        this.glued ??= [];
        return stepAmong(this.glued, level, () => false);
    }
  }
}

function appended(entries: Entry[] | undefined, entry: Entry): Entry[] {
  if (!entries) return [entry];
  entries.push(entry);
  return entries;
}

function stepAmong(among: TrieDraft[], level: EntryLevel, same: (node: TrieDraft) => boolean): TrieDraft {
  const known = among.find(same);
  if (known) return known;
  const fresh = new TrieDraft(level);
  among.push(fresh);
  return fresh;
}

/** Every node, each node's children next to each other and behind it: words, names, shapes, glued levels, the one for any level. */
export function inOrder(root: TrieDraft): TrieDraft[] {
  const drafts = [root];
  // The list grows while it is gone through.
  for (const draft of drafts) {
    draft.firstChild = drafts.length;
    if (draft.words) for (const child of draft.words.values()) drafts.push(child);
    if (draft.bound) for (const child of draft.bound) drafts.push(child);
    if (draft.free) for (const child of draft.free) drafts.push(child);
    if (draft.glued) for (const child of draft.glued) drafts.push(child);
    if (draft.any) drafts.push(draft.any);
  }
  return drafts;
}

/** The words and names that everything begins with, up to where the entries part, and the number of the node behind each. */
export function trunkOf(drafts: readonly TrieDraft[]): {
  readonly trunk: readonly EntryLevel[];
  readonly nodes: readonly number[];
} {
  const trunk: EntryLevel[] = [];
  const nodes: number[] = [];
  for (let only = onlyWay(drafts, 0); only > 0; only = onlyWay(drafts, only)) {
    trunk.push((drafts[only] as TrieDraft).label as EntryLevel);
    nodes.push(only);
  }
  return { trunk, nodes };
}

/** The one word or name that everything behind a node begins with, if something comes after it; else 0. */
function onlyWay(drafts: readonly TrieDraft[], at: number): number {
  const node = drafts[at] as TrieDraft;
  const { words, bound, free, glued, any, firstChild } = node;
  if (free || glued || any || hasEntries(node) || (words?.size ?? 0) + (bound?.length ?? 0) !== 1) return 0;
  // A topic may end here, or have its last level here: then there is no slash behind it.
  return hasEntries(drafts[firstChild] as TrieDraft) ? 0 : firstChild;
}

function hasEntries({ rests, shapedRests, ends }: Pick<TrieDraft, 'rests' | 'shapedRests' | 'ends'>): boolean {
  return (rests ?? shapedRests ?? ends) !== undefined;
}
