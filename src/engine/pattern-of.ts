import type { LevelPattern, TopicPattern } from '../topics/pattern.js';

/** A topic name as a pattern of its own; every level is a literal. */
export function patternOfName(topic: string): TopicPattern {
  return { levels: topic.split('/').map((text): LevelPattern => ({ kind: 'literal', text })) };
}

/** The level, counted from 1, of the first wildcard of a filter. */
export function firstWildcard({ levels, rest }: TopicPattern): number | undefined {
  const at = levels.findIndex(({ kind }) => kind !== 'literal');
  if (at >= 0) return at + 1;
  return rest && levels.length + 1;
}
