/** The decisions of the room, as one object, so that a changed copy of it can be held against the oracle as well. */
import { parseTopicTree } from '../../grammar/topic/index.js';
import { includes, intersection, overlaps, overlapWitness, uncovered, uncoveredBy } from '../../src/topics/algebra.js';
import { matches, patternMatches } from '../../src/topics/match.js';
import { findTopic } from '../../src/topics/search.js';
import { shapeMatches } from '../../src/topics/shape.js';
import { cellTexts } from '../../src/topics/shape-search.js';
import { findText } from '../../src/topics/shape-text.js';
import { checkTopicFilter, checkTopicName, patternOf } from '../../src/topics/syntax.js';

export const room = {
  includes,
  intersection,
  overlaps,
  overlapWitness,
  uncovered,
  uncoveredBy,
  matches,
  patternMatches,
  findTopic,
  shapeMatches,
  cellTexts,
  findText,
  checkTopicFilter,
  checkTopicName,
  patternOf,
  parseTopicTree,
};
export type Room = typeof room;
