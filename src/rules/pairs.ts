/** Which messages a policy has an answer to, as filters that cover them whoever the client is. */
import type { Listing, Policy, Template, TemplateLevel } from '../policy/model.js';
import type { LocatedTopic } from '../readers/document.js';
import { isTopicFilter } from '../topics/syntax.js';

export interface Pair {
  /** Filters that cover the message. */
  readonly asks: readonly string[];
  /** Filters that cover its answers. */
  readonly answers: readonly string[];
  /** The answers as the policy writes them. */
  readonly shown: readonly string[];
}

export function pairsOf(policy: Policy): Pair[] {
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
  const filters = (templates: readonly Template[]): string[] =>
    under.flatMap((prefix) => templates.map((template) => filterOf([...(prefix?.levels ?? []), ...template.levels])));
  return { asks: filters(listing.topics), answers: filters(reply), shown: reply.map(({ text }) => text) };
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
