export type * from './ast.js';
export { formatSessionScript } from './format.js';
export { parseSessionScript } from './parse.js';
