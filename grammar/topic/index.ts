/** Topic names and filters as trees. The scanner of src/topics says the same about what is wrong, faster and without a tree. */
import type { Lexer } from 'chevrotain';
import type { TopicKind } from '../../src/topics/problems.js';
import { MAX_TOPIC_BYTES, tooLongProblem, topicProblem } from '../../src/topics/problems.js';
import { TopicParser } from './parser.js';
import { createTopicLexer } from './tokens.js';
import type { TopicTree } from './tree.js';

export type { TopicTree } from './tree.js';

let lexer: Lexer | undefined;
let parser: TopicParser | undefined;

/**
 * The levels of a topic and everything that is wrong with it; never throws. A topic that is too long is not read further: it
 * has that one problem and no levels.
 */
export function parseTopicTree(kind: TopicKind, text: string): TopicTree {
  if (text === '') return { kind, text, levels: [], problems: [topicProblem('empty', kind, text, 0, 0)] };
  const { bytes, fits } = measure(text);
  if (bytes > MAX_TOPIC_BYTES) return { kind, text, levels: [], problems: [tooLongProblem(kind, text, bytes, fits)] };
  lexer ??= createTopicLexer(true);
  parser ??= new TopicParser(true);
  return parser.parse(kind, text, lexer.tokenize(text).tokens);
}

/** Bytes of UTF-8, and how many UTF-16 units from the start still fit into a topic. */
function measure(text: string): { bytes: number; fits: number } {
  let bytes = 0;
  let units = 0;
  let fits = 0;
  for (const character of text) {
    const point = character.codePointAt(0) as number;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    units += character.length;
    if (bytes <= MAX_TOPIC_BYTES) fits = units;
  }
  return { bytes, fits };
}
