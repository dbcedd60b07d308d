/** What random policies are made of: one world of levels, one page around the lines that a test is about. */
import type { Random } from '../topics/random.js';
import type { Rule } from './universe.js';

/** Levels that listings are made of; `+` and the client's name are as frequent as they are in real policies. */
export const LISTED_LEVELS = ['a', 'b', '+', '+', '', '$a', '{client}', 'c'] as const;
/** Levels that a client asks for; `zz` stands for every text that no listing names. */
export const ASKED_LEVELS = ['a', 'b', '+', '+', '', '$a', 'c', 'zz'] as const;

/** A template of up to three levels, or a filter, never empty. */
export function randomTemplate(random: Random, levels: readonly string[] = LISTED_LEVELS): string {
  const parts = random.list(1, 3, () => random.pick(levels));
  if (random.below(3) === 0) parts[parts.length - 1] = '#';
  const text = parts.join('/');
  return text === '' ? 'a' : text;
}

/** A line that lists topics. */
export function lineOf({ deny, verbs, template, except }: Rule): string {
  const cut = except === undefined ? '' : `  except "${except}"`;
  return `  ${deny ? 'deny ' : ''}${verbs.join(', ')}  "${template}"${cut}`;
}

/** A policy for clients with one name; `topics` are the lines of its one topics section, `before` whole sections above it. */
export function pageAround(topics: readonly string[], before: readonly string[] = []): string {
  return [
    'policy random',
    '',
    'identity',
    '  client-id  {client}',
    '',
    '  {client}  [a-z]{1,2}',
    '',
    ...before,
    'topics',
    ...topics,
    '',
  ].join('\n');
}
