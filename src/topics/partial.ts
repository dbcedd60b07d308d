/** Topics that are not known in full, as sets. */
import type { LevelPattern, LevelShape, TopicPattern } from './pattern.js';
import { TopicSyntaxError } from './problems.js';
import { concatenate, NON_EMPTY, shapeOfLiteral } from './shape.js';
import { ANY, checkTopicFilter, isTopicFilter } from './syntax.js';

/** A piece of a topic that is not known: non-empty text of one level, without wildcards. */
export interface TopicHole {
  readonly hole: string;
}

/** A level of more pieces than anybody writes is taken for one hole: still all that it can be, and quick to compare. */
const MAX_PIECES = 64;

/**
 * The set of topics that a topic or filter with holes can stand for: a hole is any non-empty text of its level, whatever the
 * other holes are. Wildcards in the known text mean what they mean in a filter.
 * Throws TopicSyntaxError when no way to fill the holes in gives a topic filter; offsets then count each hole as one character.
 */
export function partialPattern(parts: readonly (string | TopicHole)[]): TopicPattern {
  const filled = parts.map((part) => (typeof part === 'string' ? part : '?')).join('');
  if (!isTopicFilter(filled)) throw new TopicSyntaxError('filter', filled, checkTopicFilter(filled));

  const levels: (string | TopicHole)[][] = [[]];
  for (const part of parts) {
    if (typeof part !== 'string') (levels.at(-1) as (string | TopicHole)[]).push(part);
    else {
      part.split('/').forEach((text, i) => {
        if (i > 0) levels.push([]);
        if (text !== '') (levels.at(-1) as (string | TopicHole)[]).push(text);
      });
    }
  }
  const last = levels.at(-1) as (string | TopicHole)[];
  if (last.length === 1 && last[0] === '#') {
    return { levels: levels.slice(0, -1).map(levelOfPieces), rest: ANY };
  }
  return { levels: levels.map(levelOfPieces) };
}

function levelOfPieces(pieces: readonly (string | TopicHole)[]): LevelPattern {
  const texts = pieces.filter((piece) => typeof piece === 'string');
  if (texts.length === pieces.length) {
    const text = texts.join('');
    return text === '+' ? ANY : { kind: 'literal', text };
  }
  if (pieces.length > MAX_PIECES) return { kind: 'shape', shape: NON_EMPTY };
  const shapes = pieces.map((piece) => (typeof piece === 'string' ? shapeOfLiteral(piece) : NON_EMPTY));
  return { kind: 'shape', shape: concatenate(shapes) as LevelShape };
}
