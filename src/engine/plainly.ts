/** What can be told about an entry and a filter by one look at their levels, where the search would only say the same. */
import type { LevelPattern, LevelShape, TopicPattern } from '../topics/pattern.js';
import { shapeMatches } from '../topics/shape.js';
import { shapeSample } from '../topics/shape-text.js';
import type { Entry, EntryLevel, Identity, NameTable } from './entries.js';

/** A topic that is put together from a filter and an entry stays far below the size limit when each is below this. */
export const farFromLimit = 4096;

/** Whether a filter plainly covers a topic that the entry lists for this client. Quick; `false` says nothing yet. */
export function plainlyTouching(entry: Entry, pattern: TopicPattern, identity: Identity): boolean {
  if (entry.equalLevels.length > 0) return false;
  return sharesPlainly(entry, pattern, (own, asked) => leastTouch(own, asked, identity));
}

/** The same for somebody whose names may be any texts, whatever their shapes say. */
export function plainlyListing(entry: Entry, pattern: TopicPattern): boolean {
  return sharesPlainly(entry, pattern, leastOfAnybody);
}

/** `least`: about the shortest text that is in both levels, in characters; nothing where they are apart, or where it is not plain. */
function sharesPlainly(
  { levels, rest, except }: Entry,
  pattern: TopicPattern,
  least: (own: EntryLevel, asked: LevelPattern | undefined, at: number) => number | undefined,
): boolean {
  const asked = pattern.levels;
  // A wildcard in front holds no topic that begins with `$` [MQTT-4.7.2-1]: that is for the search.
  if (rest || except.length > 0 || asked[0]?.kind !== 'literal' || asked.length > levels.length) return false;
  if (asked.length < levels.length && pattern.rest?.kind !== 'any') return false;
  let size = levels.length;
  for (let at = 0; at < levels.length; at++) {
    const length = least(levels[at] as EntryLevel, asked[at], at);
    if (length === undefined) return false;
    size += length;
  }
  return size < farFromLimit;
}

function leastOfAnybody(own: EntryLevel, asked: LevelPattern | undefined, at: number): number | undefined {
  if (asked?.kind === 'shape' || own.kind === 'glued') return undefined;
  if (own.kind === 'literal') return asked?.kind === 'literal' && asked.text !== own.text ? undefined : own.text.length;
  if (asked?.kind !== 'literal') return 1;
  // What is in front may begin with `$`: that is for the search. No name is empty.
  return at === 0 || asked.text === '' ? undefined : asked.text.length;
}

function leastTouch(own: EntryLevel, asked: LevelPattern | undefined, identity: Identity): number | undefined {
  if (asked?.kind === 'shape') return undefined;
  if (own.kind === 'free') {
    if (asked?.kind === 'literal') return shapeMatches(own.shape, asked.text) ? asked.text.length : undefined;
    return leastLength(own.shape);
  }
  const text = own.kind === 'literal' ? own.text : own.kind === 'bound' ? identity[own.name] : undefined;
  return text === undefined || (asked?.kind === 'literal' && asked.text !== text) ? undefined : text.length;
}

/** Characters of about the shortest text of a shape; nothing where it has none. */
export function leastLength({ alternatives }: LevelShape): number | undefined {
  return alternatives[0]?.reduce((sum, { min }) => sum + min, 0);
}

/**
 * A topic of the filter that the entry lists for somebody, put together level by level; nothing where that takes a search. A name
 * that stands at several levels does.
 */
export function plainlyShared(entry: Entry, pattern: TopicPattern, names: NameTable): string | undefined {
  const { levels, rest, except, equalLevels } = entry;
  const asked = pattern.levels;
  if (rest || except.length > 0 || equalLevels.length > 0 || asked[0]?.kind !== 'literal') return undefined;
  if (asked.length !== levels.length || pattern.rest) return undefined;
  const texts: string[] = [];
  let held = 0;
  for (let at = 0; at < levels.length; at++) {
    const own = levels[at] as EntryLevel;
    if (own.kind === 'bound') {
      if (own.name > 30 || (held & (1 << own.name)) !== 0) return undefined;
      held |= 1 << own.name;
    }
    const text = sharedText(own, asked[at] as LevelPattern, names);
    if (text === undefined || text.length > farFromLimit / levels.length) return undefined;
    texts.push(text);
  }
  return texts.join('/');
}

function sharedText(own: EntryLevel, asked: LevelPattern, names: NameTable): string | undefined {
  if (asked.kind === 'shape' || own.kind === 'any' || own.kind === 'glued') return undefined;
  if (own.kind === 'literal') return asked.kind === 'any' || asked.text === own.text ? own.text : undefined;
  const shape = own.kind === 'free' ? own.shape : names.boundShapes[own.name];
  if (!shape) return undefined;
  if (asked.kind === 'any') return shapeSample(shape);
  return shapeMatches(shape, asked.text) ? asked.text : undefined;
}

/** Whether an entry plainly lists all of a filter for this client, level by level. Quick; `false` says nothing yet. */
export function plainlyCovers(entry: Entry, pattern: TopicPattern, identity: Identity): boolean {
  const { levels, rest } = entry;
  const asked = pattern.levels;
  if (rest?.kind === 'free' || entry.except.length > 0 || entry.equalLevels.length > 0) return false;
  if (pattern.rest ? !rest : asked.length !== levels.length && !rest) return false;
  if (asked.length < levels.length) return false;
  for (let at = 0; at < levels.length; at++)
    if (!coversLevel(levels[at] as EntryLevel, asked[at] as LevelPattern, identity, at)) return false;
  // A wildcard in front holds no topic that begins with `$` [MQTT-4.7.2-1].
  return levels.length > 0 || asked[0] === undefined || !isDollar(asked[0]);
}

function coversLevel(own: EntryLevel, asked: LevelPattern, identity: Identity, at: number): boolean {
  if (own.kind === 'any') return at > 0 || !isDollar(asked);
  if (asked.kind !== 'literal') return false;
  if (own.kind === 'free') return shapeMatches(own.shape, asked.text);
  if (own.kind === 'glued') return false;
  return asked.text === (own.kind === 'literal' ? own.text : identity[own.name]);
}

/**
 * Whether an entry may hold a topic of the filter with a text at every wildcard that no listing names, deeper than any listing goes. Of a
 * filter far from the limit of a topic's length there is such a topic, and where no entry holds it, the filter is not covered.
 */
export function mayHoldHardest({ levels, rest }: Entry, pattern: TopicPattern): boolean {
  if (pattern.rest && !rest) return false;
  return levels.every((level, at) => {
    const asked = pattern.levels[at];
    return asked?.kind === 'literal' || (level.kind !== 'literal' && level.kind !== 'bound');
  });
}

function isDollar(level: LevelPattern): boolean {
  return level.kind === 'shape' || (level.kind === 'literal' && level.text.startsWith('$'));
}

/**
 * Whether the filter writes out every name that the entry has, as this client is called: then what it shares with the entry is
 * this client's, whoever else there is, unless the entry leaves something out.
 */
export function plainlyOwn(entry: Entry, pattern: TopicPattern, identity: Identity): boolean {
  if (entry.except.length > 0) return false;
  return entry.levels.every((level, at) => {
    if (level.kind === 'literal' || level.kind === 'free' || level.kind === 'any') return true;
    const asked = pattern.levels[at];
    return level.kind === 'bound' && asked?.kind === 'literal' && asked.text === identity[level.name];
  });
}
