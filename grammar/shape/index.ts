/** Shapes as trees: which texts a name may be, in characters and counted sets. */
import type { Lexer } from 'chevrotain';
import { maxCharacters, messages } from './messages.js';
import { ShapeParser } from './parser.js';
import { createShapeLexer } from './tokens.js';
import type { ShapeTree } from './tree.js';

export type { CharacterNode, SetNode, ShapeAtomNode, ShapeTree } from './tree.js';

let lexer: Lexer | undefined;
let parser: ShapeParser | undefined;

/**
 * The parts of a shape and everything that is wrong with its form; never throws. Which characters a name may hold at all is not
 * known here. A shape that is too long has that one fault and no parts.
 */
export function parseShapeTree(text: string): ShapeTree {
  if (text.length > maxCharacters) {
    return { text, alternatives: [], faults: [{ offset: 0, length: text.length, message: messages.tooLong }] };
  }
  lexer ??= createShapeLexer(true);
  parser ??= new ShapeParser(true);
  return parser.parse(text, lexer.tokenize(text).tokens);
}
