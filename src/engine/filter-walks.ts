/**
 * A filter's text held against tries of listings, level by level: what can be told without looking for a topic. Each walk says only
 * what is certain, as a set of bits.
 */
import type { LevelShape } from '../topics/pattern.js';
import { shapeMatchesPart } from '../topics/shape.js';
import type { Identity } from './entries.js';
import type { Levels } from './levels.js';
import * as field from './node-fields.js';
import { recordSize } from './node-fields.js';
import { isLevel } from './trie.js';
import { type TrieTables, trait } from './trie-tables.js';

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
  const loudBelow = ((nodes[node + field.below] as number) & filterTrait.loud) === 0 ? 0 : cover.loud;
  const rests = nodes[node + field.rests] as number;
  const ends = nodes[node + field.ends] as number;
  let found = 0;
  if (rests < ends) {
    const shapedRests = nodes[node + field.shapedRests] as number;
    for (let i = dollar ? shapedRests : rests; i < shapedRests; i++) found |= wholeBy(traits[i] as number);
    if (shapedRests < ends) found |= cover.possible | loudBelow;
  }
  const free = nodes[node + field.free] as number;
  const any = nodes[node + field.any] as number;
  if (at === levels.count) {
    if (levels.isOpen) return found | loudBelow | (reachesOn(nodes, node) ? cover.possible : 0);
    const end = nodes[node + field.entriesEnd] as number;
    for (let i = ends; i < end; i++) found |= wholeBy(traits[i] as number);
    return found;
  }
  if (any < (nodes[node + field.childrenEnd] as number) && !dollar)
    found |= covering(tables, any, levels, at + 1, identity);
  if (levels.isWild(at)) return found | loudBelow | (free < any ? cover.possible : 0);
  if ((nodes[node + field.glued] as number) < any) found |= cover.possible | loudBelow;
  let child = tables.word(node, levels, at);
  if (child !== 0) found |= covering(tables, child, levels, at + 1, identity);
  for (child = nextNamed(tables, node, levels, at, identity, 0); child !== 0; ) {
    found |= covering(tables, child, levels, at + 1, identity);
    child = nextNamed(tables, node, levels, at, identity, child);
  }
  return found;
}

function wholeBy(traits: number): number {
  return (traits & filterTrait.loud) === 0 ? cover.whole : cover.whole | cover.loud;
}

