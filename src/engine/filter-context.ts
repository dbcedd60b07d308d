import { overlapWitness } from '../topics/algebra.js';
import type { LevelPattern, TopicPattern } from '../topics/pattern.js';
import { shapeMatches } from '../topics/shape.js';
import type { CompiledPolicy } from './compile.js';
import { coverOf } from './cover.js';
import { type CompiledLevels, type Entry, type Identity, patternOfEntry, plainlyApart } from './entries.js';
import { patternsForEverybody } from './everybody.js';
import { matchesGlued } from './glued.js';
import { plainlyOwn, plainlyShared, plainlyTouching } from './plainly.js';
import { sharedTopic, witnessOutside } from './witness.js';

/** One filter of a SUBSCRIBE and who asks; what the parts of its decision share. */
export interface FilterContext {
  readonly compiled: CompiledPolicy;
  readonly identity: Identity;
  /** How the filter is shown in messages, where it is not known in full. */
  readonly shown?: string;
  /** Its least length in bytes, where it is not known in full. */
  readonly leastBytes?: number;
  /** What is really known of the identity, where the rest was filled in: nothing else may be told to anybody. */
  readonly known?: Identity;
  /** Filters in the packet; unknown in partial facts. */
  readonly filterCount?: number;
  /** Filters that the session holds once this one is granted. */
  readonly subscriptions?: number;
}

/** Whether the filter covers a topic that the entry lists for this client. */
export function touching({ compiled, identity }: FilterContext, pattern: TopicPattern, entry: Entry): boolean {
  return (
    !plainlyApart(entry, pattern, identity) &&
    (plainlyTouching(entry, pattern, identity) ||
      sharedTopic(pattern, coverOf(entry, compiled.names, identity)) !== undefined)
  );
}

/**
 * A topic that the filter shares with the platform, but not with what this client may use: somebody else's, or one that a listing
 * leaves out. Leaving it out takes it from the client, not off the platform.
 */
export function foreignOverlap(
  context: FilterContext,
  pattern: TopicPattern,
  overlap: readonly Entry[],
): string | undefined {
  const { compiled, identity } = context;
  const shared = overlap.filter((entry) => !plainlyApart(entry, pattern, []));
  if (shared.every((entry) => plainlyOwn(entry, pattern, identity))) return undefined;
  const mine = shared
    .filter((entry) => !plainlyApart(entry, pattern, identity))
    .map((entry) => coverOf(entry, compiled.names, identity));
  const [first] = shared;
  const plain = mine.length === 0 && first ? plainlyShared(first, pattern, compiled.names) : undefined;
  if (plain !== undefined) return plain;
  for (const entry of shared) {
    for (const everybody of patternsForEverybody(entry, compiled.names, pattern, identity)) {
      const witness = witnessOutside(pattern, everybody, mine);
      if (witness !== undefined) return witness;
    }
  }
  return undefined;
}

/** A topic of the filter that an entry which spells it leaves out: such an entry does not grant the filter. */
export function leftOutOf(
  { compiled, identity }: FilterContext,
  pattern: TopicPattern,
  entry: Entry,
): string | undefined {
  for (const cut of entry.except) {
    const witness = overlapWitness(pattern, patternOfEntry(cut, compiled.names, identity, 'own'));
    if (witness !== undefined) return witness;
  }
  return undefined;
}

/** Whether a `subscribe` template spells this filter, `+` and `#` taken as characters. */
export function spells(entry: CompiledLevels, pattern: TopicPattern, identity: Identity): boolean {
  const given = pattern.levels;
  if (given.length !== entry.levels.length || (pattern.rest === undefined) !== (entry.rest === undefined)) return false;
  const byLevel = entry.levels.every((level, at) => levelSpells(level, textOf(given[at]), identity));
  return (
    byLevel &&
    entry.equalLevels.every((places) => places.every((at) => textOf(given[at]) === textOf(given[places[0] as number])))
  );
}

/** A level of a filter, as it is written. */
function textOf(level: LevelPattern | undefined): string {
  return level?.kind === 'literal' ? level.text : '+';
}

function levelSpells(level: Entry['levels'][number], text: string, identity: Identity): boolean {
  if (level.kind === 'any') return text === '+';
  if (text === '+') return false;
  if (level.kind === 'literal') return level.text === text;
  if (level.kind === 'bound') return identity[level.name] === text;
  if (level.kind === 'free') return shapeMatches(level.shape, text);
  return matchesGlued(level.pieces, text, identity);
}
