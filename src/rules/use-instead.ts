import { levelCount } from '../engine/subject.js';
import { quote } from '../engine/words.js';
import type { Change } from './change.js';
import type { FixContext } from './context.js';
import type { Said } from './rule.js';

/** Writes the topic that the engine names in place of the one that is there. What was meant is a guess, so it is not safe. */
export function useInstead({ use, field }: Said, { client, request }: FixContext): Change | undefined {
  const topic = field === 'will.topic' ? client.options.will?.topic : request?.topic;
  // A topic with holes is a pattern of its own, and a name in braces is one that the engine does not know either.
  if (use === undefined || !topic || topic.parts || use.includes('{')) return undefined;
  // Levels that are missing are made up in a topic; a filter has `+` for them.
  if (request?.direction !== 'subscribe' && levelCount(use) > levelCount(topic.value)) return undefined;
  return { title: `Write ${quote(use)}`, safe: false, set: [{ at: topic, value: use }] };
}
