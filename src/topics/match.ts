/** One topic against one filter or pattern. */
import type { LevelPattern, TopicPattern } from './pattern.js';
import { TopicSyntaxError } from './problems.js';
import { shapeMatches, shapeMatchesPart } from './shape.js';
import { checkTopicFilter, checkTopicName, isTopicFilter, isTopicName } from './syntax.js';

const HASH = 0x23;
const DOLLAR = 0x24;
const PLUS = 0x2b;
const SLASH = 0x2f;

/**
 * Whether a message published to `topic` reaches a subscription to `filter`.
 * Throws TopicSyntaxError when `filter` is no topic filter or `topic` no topic name.
 */
export function matches(filter: string, topic: string): boolean {
  if (!isTopicFilter(filter)) throw new TopicSyntaxError('filter', filter, checkTopicFilter(filter));
  if (!isTopicName(topic)) throw new TopicSyntaxError('name', topic, checkTopicName(topic));
  return matchesUnchecked(filter, topic);
}

/** `matches` for texts that are known to be a filter and a name. Allocates nothing. */
export function matchesUnchecked(filter: string, topic: string): boolean {
  const filterLength = filter.length;
  const topicLength = topic.length;
  const first = filter.charCodeAt(0);
  // [MQTT-4.7.2-1]
  if ((first === PLUS || first === HASH) && topic.charCodeAt(0) === DOLLAR) return false;

  let at = 0;
  for (let i = 0; i < filterLength; i++) {
    const unit = filter.charCodeAt(i);
    if (unit === PLUS) {
      while (at < topicLength && topic.charCodeAt(at) !== SLASH) at++;
    } else if (unit === HASH) {
      return true;
    } else if (at < topicLength && topic.charCodeAt(at) === unit) {
      at++;
    } else {
      // `a/#` also matches its parent `a`.
      return unit === SLASH && at === topicLength && i + 2 === filterLength && filter.charCodeAt(i + 1) === HASH;
    }
  }
  return at === topicLength;
}

/** Whether the topic (known to be a topic name) is in the pattern. Allocates nothing. */
export function patternMatches(pattern: TopicPattern, topic: string): boolean {
  const { levels, rest } = pattern;
  let index = 0;
  for (let start = 0; start <= topic.length; index++) {
    const slash = topic.indexOf('/', start);
    const end = slash < 0 ? topic.length : slash;
    const level = index < levels.length ? (levels[index] as LevelPattern) : rest;
    if (!level) return false;
    switch (level.kind) {
      case 'literal':
        if (level.text.length !== end - start || !topic.startsWith(level.text, start)) return false;
        break;
      case 'any':
        if (index === 0 && topic.charCodeAt(0) === DOLLAR) return false;
        // All further levels are of the rest, and the rest takes any.
        if (index >= levels.length) return topic !== '';
        break;
      case 'shape':
        if (!shapeMatchesPart(level.shape, topic, start, end)) return false;
        break;
    }
    start = end + 1;
  }
  return index >= levels.length && topic !== '';
}

/** Whether one level pattern holds a text; `first` where the level is the first of a topic. */
export function levelMatches(level: LevelPattern, text: string, first: boolean): boolean {
  switch (level.kind) {
    case 'literal':
      return level.text === text;
    case 'any':
      return !(first && text.charCodeAt(0) === DOLLAR);
    case 'shape':
      return shapeMatches(level.shape, text);
  }
}