/** Whether a child that takes texts that nobody names leads to a listing that takes further levels. */
function reachesOn(nodes: Int32Array, node: number): boolean {
  const end = nodes[node + field.childrenEnd] as number;
  for (let child = nodes[node + field.free] as number; child < end; child += recordSize)
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
  const isLast = at === levels.count;
  const wild = isLast ? levels.isOpen : levels.isWild(at);
  if (node === 0 && wild) return share.some | share.unclear;
  const dollar = at === 0 && levels.isDollar;
  const ends = nodes[node + field.ends] as number;
  let found = 0;
  if (!dollar)
    for (let i = nodes[node + field.rests] as number; i < ends; i++)
      found |= shareBy(traits[i] as number) & ~share.sent;
  if (isLast) {
    if (wild) return found | shareBelow(nodes[node + field.below] as number);
    const end = nodes[node + field.entriesEnd] as number;
    for (let i = ends; i < end; i++) found |= shareBy(traits[i] as number);
    return found;
  }
  const bound = nodes[node + field.bound] as number;
  const free = nodes[node + field.free] as number;
  const glued = nodes[node + field.glued] as number;
  const any = nodes[node + field.any] as number;
  if (glued < any || (wild && bound < free)) return share.some | share.unclear;
  if (any < (nodes[node + field.childrenEnd] as number) && !dollar)
    found |= sharing(tables, any, levels, at + 1, identity);
  if (wild) {
    for (let child = nodes[node + field.words] as number; child < any; child += recordSize)
      found |= sharing(tables, child, levels, at + 1, identity);
    return found;
  }
  let child = tables.word(node, levels, at);
  if (child !== 0) found |= sharing(tables, child, levels, at + 1, identity);
  let foreign = free - bound;
  for (child = nextNamed(tables, node, levels, at, identity, 0); child !== 0; ) {
    if (child < free) foreign -= recordSize;
    found |= sharing(tables, child, levels, at + 1, identity);
    child = nextNamed(tables, node, levels, at, identity, child);
  }
  // A name that is not this client's is somebody else's.
  return foreign === 0 ? found : found | share.some | share.unclear;
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
  const any = nodes[node + field.any] as number;
  let found = 0;
  if (at === levels.count) {
    const ends = nodes[node + field.ends] as number;
    const first = levels.isOpen ? (nodes[node + field.rests] as number) : ends;
    const end = levels.isOpen ? ends : (nodes[node + field.entriesEnd] as number);
    for (let i = first; i < end; i++) found |= spelledBy(traits[i] as number);
    return found;
  }
  if (levels.isWild(at))
    return any < (nodes[node + field.childrenEnd] as number) ? spelling(tables, any, levels, at + 1, identity) : 0;
  if ((nodes[node + field.glued] as number) < any) found |= spelled.unclear;
  let child = tables.word(node, levels, at);
  if (child !== 0) found |= spelling(tables, child, levels, at + 1, identity);
  for (child = nextNamed(tables, node, levels, at, identity, 0); child !== 0; ) {
    found |= spelling(tables, child, levels, at + 1, identity);
    child = nextNamed(tables, node, levels, at, identity, child);
  }
  return found;
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
  const isLast = at === levels.count;
  const shapedRests = nodes[node + field.shapedRests] as number;
  const ends = nodes[node + field.ends] as number;
  const end = isLast ? (nodes[node + field.entriesEnd] as number) : ends;
  for (let i = dollar ? shapedRests : (nodes[node + field.rests] as number); i < end; i++) {
    const isShaped = i >= shapedRests && i < ends;
    if (visit(i, sure && !isShaped)) return true;
  }
  if (isLast && !levels.isOpen) return false;
  const next = isLast ? at : at + 1;
  const glued = nodes[node + field.glued] as number;
  const any = nodes[node + field.any] as number;
  const hasAny = any < (nodes[node + field.childrenEnd] as number);
  if (hasAny && !dollar && meeting(tables, any, levels, next, identity, sure, visit)) return true;
  for (let child = glued; child < any; child += recordSize)
    if (meeting(tables, child, levels, next, identity, false, visit)) return true;
  if (isLast || levels.isWild(at)) {
    const bound = nodes[node + field.bound] as number;
    for (let child = nodes[node + field.words] as number; child < glued; child += recordSize) {
      const word = child < bound;
      if (node === 0 && word && tables.isDollar(child)) continue;
      // A name or a shape in front may begin with "$", and an empty level alone is no topic [MQTT-4.7.3-1].
      const certain =
        node === 0 ? word && nodes[child + field.length] !== 0 : word || !isLongName(nodes, node, child, identity);
      if (meeting(tables, child, levels, next, identity, sure && certain, visit)) return true;
    }
    return false;
  }
  let child = tables.word(node, levels, at);
  if (child !== 0 && meeting(tables, child, levels, next, identity, sure, visit)) return true;
  for (child = nextNamed(tables, node, levels, at, identity, 0); child !== 0; ) {
    if (meeting(tables, child, levels, next, identity, sure, visit)) return true;
    child = nextNamed(tables, node, levels, at, identity, child);
  }
  return false;
}

function isLongName(nodes: Int32Array, node: number, child: number, identity: Identity | undefined): boolean {
  if (child >= (nodes[node + field.free] as number)) return false;
  const name = identity?.[nodes[child + field.label] as number];
  return name === undefined || name.length > shortName;
}

/**
 * Of the children that take a level's text as a name or a shape, the next one behind `before`, which is 0 for the first; 0 where none is
 * left. Without an identity every name takes every text.
 */
function nextNamed(
  tables: TrieTables,
  node: number,
  levels: Levels,
  at: number,
  identity: Identity | undefined,
  before: number,
): number {
  const { nodes } = tables;
  const free = nodes[node + field.free] as number;
  const glued = nodes[node + field.glued] as number;
  let child = before === 0 ? (nodes[node + field.bound] as number) : before + recordSize;
  for (; child < free; child += recordSize) {
    if (!identity) return child;
    const value = identity[nodes[child + field.label] as number];
    if (value !== undefined && isLevel(value, levels, at)) return child;
  }
  for (; child < glued; child += recordSize) {
    const shape = tables.shapes[nodes[child + field.label] as number] as LevelShape;
    const { text, starts } = levels;
    if (shapeMatchesPart(shape, text, starts[at] as number, (starts[at + 1] as number) - 1)) return child;
  }
  return 0;
}
