export type * from './ast.js';
export { maxPolicyCharacters, readPage } from './read.js';
