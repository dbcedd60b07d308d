/** What can be told about two patterns by one look at their levels; most questions about a policy's entries end here. */
import type { LevelPattern, TopicPattern } from './pattern.js';
import { sameShape } from './shape.js';

/**
 * Whether `outer` plainly holds all of `inner`: level by level, without looking into shapes. Quick and sound; `false` says
 * nothing yet.
 */
export function coversAlone(outer: TopicPattern, inner: TopicPattern): boolean {
  const count = inner.levels.length;
  if (count < outer.levels.length || (count > outer.levels.length && !outer.rest)) return false;
  if (inner.rest && !(outer.rest && coversLevel(outer.rest, inner.rest, count === 0))) return false;
  for (let index = 0; index < count; index++) {
    const level = outer.levels[index] ?? (outer.rest as LevelPattern);
    if (!coversLevel(level, inner.levels[index] as LevelPattern, index === 0)) return false;
  }
  return true;
}

function coversLevel(outer: LevelPattern, inner: LevelPattern, first: boolean): boolean {
  if (outer.kind === 'any') {
    if (!first) return true;
    return inner.kind === 'any' || (inner.kind === 'literal' && !inner.text.startsWith('$'));
  }
  if (outer.kind === 'literal') return inner.kind === 'literal' && inner.text === outer.text;
  return inner.kind === 'shape' && sameShape(inner.shape, outer.shape);
}

/**
 * Whether a literal level or the number of levels already keeps the two apart. Quick and sound; `false` says nothing yet. Most
 * pairs of a policy's entries end here.
 */
export function differPlainly(a: TopicPattern, b: TopicPattern): boolean {
  const aLevels = a.levels;
  const bLevels = b.levels;
  if (aLevels.length < bLevels.length ? !a.rest : aLevels.length > bLevels.length && !b.rest) return true;
  const both = Math.min(aLevels.length, bLevels.length);
  for (let index = 0; index < both; index++) {
    const one = aLevels[index] as LevelPattern;
    const other = bLevels[index] as LevelPattern;
    if (one.kind === 'literal' && other.kind === 'literal' && one.text !== other.text) return true;
  }
  return false;
}
