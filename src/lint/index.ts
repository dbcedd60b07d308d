/** `topicguard/lint`: what is wrong with a config or a script, and where. */

export type { Finding, LintResult, PolicyChoice } from './finding.js';
export { applyFixes, type Edit, type Fix } from './fix.js';
export { type FixedText, type FixOptions, fixText } from './fix-text.js';
export type { PolicyLoader } from './guards.js';
export { type LintOptions, lintText } from './lint.js';
export { Run } from './run.js';
