/** Why a topic is not one that a client may use: the classification behind topic/unknown, topic/foreign and topic/direction. */
import { mostDifference, nearest } from '../text/nearest.js';
import { overlapWitness } from '../topics/algebra.js';
import type { TopicPattern } from '../topics/pattern.js';
import { findTopic } from '../topics/search.js';
import type { CompiledPolicy } from './compile.js';
import {
  type Entry,
  type EntryLevel,
  type Identity,
  type NameTable,
  patternOfEntry,
  plainlyApart,
  verbBit,
} from './entries.js';
import type { Name } from './names.js';
import { plainlyListing } from './plainly.js';
import { describeShape, quote } from './words.js';

export type Asked = 'publish' | 'subscribe' | 'receive';

export interface Refusal {
  readonly rule: 'topic/unknown' | 'topic/foreign' | 'topic/direction';
  readonly level?: number;
  /** Line of the policy's text that comes closest. */
  readonly line?: number | undefined;
  /** What to write instead. */
  readonly use?: string | undefined;
  readonly message: string;
}

/** Entries that can grant the verb. */
export function grants(entry: Entry, asked: Asked): boolean {
  if (entry.deny) return false;
  const bits = asked === 'receive' ? verbBit.receive | verbBit.subscribe : verbBit[asked];
  return (entry.verbs & bits) !== 0 && !(entry.filterOnly && asked !== 'subscribe');
}

/**
 * Classifies a refused topic name or filter. Names are compared without their shapes, so that a topic of somebody whose name
 * could not exist is still somebody else's, whatever the name.
 * A topic can be foreign and in the wrong direction at once; then there are two answers.
 */
export function classify(
  compiled: CompiledPolicy,
  asked: Asked,
  pattern: TopicPattern,
  text: string,
  identity: Identity,
  known: Identity = identity,
): Refusal[] {
  const { names } = compiled;
  const listed: Entry[] = [];
  for (const entry of compiled.entries) {
    if (entry.deny || (entry.filterOnly && asked !== 'subscribe') || plainlyApart(entry, pattern, nobody)) continue;
    if (listsSome(entry, names, pattern, identity)) listed.push(entry);
  }
  if (listed.length === 0) return [unknown(compiled, asked, text, known)];
  const mine = listed.filter((entry) => foreignLevel(entry, pattern, identity) === undefined);
  const right = listed.filter((entry) => grants(entry, asked));
  if (right.some((entry) => mine.includes(entry))) return [unknown(compiled, asked, text, known)];
  const refusals: Refusal[] = [];
  if (mine.length === 0) {
    const entry = (right[0] ?? listed[0]) as Entry;
    const foreign = foreignLevel(entry, pattern, identity) as ForeignLevel;
    refusals.push(
      foreignTopic(names.list[foreign.name] as Name, asked, text, entry, foreign, known[foreign.name] !== undefined),
    );
  }
  if (right.length === 0) refusals.push(direction(asked, text, listed));
  // Listed for others in the right direction and for this client in the wrong one.
  if (refusals.length === 0) refusals.push(direction(asked, text, mine));
  return refusals;
}

const nobody: Identity = [];

function foreignTopic(
  { name, declaration }: Name,
  asked: Asked,
  text: string,
  { listing }: Entry,
  { level, own, whole }: ForeignLevel,
  isKnown: boolean,
): Refusal {
  const [start, end] = placeOf(level, text);
  const seen = `Level ${level} is ${quote(text.slice(start, end))}`;
  const { line } = listing;
  // Whoever the client is, this is no name that it can have.
  if (!isKnown)
    return {
      rule: 'topic/foreign',
      level,
      line,
      message: `${seen}, but {${name}} stands there, which must be ${describeShape(declaration.shape)}.`,
    };
  const use = text.slice(0, start) + own + text.slice(end);
  const message =
    `${seen}, but this client's {${name}} ${whole ? 'is' : 'makes it'} ${quote(own)}: ` +
    `${asked === 'receive' ? 'it gets' : 'it may use'} only its own topics. Write ${quote(use)}.`;
  return { rule: 'topic/foreign', level, line, use, message };
}

/** Whether somebody's page has a topic of the pattern in this line; what the line leaves out does not count. */
function listsSome(entry: Entry, names: NameTable, pattern: TopicPattern, identity: Identity): boolean {
  if (plainlyListing(entry, pattern)) return true;
  const whole = patternOfEntry(entry, names, identity, 'relaxed');
  if (entry.except.length === 0) return overlapWitness(whole, pattern) !== undefined;
  const cut = entry.except.map((levels) => patternOfEntry(levels, names, identity, 'own'));
  return findTopic([whole, pattern], cut).status !== 'none';
}

