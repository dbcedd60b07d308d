export type * from './ast.js';
export { formatSessionScript } from './format.js';
export { VERBS } from './messages.js';
export { optionKeys } from './options.js';
export { parseSessionScript } from './parse.js';
