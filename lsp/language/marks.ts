/** What a piece of a document is, for colours; the words are those of the protocol. */
import type { Span } from '../../src/readers/document.js';

export const markTypes = [
  'keyword',
  'comment',
  'string',
  'number',
  'regexp',
  'operator',
  'variable',
  'parameter',
  'property',
  'enumMember',
  'class',
  'namespace',
  'decorator',
] as const;

export const markModifiers = ['declaration', 'readonly'] as const;

export interface Mark extends Span {
  readonly type: (typeof markTypes)[number];
  readonly modifiers?: readonly (typeof markModifiers)[number][];
}

/** A mark with other marks cut out of it; those lie in it, in order, and stay. */
export function* around(whole: Mark, inner: readonly Mark[]): Iterable<Mark> {
  let start = whole.start;
  for (const mark of inner) {
    if (mark.start < start || mark.end > whole.end) continue;
    if (mark.start > start) yield { ...whole, start, end: mark.start };
    yield mark;
    start = mark.end;
  }
  if (start < whole.end) yield { ...whole, start };
}

/** Levels of a topic that are wildcards, in a text that begins at an offset. */
export function wildcardsIn(topic: string, offset: number): Mark[] {
  return [...topic.matchAll(/(?<=^|\/)[+#](?=\/|$)/g)].map(({ index }) => ({
    type: 'operator',
    start: offset + index,
    end: offset + index + 1,
  }));
}
