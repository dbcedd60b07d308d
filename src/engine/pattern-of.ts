import type { LevelPattern, TopicPattern } from '../topics/pattern.js';

/** A topic name as a pattern of its own; every level is a literal. */
export function patternOfName(topic: string): TopicPattern {
  return { levels: topic.split('/').map((text): LevelPattern => ({ kind: 'literal', text })) };
}

/** The level, counted from 1, of the first wildcard of a filter. */
export function firstWildcard(filter: string): number | undefined {
  const at = filter.split('/').findIndex((level) => level === '+' || level === '#');
  return at < 0 ? undefined : at + 1;
}
