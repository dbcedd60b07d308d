/** `topicguard/topics`: MQTT topic names and filters, as text and as sets. */

export type { Inclusion, Overlap } from './algebra.js';
export { includes, overlaps } from './algebra.js';
export { matches } from './match.js';
export type { TopicProblem, TopicProblemCode } from './problems.js';
export { TopicSyntaxError } from './problems.js';
export type { ParsedTopic, TopicLevel } from './syntax.js';
export { parseTopicFilter, parseTopicName } from './syntax.js';
