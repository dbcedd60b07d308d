/** Something wrong with a text inside a word of a page: a template, a shape. Its place counts from the start of that text. */
export interface TextFault {
  /** UTF-16 offset and length. */
  readonly offset: number;
  readonly length: number;
  /** A sentence: what is wrong, and what to write. */
  readonly message: string;
  /** What to write instead of the whole text. */
  readonly instead?: string;
}
