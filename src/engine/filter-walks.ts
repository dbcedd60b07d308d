/**
 * A filter's text held against tries of listings, level by level: what can be told without looking for a topic. Each walk says only
 * what is certain, as a set of bits.
 */
import type { LevelShape } from '../topics/pattern.js';
import { shapeMatchesPart } from '../topics/shape.js';
import type { Identity } from './entries.js';
import type { Levels } from './levels.js';
import { isLevel } from './trie.js';
import { countOf, field, recordSize, type TrieTables, trait } from './trie-tables.js';

/** What is said of a listing that filters are held against. */
export const filterTrait = {
  ...trait,
  /** It has more to say than yes: a note, a check, topics that it leaves out, levels that have to be equal. */
  loud: 8,
  /** The platform sends what it lists, topic by topic. */
  sent: 16,
  /** Granted as it is spelled, and then never dead. */
  exact: 32,
  /** It lists topics that are far from the limit of a topic's length. */
  short: 64,
} as const;

/** A longer name of the client's may bring a topic near to the limit of its length. */
export const shortName = 64;

/** What `covering` found. */
export const cover = {
  /** A listing holds all of the filter. */
  whole: 1,
  /** Without this and `whole` there are topics of the filter that no listing holds. */
  possible: 2,
  /** A listing that has more to say than yes may share a topic with the filter. */
  loud: 4,
} as const;

/**
 * Which listings hold a filter: looked for are the topics that are hardest to hold, which have a text at every wildcard that no
 * listing names. What holds those by levels for any text holds the whole filter.
 */
export function covering(tables: TrieTables, node: number, levels: Levels, at: number, identity: Identity): number {
  const { nodes, traits } = tables;
  // A wildcard in front does not reach topics that begin with "$" [MQTT-4.7.2-1].
  const dollar = at === 0 && levels.isDollar;
  const below = nodes[node + field.below] as number;
  const loudBelow = (below & filterTrait.loud) === 0 ? 0 : cover.loud;
  const entries = nodes[node + field.entries] as number;
  const rests = dollar ? 0 : (nodes[node + field.rests] as number);
  let found = (nodes[node + field.shapedRests] as number) > 0 ? cover.possible | loudBelow : 0;
  for (let i = entries; i < entries + rests; i++) found |= wholeBy(traits[i] as number);
  if (at === levels.count) {
    if (levels.isOpen) return found | loudBelow | (reachesOn(nodes, node) ? cover.possible : 0);
    const first = entries + countOf(nodes, node, field.rests, field.shapedRests);
    const end = first + (nodes[node + field.ends] as number);
    for (let i = first; i < end; i++) found |= wholeBy(traits[i] as number);
    return found;
  }
  if (nodes[node + field.any] !== 0 && !dollar) found |= covering(tables, anyOf(nodes, node), levels, at + 1, identity);
  if (levels.isWild(at)) {
    const guessed = countOf(nodes, node, field.free, field.glued) > 0;
    return found | loudBelow | (guessed ? cover.possible : 0);
  }
  if ((nodes[node + field.glued] as number) > 0) found |= cover.possible | loudBelow;
  for (let child = 0; ; ) {
    child = nextStep(tables, node, levels, at, identity, child);
    if (child === 0) return found;
    found |= covering(tables, child, levels, at + 1, identity);
  }
}

function wholeBy(traits: number): number {
  return (traits & filterTrait.loud) === 0 ? cover.whole : cover.whole | cover.loud;
}

/** Whether a child that takes texts that nobody names leads to a listing that takes further levels. */
function reachesOn(nodes: Int32Array, node: number): boolean {
  const end = anyOf(nodes, node) + (nodes[node + field.any] as number) * recordSize;
  let child = anyOf(nodes, node) - countOf(nodes, node, field.free, field.glued) * recordSize;
  for (; child < end; child += recordSize)
    if (((nodes[child + field.below] as number) & filterTrait.rest) !== 0) return true;
  return false;
}

/** What `sharing` found. */
export const share = {
  /** A listing may share a topic with the filter. */
  some: 1,
  /** One that the platform sends does. */
  sent: 2,
  /** A topic that is shared may be somebody else's, or a listing has more to say than yes. */
  unclear: 4,
} as const;

