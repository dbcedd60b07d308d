/** `topicguard/lint`: what is wrong with a config or a script, and where. */

export type { Finding, LintResult, PolicyChoice } from './finding.js';
export type { PolicyLoader } from './guards.js';
export { type LintOptions, lintText } from './lint.js';
