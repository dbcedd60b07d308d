import type { LevelShape, TopicPattern } from '../topics/pattern.js';
import { shapeMatches } from '../topics/shape.js';
import { shapeSample } from '../topics/shape-text.js';
import { type Entry, type Identity, type NameTable, patternOfEntry } from './entries.js';

/**
 * The topics that an entry lists for all clients, as far as `filter` can tell them apart. A name that stands once is any text of
 * its shape; one that stands at several levels is the same text at each, so it is tried with every text that the filter has
 * there, and with one that is none of them.
 */
export function patternsForEverybody(
  entry: Entry,
  names: NameTable,
  filter: TopicPattern,
  own: Identity,
): TopicPattern[] {
  const places = new Map<number, number[]>();
  for (const [at, level] of entry.levels.entries()) {
    const held =
      level.kind === 'bound'
        ? [level.name]
        : level.kind === 'glued'
          ? level.pieces.filter((piece) => typeof piece === 'number')
          : [];
    for (const name of held) places.set(name, [...(places.get(name) ?? []), at]);
  }
  let identities: Identity[] = [[]];
  for (const [name, levels] of places) {
    if (levels.length < 2) continue;
    const shape = names.boundShapes[name] as LevelShape;
    const texts = new Set<string>();
    for (const at of levels) {
      const there = filter.levels[at];
      if (there?.kind === 'literal' && shapeMatches(shape, there.text)) texts.add(there.text);
    }
    // Somebody who is not this client, whatever this client is called.
    const mine = own[name];
    if (mine !== undefined) texts.add(mine);
    const fresh = shapeSample(shape, texts);
    if (fresh !== undefined) texts.add(fresh);
    identities = identities.flatMap((identity) =>
      [...texts].map((text) => {
        const filled = [...identity];
        filled[name] = text;
        return filled;
      }),
    );
  }
  return identities.map((identity) => patternOfEntry(entry, names, identity, 'own'));
}
