/** What each level of a topic means to a policy. */
import type { CatalogueEntry, Guard } from '../engine/guard.js';
import { shownHole } from '../engine/shown-hole.js';
import type { Policy } from '../policy/model.js';
import type { LocatedTopic } from '../readers/document.js';
import { holePlaces } from '../readers/holes.js';
import { topicOf } from './facts.js';

export interface LevelMeaning {
  /** As it is written; a hole as its name in braces. */
  readonly text: string;
  /** What the listings have at this level, each spelling once: a word, `{pid}`. Empty: they end before it. */
  readonly listed: readonly string[];
  /** The names in these spellings, with what the policy says of them. */
  readonly names: readonly { readonly name: string; readonly about?: string }[];
}

/** The levels of a topic, each with what the listings that it may belong to have there. */
export function meaningsOf(topic: LocatedTopic, guard: Guard): LevelMeaning[] {
  const rows = guard.catalogue.listingsOf(topicOf(topic));
  const about = remarksOf(guard.policy);
  return levelsOf(topic).map((text, at) => {
    const listed = [...new Set(rows.flatMap(({ levels }) => levels[at] ?? []))];
    const names = listed.flatMap(namesIn).map((name) => {
      const said = about.get(name);
      return said === undefined ? { name } : { name, about: said };
    });
    return { text, listed, names };
  });
}

/** A topic level by level, its holes as names in braces. */
export function levelsOf({ value, parts }: LocatedTopic): string[] {
  if (!parts) return value.split('/');
  return parts
    .map((part) => (typeof part === 'string' ? part : shownHole(part.hole)))
    .join('')
    .split('/');
}

/** The names in a level of a template; `{a|b}` is a choice and no name. */
export function namesIn(level: string): string[] {
  return [...level.matchAll(/\{([^{}|.]+)(?:\.\.\.)?\}/g)].map(([, name]) => name as string);
}

/** What a policy says of its names. */
function remarksOf({ sections }: Policy): Map<string, string> {
  const remarks = new Map<string, string>();
  for (const { lines } of sections) {
    for (const line of lines)
      if ('name' in line && 'shape' in line && line.about !== undefined) remarks.set(line.name, line.about);
  }
  return remarks;
}

/** The listings that a topic may belong to and that give a client what it asks for. */
export function rowsFor(topic: LocatedTopic, verb: string, guard: Guard): readonly CatalogueEntry[] {
  const rows = guard.catalogue.listingsOf(topicOf(topic));
  const own = rows.filter(({ verbs }) => verbs.some((one) => one === verb));
  return own.length > 0 ? own : rows;
}

export interface NamedHole {
  /** In the text of the topic. */
  readonly start: number;
  readonly end: number;
  /** The policy's name for the level. */
  readonly name: string;
  readonly about?: string;
}

/** The variables of a topic that each fill a level to which every listing of the topic gives the same name. */
export function namedHoles(topic: LocatedTopic, guard: Guard, style: 'any' | 'script'): NamedHole[] {
  if (!topic.parts) return [];
  const { value } = topic;
  const rows = guard.catalogue.listingsOf(topic.parts);
  const about = remarksOf(guard.policy);
  let level = 0;
  let from = 0;
  return holePlaces(value, style).flatMap(({ start, end }): NamedHole[] => {
    level += value.slice(from, start).split('/').length - 1;
    from = end;
    const isWhole = (start === 0 || value[start - 1] === '/') && (end === value.length || value[end] === '/');
    const listed = new Set(rows.map(({ levels }) => levels[level] ?? ''));
    const [only = ''] = listed;
    const [name] = namesIn(only);
    if (!isWhole || listed.size !== 1 || name === undefined || only !== `{${name}}`) return [];
    const said = about.get(name);
    return [{ start, end, name, ...(said !== undefined && { about: said }) }];
  });
}
