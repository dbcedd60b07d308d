/** Which topics a client could write at a place: the policy's listings with the client's names in them, as far as the engine allows them. */
import type { CatalogueEntry, Guard } from '../engine/guard.js';
import type { Client, Direction, LocatedTopic } from '../readers/document.js';
import { topicParts } from '../readers/holes.js';
import { connectFacts, topicOf } from './facts.js';
import { withUsual } from './judge-client.js';
import { levelsOf, namesIn } from './levels.js';
import { boundNames, type Level, SampleJudge, type TopicLevels } from './sample-judge.js';
import type { VerdictOptions } from './verdicts.js';

export interface Suggestion {
  /** What is not known stays a variable with the policy's name for it. */
  readonly topic: string;
  /** These variables as they are written there. */
  readonly open: readonly string[];
  /** The same, with the levels before the cursor as they have been written: what it is found by. */
  readonly foundBy: string;
  readonly verbs: readonly Direction[];
  /** The row of the policy; absent for a filter that covers several. */
  readonly row?: CatalogueEntry;
}

export interface Wanted {
  readonly client: Client;
  readonly guard: Guard;
  /** Absent: the file does not say. */
  readonly direction: Direction | undefined;
  /** What has been written before the cursor. */
  readonly before: string;
  /** Where holes are written as in a script. */
  readonly style: 'any' | 'script';
  /** The place of the topic, whose own text says nothing about the client. */
  readonly at: LocatedTopic;
}

/** So many are judged; of more, those come up when more of the topic has been written. */
const mostJudged = 200;

export function suggestTopics(wanted: Wanted, options: VerdictOptions): Suggestion[] {
  const { client, guard, direction, at } = wanted;
  if (direction === 'unsubscribe') return subscribed(client, at);
  const names = namesOf(wanted, options);
  const judge = new SampleJudge(wanted, names, options);
  const found = new Map<string, Candidate>();
  let judged = 0;
  for (const row of guard.catalogue.entries) {
    if (row.deny) continue;
    for (const verb of direction ? [direction] : (['publish', 'subscribe'] as const)) {
      for (const levels of waysToWrite(row, verb, names, wanted)) {
        const one = fitting(levels, row, wanted, names);
        if (!one || judged++ >= mostJudged || !judge.allows(one, verb)) continue;
        const topic = textOf(one.levels);
        const verbs = new Set([...(found.get(topic)?.verbs ?? []), verb]);
        found.set(topic, { ...(found.get(topic) ?? one), verbs: [...verbs] });
        break;
      }
    }
  }
  const own = [...found.values()];
  const several = direction === 'publish' || direction === 'receive' ? [] : wider(own, judge);
  return [...own.map((one) => ({ ...suggestionOf(one), row: one.row })), ...several.map(suggestionOf)];
}

interface Candidate extends TopicLevels {
  readonly foundBy: readonly string[];
  readonly verbs: readonly Direction[];
}

function suggestionOf({ levels, foundBy, verbs }: Candidate): Suggestion {
  return {
    topic: textOf(levels),
    open: levels.filter(({ open }) => open).map(({ text }) => text),
    foundBy: foundBy.join('/'),
    verbs,
  };
}

function textOf(levels: readonly Level[]): string {
  return levels.map(({ text }) => text).join('/');
}

/** What can be given up is what has been subscribed to. */
function subscribed({ requests }: Client, at: LocatedTopic): Suggestion[] {
  const filters = requests.filter(({ direction, topic }) => direction === 'subscribe' && topic.span !== at.span);
  return [...new Set(filters.map(({ topic }) => topic.value))].map((topic) => ({
    topic,
    open: [],
    foundBy: topic,
    verbs: ['unsubscribe'],
  }));
}

/**
 * The names of the policy: what the client says it is, else what all its other topics have at the level of a name, be it a text
 * or a hole.
 */
