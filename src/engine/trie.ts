/**
 * Finds the entries that list a topic name. Compiled once for a policy; the client's own names stay references that are compared
 * with the session's values, so one trie serves every session. A look-up walks the topic once and allocates nothing.
 */
import type { LevelShape } from '../topics/pattern.js';
import { shapeMatchesPart } from '../topics/shape.js';
import type { Entry, EntryLevel, Identity } from './entries.js';
import { matchesGlued } from './glued.js';
import { Levels } from './levels.js';
import * as field from './node-fields.js';
import { recordSize } from './node-fields.js';
import { inOrder, TrieDraft, trunkOf } from './trie-draft.js';
import { TrieTables, trait } from './trie-tables.js';

/** Called for each entry that lists the topic, by its place among `entries`; `true` ends the search. */
export type Visit = (place: number) => boolean;

/** Of the topic that is looked for. A visit may start no other search by text: decisions are synchronous, and share it. */
export const topicLevels = new Levels();

export class TopicTrie {
  readonly tables: TrieTables;
  /** What every entry begins with: words and names up to where they part. */
  readonly trunk: readonly EntryLevel[];
  readonly #trunkNodes: readonly number[];
  /** As they were given. */
  readonly all: readonly Entry[];

  constructor(entries: readonly Entry[], traitsOf: (entry: Entry) => number = plainly) {
    this.all = entries;
    const root = new TrieDraft();
    for (const entry of entries) root.add(entry);
    const drafts = inOrder(root);
    this.tables = new TrieTables(drafts, traitsOf);
    const { trunk, nodes } = trunkOf(drafts);
    this.trunk = trunk;
    this.#trunkNodes = nodes;
  }

  get size(): number {
    return this.all.length;
  }

  /** The entries as a visit names them. */
  get entries(): readonly Entry[] {
    return this.tables.entries;
  }

  /** Whether an entry decides by its levels alone. */
  isPlain(place: number): boolean {
    return ((this.tables.traits[place] as number) & trait.plain) !== 0;
  }

  /** Visits every entry that lists the topic for this identity, until `visit` says `true`; answers whether it did. */
  find(topic: string, identity: Identity, visit: Visit): boolean {
    if (this.size === 0) return false;
    topicLevels.read(topic, 0);
    return walk(this.tables, 0, topicLevels, 0, identity, visit);
  }

  /** The same for a topic that was taken apart, whole or behind how every listed topic begins. */
  findLevels(levels: Levels, identity: Identity, visit: Visit): boolean {
    if (this.size === 0) return false;
    return walk(
      this.tables,
      levels.starts[0] === 0 ? 0 : this.behindTrunk(this.trunk.length),
      levels,
      0,
      identity,
      visit,
    );
  }

  /** The node behind so many levels of the trunk. */
  behindTrunk(levels: number): number {
    return levels === 0 ? 0 : (this.#trunkNodes[levels - 1] as number) * recordSize;
  }
}

function plainly({ isPlain }: Entry): number {
  return isPlain ? trait.plain : 0;
}

/** `at` is the next level; behind the last one the topic ends. */
function walk(tables: TrieTables, node: number, levels: Levels, at: number, identity: Identity, visit: Visit): boolean {
  const { nodes } = tables;
  // A wildcard in front does not reach topics that begin with "$" [MQTT-4.7.2-1].
  const dollar = at === 0 && levels.isDollar;
  const ends = nodes[node + field.ends] as number;
  const entriesEnd = nodes[node + field.entriesEnd] as number;
  const rests = nodes[node + field.rests] as number;
  if (rests < ends) {
    const shapedRests = nodes[node + field.shapedRests] as number;
    for (let i = dollar ? shapedRests : rests; i < shapedRests; i++) if (visit(i)) return true;
    for (let i = shapedRests; i < ends; i++) {
      const { rest } = tables.entries[i] as Entry;
      if (rest?.kind === 'free' && everyLevel(rest.shape, levels, at) && visit(i)) return true;
    }
  }
  if (at === levels.count) {
    for (let i = ends; i < entriesEnd; i++) if (visit(i)) return true;
    return false;
  }
  const word = tables.word(node, levels, at);
  if (word > 0 && walk(tables, word, levels, at + 1, identity, visit)) return true;
  const free = nodes[node + field.free] as number;
  for (let child = nodes[node + field.bound] as number; child < free; child += recordSize) {
    const value = identity[nodes[child + field.label] as number];
    if (value !== undefined && isLevel(value, levels, at) && walk(tables, child, levels, at + 1, identity, visit))
      return true;
  }
  const any = nodes[node + field.any] as number;
  const hasAny = any < (nodes[node + field.childrenEnd] as number);
  if (!dollar && hasAny && walk(tables, any, levels, at + 1, identity, visit)) return true;
  if (free === any) return false;
  const { text, starts } = levels;
  const start = starts[at] as number;
  const end = (starts[at + 1] as number) - 1;
  const glued = nodes[node + field.glued] as number;
  for (let child = free; child < glued; child += recordSize) {
    const shape = tables.shapes[nodes[child + field.label] as number] as LevelShape;
    if (shapeMatchesPart(shape, text, start, end) && walk(tables, child, levels, at + 1, identity, visit)) return true;
  }
  for (let child = glued; child < any; child += recordSize) {
    const pieces = tables.glued[nodes[child + field.label] as number] as TrieTables['glued'][number];
    if (matchesGlued(pieces, text.slice(start, end), identity) && walk(tables, child, levels, at + 1, identity, visit))
      return true;
  }
  return false;
}

/** Whether a level is this text. Levels are short: to compare them sign by sign beats a call of `startsWith`. */
export function isLevel(value: string, { text, starts }: Levels, at: number): boolean {
  const start = starts[at] as number;
  const { length } = value;
  if (length !== (starts[at + 1] as number) - 1 - start) return false;
  for (let i = 0; i < length; i++) if (value.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  return true;
}

/** Whether every level from one on is of the shape. */
export function everyLevel(shape: LevelShape, { text, starts, count }: Levels, at: number): boolean {
  for (let i = at; i < count; i++)
    if (!shapeMatchesPart(shape, text, starts[i] as number, (starts[i + 1] as number) - 1)) return false;
  return true;
}
