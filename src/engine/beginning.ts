import type { EntryLevel, Identity } from './entries.js';
import type { LevelSigns } from './level-signs.js';

/** How all topics of a client begin: whole levels with the slash behind them. */
export interface Beginning {
  readonly text: string;
  readonly levels: number;
}

/** A trunk with the names of one client; nothing where a name is not known, or a level does not keep to the checks on levels. */
export function beginningOf(
  trunk: readonly EntryLevel[],
  identity: Identity,
  signs: LevelSigns | undefined,
): Beginning | undefined {
  if (!signs) return undefined;
  if (trunk.length === 0) return { text: '', levels: 0 };
  const texts: string[] = [];
  for (const level of trunk) {
    const own = level.kind === 'bound' ? identity[level.name] : level.kind === 'literal' ? level.text : undefined;
    if (own === undefined) return undefined;
    texts.push(own);
  }
  texts.push('');
  // Joined, not added: a text in one piece is compared faster.
  const text = texts.join('/');
  const levels = signs.levelsOf(text.slice(0, -1), 0);
  return levels <= 0 ? undefined : { text, levels };
}
