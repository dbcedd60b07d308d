/** `topicguard`: load a policy, make a guard, ask it. */
export * from './engine/index.js';
export { loadPolicy } from './load.js';
export type { Policy, PolicyProblem } from './policy/model.js';
export { PolicyError } from './policy/model.js';
export { verifyToken } from './policy/token.js';