function direction(asked: Asked, text: string, listed: readonly Entry[]): Refusal {
  const [entry] = listed;
  const about = entry?.listing.about === undefined ? '' : ` (${entry.listing.about})`;
  const message =
    asked === 'publish'
      ? `${quote(text)} is a topic that only the platform publishes${about}: a client subscribes to it.`
      : `${quote(text)} is a topic that only the client publishes${about}: nothing is ever sent on it.`;
  return { rule: 'topic/direction', line: entry?.listing.line, message };
}

function unknown(compiled: CompiledPolicy, asked: Asked, text: string, identity: Identity): Refusal {
  const suggestion = suggest(compiled, asked, text, identity);
  const hint = suggestion === undefined ? '' : ` Did you mean ${quote(suggestion)}?`;
  const what = asked === 'subscribe' ? 'filter covers no topic' : 'topic is not one';
  return {
    rule: 'topic/unknown',
    use: suggestion,
    line: compiled.policy.sections.find((section) => section.section === 'topics')?.line,
    message: `The ${asked === 'subscribe' ? `${what} that ${title(compiled)} has` : `${what} that ${title(compiled)} has for a client to ${asked}`}: ${quote(text)}.${hint}`,
  };
}

export function title(compiled: CompiledPolicy): string {
  return compiled.policy.title ?? compiled.policy.name;
}

/** A topic or filter of the page that is close to this one, with the identity filled in and free levels taken from it. */
export function suggest(compiled: CompiledPolicy, asked: Asked, text: string, identity: Identity): string | undefined {
  const levels = text.split('/');
  const nameList = compiled.names.list.map((name) => name.name);
  const spell = (level: EntryLevel | undefined, at: number): string => {
    if (!level) return asked === 'subscribe' ? '#' : (levels[at] ?? 'x');
    if (level.kind === 'literal') return level.text;
    if (level.kind === 'bound') return identity[level.name] ?? levels[at] ?? `{${nameList[level.name]}}`;
    if (level.kind === 'free' && asked === 'subscribe') return '+';
    return levels[at] ?? (level.kind === 'any' ? '+' : 'x');
  };
  // A page may have thousands: only what can be close is put together.
  const farthest = mostDifference(text);
  const candidates = new Set<string>();
  let inCommon = levels.length - 1;
  for (const entry of compiled.entries) {
    if (!grants(entry, asked)) continue;
    const count = entry.levels.length + (entry.rest ? 1 : 0);
    let alike = 0;
    while (alike < inCommon && alike < count - 1 && spell(entry.levels[alike], alike) === levels[alike]) alike++;
    inCommon = alike;
    let length = count - 1;
    for (let at = 0; at < count; at++) length += spell(entry.levels[at], at).length;
    if (Math.abs(length - text.length) > farthest) continue;
    const candidate = Array.from({ length: count }, (_, at) => spell(entry.levels[at], at)).join('/');
    if (candidate !== text) candidates.add(candidate);
  }
  // Only what differs is compared: a long prefix in common would make everything look close.
  const shared = levels
    .slice(0, inCommon)
    .map((level) => `${level}/`)
    .join('');
  const tail = nearest(
    text.slice(shared.length),
    [...candidates].map((candidate) => candidate.slice(shared.length)),
  );
  return tail === undefined ? undefined : shared + tail;
}

export interface ForeignLevel {
  readonly level: number;
  readonly name: number;
  /** The level as it is for this client. */
  readonly own: string;
  /** Whether the name is the whole level. */
  readonly whole: boolean;
}

/** The first level at which an entry's bound name differs from what the client's name is. */
export function foreignLevel(entry: Entry, pattern: TopicPattern, identity: Identity): ForeignLevel | undefined {
  const { levels } = entry;
  for (let at = 0; at < levels.length; at++) {
    const level = levels[at] as EntryLevel;
    const asked = pattern.levels[at];
    if (asked?.kind !== 'literal') continue;
    if (level.kind === 'bound') {
      const own = identity[level.name];
      if (own !== undefined && asked.text !== own) return { level: at + 1, name: level.name, own, whole: true };
    } else if (level.kind === 'glued') {
      const parts = level.pieces.map((piece) => (typeof piece === 'number' ? identity[piece] : piece));
      if (!parts.every((part) => typeof part === 'string')) continue;
      const own = parts.join('');
      if (asked.text !== own)
        return {
          level: at + 1,
          name: level.pieces.find((piece) => typeof piece === 'number') as number,
          own,
          whole: false,
        };
    }
  }
  return undefined;
}

/** Where a level, counted from 1, begins and ends; behind the text where it has not so many. */
function placeOf(level: number, text: string): readonly [start: number, end: number] {
  let start = 0;
  for (let at = 1; at < level; at++) {
    const slash = text.indexOf('/', start);
    if (slash < 0) return [text.length, text.length];
    start = slash + 1;
  }
  const end = text.indexOf('/', start);
  return [start, end < 0 ? text.length : end];
}
