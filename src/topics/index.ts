/** `topicguard/topics`: MQTT topic names and filters, as text and as sets. */
export { matches } from './match.js';
export { TopicSyntaxError } from './problems.js';
export type { TopicProblem, TopicProblemCode } from './problems.js';
export { includes, overlaps } from './algebra.js';
export type { Inclusion, Overlap } from './algebra.js';
export { parseTopicFilter, parseTopicName } from './syntax.js';
export type { ParsedTopic, TopicLevel } from './syntax.js';
