/** A trie while entries are put into it, before it becomes a table. */
import type { Entry, EntryLevel } from './entries.js';

export class TrieDraft {
  /** The level that leads here; nothing for the root. */
  readonly label: EntryLevel | undefined;
  readonly words = new Map<string, TrieDraft>();
  readonly bound: TrieDraft[] = [];
  readonly free: TrieDraft[] = [];
  readonly glued: TrieDraft[] = [];
  any: TrieDraft | undefined;
  /** Entries that take any further levels from here, this level's end included. */
  readonly rests: Entry[] = [];
  readonly shapedRests: Entry[] = [];
  /** Entries that end here. */
  readonly ends: Entry[] = [];

  constructor(label?: EntryLevel) {
    this.label = label;
  }

  get children(): TrieDraft[] {
    const named = [...this.words.values(), ...this.bound, ...this.free, ...this.glued];
    return this.any ? [...named, this.any] : named;
  }

  get entries(): Entry[] {
    return [...this.rests, ...this.shapedRests, ...this.ends];
  }

  add(entry: Entry): void {
    let node: TrieDraft = this;
    for (const level of entry.levels) node = node.#step(level);
    if (!entry.rest) node.ends.push(entry);
    else if (entry.rest.kind === 'any') node.rests.push(entry);
    else node.shapedRests.push(entry);
  }

  #step(level: EntryLevel): TrieDraft {
    switch (level.kind) {
      case 'literal': {
        const known = this.words.get(level.text);
        if (known) return known;
        const fresh = new TrieDraft(level);
        this.words.set(level.text, fresh);
        return fresh;
      }
      case 'any':
        this.any ??= new TrieDraft(level);
        return this.any;
      case 'bound':
        return stepAmong(this.bound, level, ({ label }) => label?.kind === 'bound' && label.name === level.name);
      case 'free':
        return stepAmong(this.free, level, ({ label }) => label?.kind === 'free' && label.shape === level.shape);
      case 'glued':
        return stepAmong(this.glued, level, () => false);
    }
  }
}

function stepAmong(among: TrieDraft[], level: EntryLevel, same: (node: TrieDraft) => boolean): TrieDraft {
  const known = among.find(same);
  if (known) return known;
  const fresh = new TrieDraft(level);
  among.push(fresh);
  return fresh;
}

/** The words and names that everything begins with, up to where the entries part, and what comes after them. */
export function trunkOf(root: TrieDraft): { readonly trunk: readonly EntryLevel[]; readonly end: TrieDraft } {
  const trunk: EntryLevel[] = [];
  let end = root;
  for (let only = onlyWay(end); only; only = onlyWay(end)) {
    trunk.push(only.label as EntryLevel);
    end = only;
  }
  return { trunk, end };
}

/** The one word or name that everything behind a node begins with, if something comes after it. */
function onlyWay(node: TrieDraft): TrieDraft | undefined {
  const [only, ...others] = node.children;
  if (!only || others.length > 0 || node.entries.length > 0) return undefined;
  if (only.label?.kind !== 'literal' && only.label?.kind !== 'bound') return undefined;
  // A topic may end here, or have its last level here: then there is no slash behind it.
  return only.entries.length > 0 ? undefined : only;
}
