/**
 * A trie as one table of numbers: a step from a level to the next reads one record of it, and a word among many is found by one
 * look into a second one. So a look-up among ten thousand entries touches little more memory than one among ten.
 */
import type { LevelShape } from '../topics/pattern.js';
import type { Entry, EntryLevel } from './entries.js';
import { hashed, type Levels } from './levels.js';
import * as field from './node-fields.js';
import { recordSize } from './node-fields.js';
import type { TrieDraft } from './trie-draft.js';

type Pieces = Extract<EntryLevel, { kind: 'glued' }>['pieces'];

/** What is said of an entry, and of all entries from a node on together. More bits are free for those who build a trie. */
export const trait = {
  plain: 1,
  /** It takes further levels. */
  rest: 2,
  /** Of what is below a node: some level is a name of the client's, or holds one. */
  bound: 4,
} as const;

/** So many words are compared one after the other; more are found by their hash. */
const fewWords = 2;

export class TrieTables {
  readonly nodes: Int32Array;
  readonly shapes: readonly LevelShape[];
  readonly glued: readonly Pieces[];
  /** In the order of the nodes that they are at. */
  readonly entries: readonly Entry[];
  /** Of each entry. */
  readonly traits: Uint8Array;
  /** Pairs of a key, made of a node and a word's hash, and a child; 0 is no child. */
  readonly #slots: Int32Array;
  readonly #shift: number;
  readonly #characters: Uint16Array;

  /** `drafts`: every node, in order. */
  constructor(drafts: readonly TrieDraft[], traitsOf: (entry: Entry) => number) {
    const nodes = new Int32Array(drafts.length * recordSize);
    const entries: Entry[] = [];
    const shapes: LevelShape[] = [];
    const glued: Pieces[] = [];
    const characters: number[] = [];
    const texts = new Map<string, number>();
    let node = 0;
    let hashedWords = 0;
    for (const draft of drafts) {
      const { label } = draft;
      if (label?.kind === 'literal') {
        const { text } = label;
        let at = texts.get(text);
        if (at === undefined) {
          at = characters.length;
          texts.set(text, at);
          for (let i = 0; i < text.length; i++) characters.push(text.charCodeAt(i));
        }
        nodes[node + field.label] = at;
        nodes[node + field.length] = text.length;
        nodes[node + field.hash] = hashOf(text);
      } else if (label?.kind === 'bound') nodes[node + field.label] = label.name;
      else if (label?.kind === 'free') nodes[node + field.label] = shapes.push(label.shape) - 1;
      else if (label?.kind === 'glued') nodes[node + field.label] = glued.push(label.pieces) - 1;
      const words = draft.words?.size ?? 0;
      if (words > fewWords) hashedWords += words;
      const bound = draft.firstChild + words;
      const free = bound + (draft.bound?.length ?? 0);
      const ofPieces = free + (draft.free?.length ?? 0);
      const any = ofPieces + (draft.glued?.length ?? 0);
      nodes[node + field.words] = draft.firstChild * recordSize;
      nodes[node + field.bound] = bound * recordSize;
      nodes[node + field.free] = free * recordSize;
      nodes[node + field.glued] = ofPieces * recordSize;
      nodes[node + field.any] = any * recordSize;
      nodes[node + field.childrenEnd] = (any + (draft.any ? 1 : 0)) * recordSize;
      nodes[node + field.rests] = entries.length;
      nodes[node + field.shapedRests] = append(entries, draft.rests);
      nodes[node + field.ends] = append(entries, draft.shapedRests);
      nodes[node + field.entriesEnd] = append(entries, draft.ends);
      node += recordSize;
    }
    this.nodes = nodes;
    this.shapes = shapes;
    this.glued = glued;
    this.entries = entries;
    this.traits = new Uint8Array(entries.length);
    this.#characters = new Uint16Array(characters);
    this.#gatherTraits(traitsOf);
    // At most half full.
    const bits = Math.max(2, Math.ceil(Math.log2(hashedWords + 1)) + 1);
    this.#shift = 32 - bits;
    this.#slots = new Int32Array(2 ** (bits + 1));
    if (hashedWords > 0) this.#fillSlots();
  }