export function namesOf(
  { client, guard, at }: Pick<Wanted, 'client' | 'guard'> & Partial<Pick<Wanted, 'at'>>,
  { now, usual }: VerdictOptions,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const torn = new Set<string>();
  for (const { topic } of client.requests) {
    if (topic.span === at?.span) continue;
    const written = topic.value.split('/');
    // A hole with a slash in it moves the levels.
    if (written.length !== levelsOf(topic).length) continue;
    for (const { levels } of guard.catalogue.listingsOf(topicOf(topic))) {
      for (const [level, listed] of levels.entries()) {
        const [name] = namesIn(listed);
        const text = written[level];
        if (name === undefined || listed !== `{${name}}` || text === undefined || text === '+' || text === '#')
          continue;
        if (names.has(name) && names.get(name) !== text) torn.add(name);
        names.set(name, text);
      }
    }
  }
  for (const name of torn) names.delete(name);
  const identity = boundNames(guard);
  for (const name of names.keys()) if (!identity.has(name)) names.delete(name);
  for (const [name, value] of Object.entries(withUsual(guard.identify(connectFacts(client, now)), usual)))
    names.set(name, value);
  return names;
}

/** A template as this verb writes it, the better way first: where filters may have wildcards, they take any text. */
function waysToWrite(
  row: CatalogueEntry,
  verb: Direction,
  names: ReadonlyMap<string, string>,
  { guard, style }: Wanted,
): Level[][] {
  const variable = (level: string): Level => ({
    text: style === 'script' ? level.replaceAll('{', '${') : level,
    open: true,
  });
  const filled = row.levels.map((level): Level => {
    if (isWildcard(level))
      return verb === 'subscribe' ? { text: level, open: false } : variable(`{${wildcardNames[level]}}`);
    const text = level.replace(/\{([^{}|.]+)\}/g, (written, name: string) => names.get(name) ?? written);
    return text === level && level.includes('{') ? variable(level) : { text, open: false };
  });
  if (verb !== 'subscribe') return [filled];
  const bound = boundNames(guard);
  const wild = filled.map((level, at): Level => {
    if (!level.open || namesIn(row.levels[at] as string).some((name) => bound.has(name))) return level;
    return { text: level.text.endsWith('...}') ? '#' : '+', open: false };
  });
  return [wild, filled];
}

const wildcardNames = { '+': 'level', '#': 'more' } as const;

function isWildcard(level: string): level is '+' | '#' {
  return level === '+' || level === '#';
}

/** With the levels before the cursor as they are, where they may stand; nothing where they may not. */
function fitting(
  levels: readonly Level[],
  row: CatalogueEntry,
  { before }: Wanted,
  names: ReadonlyMap<string, string>,
): Candidate | undefined {
  const typed = before.split('/');
  const begun = typed.pop() as string;
  const next = levels[typed.length];
  if (!next) return undefined;
  const own = [...levels];
  for (const [at, text] of typed.entries()) {
    const template = row.levels[at] as string;
    const [name] = namesIn(template);
    if (name === undefined && !template.includes('{') && !isWildcard(template)) {
      if (text !== template) return undefined;
    } else if (text !== '' && (name === undefined || !names.has(name) || topicParts(text, 0)))
      own[at] = { text, open: false };
  }
  const isFixed = row.levels[typed.length] === next.text && !isWildcard(next.text);
  if (isFixed && !next.text.toLowerCase().startsWith(begun.toLowerCase())) return undefined;
  return { levels: own, foundBy: [...typed, ...own.slice(typed.length).map(({ text }) => text)], verbs: [], row };
}

/** Filters that cover several of these at once: `cmd/#`. */
function wider(own: readonly Candidate[], judge: SampleJudge): Candidate[] {
  const covering = new Map<string, Candidate & { count: number }>();
  for (const { levels, foundBy, verbs, row } of own) {
    if (!verbs.includes('subscribe')) continue;
    for (let length = 1; length < levels.length; length++) {
      if (levels[length]?.text === '#') continue;
      const cut = [...levels.slice(0, length), { text: '#', open: false }];
      const known = covering.get(textOf(cut));
      if (known) known.count++;
      else
        covering.set(textOf(cut), {
          levels: cut,
          foundBy: [...foundBy.slice(0, length), '#'],
          verbs: ['subscribe'],
          row,
          count: 1,
        });
    }
  }
  const several = [...covering.values()].filter(({ count }) => count > 1);
  return several.slice(0, mostJudged).filter((one) => judge.allows(one, 'subscribe'));
}
