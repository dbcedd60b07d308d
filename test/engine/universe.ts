/** A small world of topics, and what a list of allow and deny rules means in it: the slow, obvious model of a policy. */
import { filterMatches } from '../topics/oracle.js';

export const CLIENT = 'c';
const LEVELS = ['a', 'b', '', '$a', CLIENT, 'zz'];
const DEPTH = 4;

/** Every topic of one to four levels over the small alphabet; `zz` stands for every text that no rule names. */
export const TOPICS: readonly string[] = (() => {
  const topics: string[] = [];
  let layer: string[][] = [[]];
  for (let depth = 1; depth <= DEPTH; depth++) {
    layer = layer.flatMap((head) => LEVELS.map((level) => [...head, level]));
    topics.push(...layer.map((levels) => levels.join('/')));
  }
  return topics.filter((topic) => topic !== '');
})();

export interface Rule {
  readonly deny: boolean;
  readonly verbs: readonly ('publish' | 'subscribe' | 'receive')[];
  readonly template: string;
  /** Cut out of this line, and of no other. */
  readonly except?: string;
}

const sets = new Map<string, Uint8Array>();

/** Which topics of the world a filter matches. */
export function topicsOf(filter: string): Uint8Array {
  const known = sets.get(filter);
  if (known) return known;
  const set = Uint8Array.from(TOPICS, (topic) => Number(filterMatches(filter, topic)));
  sets.set(filter, set);
  return set;
}

/** Which topics the rules leave for a verb. A subscribe listing grants the delivery. */
export function allowedTopics(rules: readonly Rule[], verb: 'publish' | 'subscribe' | 'receive'): Uint8Array {
  const result = new Uint8Array(TOPICS.length);
  const concerns = (rule: Rule): boolean =>
    rule.verbs.includes(verb) || (verb === 'receive' && !rule.deny && rule.verbs.includes('subscribe'));
  for (const pass of [false, true]) {
    for (const rule of rules) {
      if (rule.deny !== pass || !concerns(rule)) continue;
      const set = topicsOf(rule.template.replaceAll('{client}', CLIENT));
      const cut = rule.except === undefined ? undefined : topicsOf(rule.except.replaceAll('{client}', CLIENT));
      for (let i = 0; i < set.length; i++) if (set[i] && !cut?.[i]) result[i] = pass ? 0 : 1;
    }
  }
  return result;
}
