/** `topicguard/policy`: reading, writing and printing policies. */
export { builtinNames, builtinPolicy } from './builtins.js';
export { type FormattedPolicy, formatPolicy } from './format.js';
export { policyFromJson } from './from-json.js';
export type { PolicyJson } from './json.js';
export * from './model.js';
export { type ParsedPolicy, type ParseOptions, parsePolicy, policyToText } from './parse.js';
export { policyToJson } from './to-json.js';
