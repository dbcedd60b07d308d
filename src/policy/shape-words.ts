import type { Span, Word } from '../../grammar/policy/ast.js';

/** The words of a shape's text: alternatives stand apart, unless a set holds a blank and only a string keeps it together. */
export function shapeWords(text: string, at: Span): Word[] {
  const parts = text.split(' | ');
  const words = parts.some((part) => part.includes(' ')) || parts.some((part) => part === '') ? [text] : parts;
  return words.map((word) => ({ ...at, text: word }));
}
