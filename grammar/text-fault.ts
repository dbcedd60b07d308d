import type { Placed } from './placed.js';

/** Something wrong with a text inside a word of a page. */
export interface TextFault extends Placed {
  /** A sentence: what is wrong, and what to write. */
  readonly message: string;
  /** What to write instead of the whole text. */
  readonly instead?: string;
}
