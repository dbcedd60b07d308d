/** The words that a shape is written in. */
import type { Span, Word } from '../../grammar/policy/ast.js';
import { placeIn } from '../../grammar/policy/ast.js';

/** The words of a shape's text: alternatives stand apart, unless a set holds a blank and only a string keeps it together. */
export function shapeWords(text: string, at: Span): Word[] {
  const parts = text.split(' | ');
  const words = parts.some((part) => part.includes(' ')) || parts.some((part) => part === '') ? [text] : parts;
  return words.map((word) => ({ ...at, text: word }));
}

/** The place of a fault in alternatives that were joined by ` | `. */
export function shapePlace(words: readonly Word[], fault: { readonly offset: number; readonly length: number }): Span {
  let at = fault.offset;
  for (const word of words) {
    if (at <= word.text.length) return placeIn(word, at, Math.min(fault.length, word.text.length - at));
    at -= word.text.length + 3;
  }
  return words[words.length - 1] ?? { offset: 0, length: 0 };
}
