import type { EntryLevel, Identity } from './entries.js';
import type { LevelSigns } from './level-signs.js';

/** How all topics of a client begin: whole levels with the slash behind them. */
export interface Beginning {
  readonly text: string;
  readonly levels: number;
  readonly trunk: readonly EntryLevel[];
}

/**
 * A trunk with the names of one client; nothing where a name is not known, or a level does not keep to the checks on levels. `known` is
 * how other topics of the client begin: mostly it is the same.
 */
export function beginningOf(
  trunk: readonly EntryLevel[],
  identity: Identity,
  signs: LevelSigns | undefined,
  known: Beginning | undefined,
): Beginning | undefined {
  if (!signs) return undefined;
  if (trunk.length === 0) return noTrunk;
  const beginning = known && isSameTrunk(known.trunk, trunk) ? known : filledIn(trunk, identity);
  return beginning && signs.levelsOf(beginning.text.slice(0, -1), 0) === trunk.length ? beginning : undefined;
}

/** Of all topics. */
export const noTrunk: Beginning = { text: '', levels: 0, trunk: [] };

function filledIn(trunk: readonly EntryLevel[], identity: Identity): Beginning | undefined {
  const texts: string[] = [];
  for (const level of trunk) {
    const own = level.kind === 'bound' ? identity[level.name] : level.kind === 'literal' ? level.text : undefined;
    if (own === undefined) return undefined;
    texts.push(own);
  }
  texts.push('');
  // Joined, not added: a text in one piece is compared faster.
  return { text: texts.join('/'), levels: trunk.length, trunk };
}

function isSameTrunk(one: readonly EntryLevel[], other: readonly EntryLevel[]): boolean {
  return one === other || (one.length === other.length && one.every((level, at) => isSameLevel(level, other[at])));
}

/** Words and names are all that a trunk has. */
export function isSameLevel(one: EntryLevel, other: EntryLevel | undefined): boolean {
  if (one.kind === 'literal') return other?.kind === 'literal' && other.text === one.text;
  return one.kind === 'bound' && other?.kind === 'bound' && other.name === one.name;
}
