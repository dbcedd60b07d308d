/** Which topics a client could write at a place: the policy's listings with the client's names in them, as far as the engine allows them. */
import type { CatalogueEntry, Guard } from '../engine/guard.js';
import type { Client, Direction, LocatedTopic, Request } from '../readers/document.js';
import { topicParts } from '../readers/holes.js';
import { connectFacts, topicOf } from './facts.js';
import { withUsual } from './judge-client.js';
import { levelsOf, namesIn } from './levels.js';
import { type VerdictOptions, verdictsOn } from './verdicts.js';

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

/** More listings are not looked at: each is judged. */
const mostRows = 500;

export function suggestTopics(wanted: Wanted, options: VerdictOptions): Suggestion[] {
  const { client, guard, direction, at } = wanted;
  if (direction === 'unsubscribe') return subscribed(client, at);
  const names = namesOf(wanted, options);
  const found = new Map<string, Suggestion>();
  for (const row of guard.catalogue.entries.slice(0, mostRows)) {
    if (row.deny) continue;
    for (const verb of direction ? [direction] : (['publish', 'subscribe'] as const)) {
      for (const levels of waysToWrite(row, verb, names, wanted.style)) {
        const one = fitting(levels, row, wanted, names);
        if (!one || !isAllowed(one.topic, verb, wanted, options)) continue;
        const before = found.get(one.topic);
        if (before) found.set(one.topic, { ...before, verbs: [...new Set([...before.verbs, verb])] });
        else found.set(one.topic, { ...one, verbs: [verb], row });
        break;
      }
    }
  }
  const own = [...found.values()];
  return direction === 'publish' || direction === 'receive' ? own : [...own, ...wider(own, wanted, options)];
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
  const identity = new Set(boundNames(guard));
  for (const name of names.keys()) if (!identity.has(name)) names.delete(name);
  for (const [name, value] of Object.entries(withUsual(guard.identify(connectFacts(client, now)), usual)))
    names.set(name, value);
  return names;
}

/** The names that the client fills in. */
function boundNames({ policy }: Guard): string[] {
  return policy.sections.flatMap(({ section, lines }) =>
    section === 'identity' ? lines.flatMap((line) => ('bind' in line ? namesIn(line.to.text) : [])) : [],
  );
}

/** A level of a suggestion; `open`: it still is a variable. */
interface Level {
  readonly text: string;
  readonly open: boolean;
}

/** A template as this verb writes it, the better way first: where filters may have wildcards, they take any text. */
function waysToWrite(
  row: CatalogueEntry,
  verb: Direction,
  names: ReadonlyMap<string, string>,
  style: Wanted['style'],
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
  const wild = filled.map(
    (level): Level => (level.open ? { text: level.text.endsWith('...}') ? '#' : '+', open: false } : level),
  );
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
): Pick<Suggestion, 'topic' | 'foundBy' | 'open'> | undefined {
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
  return {
    topic: own.map(({ text }) => text).join('/'),
    open: own.filter(({ open }) => open).map(({ text }) => text),
    foundBy: [...typed, ...own.slice(typed.length).map(({ text }) => text)].join('/'),
  };
}

/** Allowed, or not known to be refused, and nothing to be said against it. */
function isAllowed(
  topic: string,
  verb: Exclude<Direction, 'unsubscribe'>,
  { client, guard, style, at: { span } }: Wanted,
  options: VerdictOptions,
): boolean {
  const parts = topicParts(topic, span.start, style);
  if (parts === null) return false;
  const request: Request = { direction: verb, topic: { value: topic, span, ...(parts && { parts }) } };
  const isAboutTopic = ({ field }: { field?: string }): boolean => field === 'topic' || field === 'filter';
  return verdictsOn(request, client, guard, options).every(
    ({ judgement }) => judgement.status !== 'denied' && !judgement.advice.some(isAboutTopic),
  );
}

/** Filters that cover several of these at once: `cmd/#`. */
function wider(own: readonly Suggestion[], wanted: Wanted, options: VerdictOptions): Suggestion[] {
  const counts = new Map<string, { readonly foundBy: string; count: number }>();
  for (const { topic, foundBy, verbs } of own) {
    if (!verbs.includes('subscribe')) continue;
    const levels = topic.split('/');
    const found = foundBy.split('/');
    for (let length = 1; length < levels.length; length++) {
      if (levels[length] === '#') continue;
      const key = [...levels.slice(0, length), '#'].join('/');
      const known = counts.get(key);
      if (known) known.count++;
      else counts.set(key, { foundBy: [...found.slice(0, length), '#'].join('/'), count: 1 });
    }
  }
  const several = [...counts].filter(([, { count }]) => count > 1);
  return several
    .slice(0, mostRows)
    .filter(([topic]) => isAllowed(topic, 'subscribe', wanted, options))
    .map(([topic, { foundBy }]) => ({ topic, open: [], foundBy, verbs: ['subscribe'] }));
}
