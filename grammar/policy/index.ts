export type * from './ast.js';
export { placeIn, spanOf } from './ast.js';
export { maxPolicyCharacters, type ReadPage, readPage, type Vocabulary } from './read.js';
