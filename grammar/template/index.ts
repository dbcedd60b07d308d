/** Topic templates as trees: a topic filter in which `{name}`, `{a|b}` and `{path...}` stand for what is not known yet. */
import type { Lexer } from 'chevrotain';
import { hashNotLast, maxBytes, maxLevels, maxPieces, messages } from './messages.js';
import { TemplateParser } from './parser.js';
import { createTemplateLexer } from './tokens.js';
import type { TemplateTree } from './tree.js';

export type { TemplateLevelNode, TemplatePieceNode, TemplateTree } from './tree.js';

let lexer: Lexer | undefined;
let parser: TemplateParser | undefined;

/**
 * The levels of a template and everything that is wrong with its form; never throws. Which names there are, and what they may
 * be, is not known here. A template that is too long or has too many levels has that one fault and no levels.
 */
export function parseTemplateTree(text: string): TemplateTree {
  if (text.length > maxBytes) return refused(text, messages.tooLong);
  lexer ??= createTemplateLexer(true);
  parser ??= new TemplateParser(true);
  const { levels, faults } = parser.parse(text, lexer.tokenize(text).tokens);
  const pieces = levels.reduce((sum, level) => sum + level.pieces.length, 0);
  if (levels.length > maxLevels || pieces > maxPieces) return refused(text, messages.tooMany);
  const misplaced = levels.filter((level, at) => level.pieces[0]?.kind === 'multi' && at < levels.length - 1);
  const all = [...faults, ...misplaced.map(({ offset }) => hashNotLast(text, offset))];
  return { text, levels, faults: all.sort((a, b) => a.offset - b.offset) };
}

function refused(text: string, message: string): TemplateTree {
  return { text, levels: [], faults: [{ offset: 0, length: text.length, message }] };
}