/**
 * What a filter shares with a closed catalogue: as long as it spells every name of the client's, all of that is the client's own. Of a
 * filter that begins with a wildcard nothing is told.
 */
export function sharing(tables: TrieTables, node: number, levels: Levels, at: number, identity: Identity): number {
  const { nodes, traits } = tables;
  const wild = at < levels.count ? levels.isWild(at) : levels.isOpen;
  if (at === 0 && wild) return share.some | share.unclear;
  const dollar = at === 0 && levels.isDollar;
  const entries = nodes[node + field.entries] as number;
  const rests = countOf(nodes, node, field.rests, field.shapedRests);
  let found = 0;
  for (let i = entries; i < entries + rests && !dollar; i++) found |= shareBy(traits[i] as number) & ~share.sent;
  if (at === levels.count) {
    if (levels.isOpen) return found | shareBelow(nodes[node + field.below] as number);
    const end = entries + rests + (nodes[node + field.ends] as number);
    for (let i = entries + rests; i < end; i++) found |= shareBy(traits[i] as number);
    return found;
  }
  if ((nodes[node + field.glued] as number) > 0) return share.some | share.unclear;
  if (nodes[node + field.any] !== 0 && !dollar) found |= sharing(tables, anyOf(nodes, node), levels, at + 1, identity);
  const bound = nodes[node + field.bound] as number;
  if (wild) {
    if (bound > 0) return share.some | share.unclear;
    const end = anyOf(nodes, node);
    for (let child = nodes[node + field.children] as number; child < end; child += recordSize)
      found |= sharing(tables, child, levels, at + 1, identity);
    return found;
  }
  let own = 0;
  for (let child = 0; ; ) {
    child = nextStep(tables, node, levels, at, identity, child);
    if (child === 0) break;
    if (isBound(nodes, node, child)) own++;
    found |= sharing(tables, child, levels, at + 1, identity);
  }
  // A name that is not this client's is somebody else's.
  return own === bound ? found : found | share.some | share.unclear;
}

function shareBy(traits: number): number {
  if ((traits & filterTrait.loud) !== 0) return share.some | share.unclear;
  return (traits & filterTrait.sent) === 0 ? share.some : share.some | share.sent;
}

function shareBelow(traits: number): number {
  return (traits & filterTrait.bound) === 0 ? shareBy(traits) : share.some | share.unclear;
}

/** What `spelling` found. */
export const spelled = {
  /** A listing spells the filter, and grants what it spells. */
  granted: 1,
  /** Another one may, and has more to say. */
  unclear: 2,
} as const;

/** Which listings spell a filter, its wildcards taken as characters. */
export function spelling(tables: TrieTables, node: number, levels: Levels, at: number, identity: Identity): number {
  const { nodes, traits } = tables;
  if (at === levels.count) {
    const entries = nodes[node + field.entries] as number;
    const rests = countOf(nodes, node, field.rests, field.shapedRests);
    const first = levels.isOpen ? entries : entries + rests;
    const end = levels.isOpen ? first + rests : first + (nodes[node + field.ends] as number);
    let found = 0;
    for (let i = first; i < end; i++) found |= spelledBy(traits[i] as number);
    return found;
  }
  if (levels.isWild(at))
    return nodes[node + field.any] === 0 ? 0 : spelling(tables, anyOf(nodes, node), levels, at + 1, identity);
  let found = (nodes[node + field.glued] as number) > 0 ? spelled.unclear : 0;
  for (let child = 0; ; ) {
    child = nextStep(tables, node, levels, at, identity, child);
    if (child === 0) return found;
    found |= spelling(tables, child, levels, at + 1, identity);
  }
}

function spelledBy(traits: number): number {
  return (traits & (filterTrait.exact | filterTrait.loud)) === filterTrait.exact ? spelled.granted : spelled.unclear;
}

/**
 * Visits every entry that may share a topic with the filter, until `visit` says `true`; answers whether it did. `sure` says that they
 * do, if the entry's levels decide alone. Without an identity: whoever the client is.
 */