  /** The child of a node that a level of the text leads to as a word; 0 where there is none. */
  word(node: number, levels: Levels, at: number): number {
    const { nodes } = this;
    const first = nodes[node + field.words] as number;
    const end = nodes[node + field.bound] as number;
    if (first === end) return 0;
    const hash = levels.hashes[at] as number;
    if (end - first <= fewWords * recordSize) {
      for (let child = first; child < end; child += recordSize)
        if (nodes[child + field.hash] === hash && this.#isWord(child, levels, at)) return child;
      return 0;
    }
    const slots = this.#slots;
    const key = keyOf(node, hash);
    let slot = key >>> this.#shift;
    for (;;) {
      const child = slots[2 * slot + 1] as number;
      if (child === 0) return 0;
      if (slots[2 * slot] === key && child >= first && child < end && this.#isWord(child, levels, at)) return child;
      slot = 2 * (slot + 1) === slots.length ? 0 : slot + 1;
    }
  }

  /** The word that leads to a node begins with `$`. */
  isDollar(child: number): boolean {
    const { nodes } = this;
    return nodes[child + field.length] !== 0 && this.#characters[nodes[child + field.label] as number] === 0x24;
  }

  #isWord(child: number, { text, starts }: Levels, at: number): boolean {
    const { nodes } = this;
    const start = starts[at] as number;
    const length = nodes[child + field.length] as number;
    if (length !== (starts[at + 1] as number) - 1 - start) return false;
    const characters = this.#characters;
    const label = nodes[child + field.label] as number;
    for (let i = 0; i < length; i++) if (characters[label + i] !== text.charCodeAt(start + i)) return false;
    return true;
  }

  /** Children come behind their parents, so what is below them is known when they are asked. */
  #gatherTraits(traitsOf: (entry: Entry) => number): void {
    const { nodes, traits, entries: all } = this;
    for (let i = 0; i < all.length; i++) {
      const entry = all[i] as Entry;
      traits[i] = traitsOf(entry) | (entry.rest ? trait.rest : 0);
    }
    for (let node = nodes.length - recordSize; node >= 0; node -= recordSize) {
      let below = 0;
      const end = nodes[node + field.entriesEnd] as number;
      for (let i = nodes[node + field.rests] as number; i < end; i++) below |= traits[i] as number;
      const isBound = nodes[node + field.bound] !== nodes[node + field.free];
      if (isBound || nodes[node + field.glued] !== nodes[node + field.any]) below |= trait.bound;
      const last = nodes[node + field.childrenEnd] as number;
      for (let child = nodes[node + field.words] as number; child < last; child += recordSize)
        below |= nodes[child + field.below] as number;
      nodes[node + field.below] = below;
    }
  }

  #fillSlots(): void {
    const { nodes } = this;
    const slots = this.#slots;
    for (let node = 0; node < nodes.length; node += recordSize) {
      const first = nodes[node + field.words] as number;
      const end = nodes[node + field.bound] as number;
      if (end - first <= fewWords * recordSize) continue;
      for (let child = first; child < end; child += recordSize) {
        const key = keyOf(node, nodes[child + field.hash] as number);
        let slot = key >>> this.#shift;
        while (slots[2 * slot + 1] !== 0) slot = 2 * (slot + 1) === slots.length ? 0 : slot + 1;
        slots[2 * slot] = key;
        slots[2 * slot + 1] = child;
      }
    }
  }
}

/** Adds entries to a list, and says how long it is then. */
function append(to: Entry[], entries: readonly Entry[] | undefined): number {
  if (entries) for (const entry of entries) to.push(entry);
  return to.length;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = hashed(hash, text.charCodeAt(at));
  return hash;
}

function keyOf(node: number, hash: number): number {
  const mixed = Math.imul(hash ^ Math.imul(node + recordSize, 0x9e3779b1), 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}
