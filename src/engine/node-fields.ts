/**
 * The record of a node in a table of numbers; a node is known by the place where its record begins, the root by 0. Children of a node follow
 * each other by kind, and so do its entries: each kind begins where the one before ends.
 */

export const recordSize = 16;

/** Of the word that leads here: its hash, where its characters are, and how many. Of a name, a shape or pieces `label` is their number. */
export const hash = 0;
export const label = 1;
export const length = 2;

/** Children by words, by names, by shapes, by glued levels, and the one for any level. */
export const words = 3;
export const bound = 4;
export const free = 5;
export const glued = 6;
export const any = 7;
export const childrenEnd = 8;

/** Entries that take any further levels, those that take levels of a shape, and those that end here. */
export const rests = 9;
export const shapedRests = 10;
export const ends = 11;
export const entriesEnd = 12;

/** Traits of all entries from here on, together. */
export const below = 13;
