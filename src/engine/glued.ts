import type { LevelShape } from '../topics/pattern.js';
import { shapeMatches } from '../topics/shape.js';
import type { Identity } from './entries.js';
import { glue } from './entries.js';

/** Whether one level is spelled by pieces glued together, with the identity filled in; an unknown name matches nothing. */
export function matchesGlued(
  pieces: readonly (string | number | LevelShape)[],
  level: string,
  identity: Identity,
): boolean {
  const parts: (string | LevelShape)[] = [];
  for (const piece of pieces) {
    if (typeof piece !== 'number') parts.push(piece);
    else {
      const value = identity[piece];
      if (value === undefined) return false;
      parts.push(value);
    }
  }
  if (parts.every((part) => typeof part === 'string')) return parts.join('') === level;
  return shapeMatches(glue(parts), level);
}
