/** `topicguard/lint`: what is wrong with a config or a script, and where. */

export { type Baseline, type BaselineEntry, formatBaseline, pruneBaseline, readBaseline } from './baseline.js';
export { type CachedLint, type CacheStorage, LintCache, type LintCacheOptions } from './cache.js';
export { ConfigError, type ConfigProblem } from './config/error.js';
export { ConfigFinder, type ReadText } from './config/find-config.js';
export type { FileConfig } from './config/model.js';
export type { Finding, LintResult, PolicyChoice, Suppressed } from './finding.js';
export { applyFixes, type Edit, type Fix } from './fix.js';
export { type FixedText, type FixOptions, fixText } from './fix-text.js';
export type { PolicyLoader } from './guards.js';
export { type LintOptions, lintText } from './lint.js';
export { Run } from './run.js';
