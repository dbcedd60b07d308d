/** Which messages a policy has an answer to, as filters that cover them whoever the client is. */
import type { Listing, Policy, Template, TemplateLevel } from '../policy/model.js';
import type { LocatedTopic } from '../readers/document.js';
import type { TopicPattern } from '../topics/pattern.js';
import { isTopicFilter, patternOf } from '../topics/syntax.js';

export interface Pair {
  readonly asks: readonly Ask[];
  /** Filters that cover its answers. */
  readonly answers: readonly TopicPattern[];
  /** The answers as the policy writes them. */
  readonly shown: readonly string[];
}

export interface Ask {
  /** A filter that covers the message. */
  readonly filter: TopicPattern;
  /** Which levels (from 0) are words of the policy, and no names that somebody fills in. */
  readonly words: readonly number[];
}

const known = new WeakMap<Policy, readonly Pair[]>();

export function pairsOf(policy: Policy): readonly Pair[] {
  const pairs = known.get(policy) ?? pairsIn(policy);
  known.set(policy, pairs);
  return pairs;
}

function pairsIn(policy: Policy): Pair[] {
  const pairs: Pair[] = [];
  for (const section of policy.sections) {
    if (section.section !== 'topics') continue;
    const under = section.under ?? [undefined];
    for (const line of section.lines) {
      if (!('verbs' in line) || line.deny || !line.verbs.includes('publish') || !line.reply) continue;
      pairs.push(pairOf(line, line.reply, under));
    }
  }
  return pairs;
}

function pairOf(listing: Listing, reply: readonly Template[], under: readonly (Template | undefined)[]): Pair {
  const whole = (templates: readonly Template[]): (readonly TemplateLevel[])[] =>
    under.flatMap((prefix) => templates.map((template) => [...(prefix?.levels ?? []), ...template.levels]));
  return {
    asks: whole(listing.topics).map((levels) => ({ filter: patternOf(filterOf(levels)), words: wordsOf(levels) })),
    answers: whole(reply).map((levels) => patternOf(filterOf(levels))),
    shown: reply.map(({ text }) => text),
  };
}

function wordsOf(levels: readonly TemplateLevel[]): number[] {
  return levels.flatMap((level, at) => {
    if (level.kind === 'literal') return [at];
    return level.kind === 'pieces' && level.pieces.every(({ kind }) => kind !== 'name') ? [at] : [];
  });
}

/** Wider than the template where a level is no plain text: an answer that is taken is never missed. */
function filterOf(levels: readonly TemplateLevel[]): string {
  return levels
    .map((level) => {
      if (level.kind === 'literal') return level.text;
      return level.kind === 'path' || level.kind === 'multi' ? '#' : '+';
    })
    .join('/');
}

/** A topic with `+` for each level that is not known; nothing where its beginning is not, or where it is not well formed. */
export function patternText({ value, parts }: LocatedTopic): string | undefined {
  if (parts === undefined) return isTopicFilter(value) ? value : undefined;
  if (typeof parts[0] === 'object') return undefined;
  const marked = parts.map((part) => (typeof part === 'string' ? part : '\u0001')).join('');
  const text = marked
    .split('/')
    .map((level) => (level.includes('\u0001') ? '+' : level))
    .join('/');
  return isTopicFilter(text) ? text : undefined;
}
