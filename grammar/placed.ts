/** A part of a text inside a word of a page: a template, a shape. It counts from the start of that text. */
export interface Placed {
  /** UTF-16 offset and length. */
  readonly offset: number;
  readonly length: number;
}
