export { builtinNames, builtinPolicy } from './builtins.js';
export * from './model.js';
export { type ParsedPolicy, parsePolicy } from './parse.js';