export function meeting(
  tables: TrieTables,
  node: number,
  levels: Levels,
  at: number,
  identity: Identity | undefined,
  sure: boolean,
  visit: (place: number, sure: boolean) => boolean,
): boolean {
  const { nodes } = tables;
  const dollar = at === 0 && levels.isDollar;
  const entries = nodes[node + field.entries] as number;
  const rests = nodes[node + field.rests] as number;
  const first = entries + (dollar ? rests : 0);
  const ends = entries + rests + (nodes[node + field.shapedRests] as number);
  const end = at === levels.count ? ends + (nodes[node + field.ends] as number) : ends;
  for (let i = first; i < end; i++) {
    const isShaped = i >= entries + rests && i < ends;
    if (visit(i, sure && !isShaped)) return true;
  }
  const isLast = at === levels.count;
  if (isLast && !levels.isOpen) return false;
  const any = anyOf(nodes, node);
  const next = isLast ? at : at + 1;
  if (nodes[node + field.any] !== 0 && !dollar && meeting(tables, any, levels, next, identity, sure, visit))
    return true;
  const glued = any - (nodes[node + field.glued] as number) * recordSize;
  for (let child = glued; child < any; child += recordSize)
    if (meeting(tables, child, levels, next, identity, false, visit)) return true;
  if (isLast || levels.isWild(at)) {
    for (let child = nodes[node + field.children] as number; child < glued; child += recordSize) {
      const word = isWord(nodes, node, child);
      if (node === 0 && word && tables.isDollar(child)) continue;
      // A name or a shape in front may begin with "$", and an empty level alone is no topic [MQTT-4.7.3-1].
      const certain =
        node === 0 ? word && nodes[child + field.length] !== 0 : word || !isLongName(nodes, node, child, identity);
      if (meeting(tables, child, levels, next, identity, sure && certain, visit)) return true;
    }
    return false;
  }
  for (let child = 0; ; ) {
    child = nextStep(tables, node, levels, at, identity, child);
    if (child === 0) return false;
    if (meeting(tables, child, levels, next, identity, sure, visit)) return true;
  }
}

function isLongName(nodes: Int32Array, node: number, child: number, identity: Identity | undefined): boolean {
  if (!isBound(nodes, node, child)) return false;
  const name = identity?.[nodes[child + field.label] as number];
  return name === undefined || name.length > shortName;
}

/**
 * Of the children that take a level's text as a word, a name or a shape, the next one behind `before`, which is 0 for the first; 0
 * where none is left. Without an identity every name takes every text.
 */
function nextStep(
  tables: TrieTables,
  node: number,
  levels: Levels,
  at: number,
  identity: Identity | undefined,
  before: number,
): number {
  const { nodes } = tables;
  const bound = (nodes[node + field.children] as number) + (nodes[node + field.words] as number) * recordSize;
  const free = bound + (nodes[node + field.bound] as number) * recordSize;
  if (before === 0) {
    const word = tables.word(node, levels, at);
    if (word !== 0) return word;
  }
  let child = before < bound ? bound : before + recordSize;
  for (; child < free; child += recordSize) {
    if (!identity) return child;
    const value = identity[nodes[child + field.label] as number];
    if (value !== undefined && isLevel(value, levels, at)) return child;
  }
  const end = free + (nodes[node + field.free] as number) * recordSize;
  for (; child < end; child += recordSize) {
    const shape = tables.shapes[nodes[child + field.label] as number] as LevelShape;
    const { text, starts } = levels;
    if (shapeMatchesPart(shape, text, starts[at] as number, (starts[at + 1] as number) - 1)) return child;
  }
  return 0;
}

/** Where the child for any level is, or would be. */
function anyOf(nodes: Int32Array, node: number): number {
  return (nodes[node + field.children] as number) + countOf(nodes, node, field.words, field.glued) * recordSize;
}

function isWord(nodes: Int32Array, node: number, child: number): boolean {
  return child < (nodes[node + field.children] as number) + (nodes[node + field.words] as number) * recordSize;
}

function isBound(nodes: Int32Array, node: number, child: number): boolean {
  const first = (nodes[node + field.children] as number) + (nodes[node + field.words] as number) * recordSize;
  return child >= first && child < first + (nodes[node + field.bound] as number) * recordSize;
}
