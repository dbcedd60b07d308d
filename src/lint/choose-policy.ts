import type { Policy, Template, TopicsSection } from '../policy/model.js';
import type { Client, Comment, Document, Located, Span } from '../readers/document.js';
import { legacyOneNet } from '../rules/legacy-onenet.js';
import { remembered } from '../text/remembered.js';
import type { FileConfig } from './config/model.js';
import type { PolicyChoice } from './finding.js';
import { bareHost, hostMatches } from './hosts.js';

export interface Chosen extends PolicyChoice {
  /** Where the file names the policy. */
  readonly span?: Span;
  /** What to say where the topics are of two generations at once. */
  readonly mixed?: string;
}

/** What policies there are to choose from, each with what it can be recognised by. */
export interface Candidate {
  readonly name: string;
  readonly hosts: readonly string[];
  /** Leading levels that topics of the policy have: `$sys`, or `v1`, `devices`, `me`. One plain word is anybody's. */
  readonly prefixes: readonly (readonly string[])[];
  /** The first words below those beginnings: what tells the generations of one platform apart. */
  readonly words: readonly WordsAt[];
  /** How many words these are. */
  readonly size: number;
}

interface WordsAt {
  /** Counted from 0. */
  readonly level: number;
  readonly words: ReadonlySet<string>;
}

export function candidateOf(policy: Policy): Candidate {
  const sections = policy.sections.filter((section): section is TopicsSection => section.section === 'topics');
  const prefixes = sections.flatMap((section) => section.under ?? []).map(literalStart);
  const words = wordsOf(sections);
  return {
    name: policy.name,
    hosts: policy.hosts,
    prefixes: prefixes.filter((prefix) => prefix.length > 1 || prefix[0]?.startsWith('$')),
    words,
    size: words.reduce((sum, there) => sum + there.words.size, 0),
  };
}

function wordsOf(sections: readonly TopicsSection[]): Candidate['words'] {
  const words = new Map<number, Set<string>>();
  for (const { under = [], lines } of sections) {
    const first = lines.flatMap((line) => ('topics' in line ? line.topics.map(({ levels }) => levels[0]) : []));
    for (const { levels } of under) {
      const there = words.get(levels.length) ?? new Set();
      words.set(levels.length, there);
      for (const level of first) if (level?.kind === 'literal') there.add(level.text);
    }
  }
  return [...words].map(([level, there]) => ({ level, words: there }));
}

function literalStart({ levels }: Template): string[] {
  const end = levels.findIndex((level) => level.kind !== 'literal');
  return levels.slice(0, end < 0 ? undefined : end).map((level) => (level.kind === 'literal' ? level.text : ''));
}

const directive = /(?:^|\s)topicguard:\s*policy\s*=\s*([^\s,;]+)/;

/**
 * Chooses the policy of one client: what the caller says, what the file says (`topicguard: policy=onenet` in a comment, or a
 * script's own line), the configuration, the broker's host, the shape of the topics; else the standard alone.
 */
export function choosePolicy(
  client: Client,
  document: Document,
  { policy, config }: { readonly policy?: string; readonly config?: FileConfig },
  candidates: readonly Candidate[],
): Chosen {
  if (policy !== undefined) return { name: policy, by: 'option', why: 'it was asked for' };
  return (
    byComment(client, document) ??
    byConfig(config) ??
    byLegacy(client) ??
    byHost(client, candidates) ??
    byTopics(client, candidates) ??
    standard
  );
}

const standard: Chosen = { name: 'mqtt', by: 'default', why: 'nothing names a platform, so only the standard counts' };

function byComment(client: Client, document: Document): Chosen | undefined {
  if (document.comments.length === 0 && !document.policy) return undefined;
  const named = document.comments.flatMap(directiveOf);
  // The last comment above the client, else the first one in the file.
  const comment = named.findLast(({ span }) => span.start <= client.span.start) ?? named[0];
  if (comment) return { name: comment.name, by: 'comment', why: 'a comment says so', span: comment.span };
  const line = document.policy;
  return line && { name: line.value, by: 'comment', why: 'the script says so', span: line.span };
}

/** The names of policies in a file's comments and in a script's own line, each with its place. */
export function policiesNamedIn({ comments, policy }: Document, text: string): Located<string>[] {
  const named = comments.flatMap((comment) => {
    const match = directive.exec(comment.text);
    if (!match?.[1]) return [];
    const end = text.indexOf(comment.text, comment.span.start) + match.index + match[0].length;
    return [{ value: match[1], span: { start: end - match[1].length, end } }];
  });
  return policy ? [policy, ...named] : named;
}

function byConfig(config: FileConfig | undefined): Chosen | undefined {
  return config?.policy === undefined
    ? undefined
    : { name: config.policy, by: 'config', why: 'the configuration says so' };
}

function directiveOf({ text, span }: Comment): { readonly name: string; readonly span: Span }[] {
  const name = text.includes('topicguard') ? directive.exec(text)?.[1] : undefined;
  return name === undefined ? [] : [{ name, span }];
}

function byHost(client: Client, candidates: readonly Candidate[]): Chosen | undefined {
  const written = client.host ?? client.broker;
  if (!written) return undefined;
  const { host, family } = familyAt(written.value, candidates);
  return within(family, client, 'host', `the broker is ${host}`);
}

interface Family {
  readonly host: string;
  readonly family: readonly Candidate[];
}

const families = new WeakMap<readonly Candidate[], (written: string) => Family>();

function familyAt(written: string, candidates: readonly Candidate[]): Family {
  let known = families.get(candidates);
  if (!known) {
    known = remembered(familyAmong(candidates), { most: 256, longest: 1024 });
    families.set(candidates, known);
  }
  return known(written);
}

function familyAmong(candidates: readonly Candidate[]): (written: string) => Family {
  return (written) => {
    const host = bareHost(written);
    return { host, family: candidates.filter(({ hosts }) => hosts.some((entry) => hostMatches(entry, host))) };
  };
}

/** Nothing but the standard: the policies are about later generations (lint/legacy-onenet says so). */
function byLegacy(client: Client): Chosen | undefined {
  if (!legacyOneNet(client)) return undefined;
  return { name: 'mqtt', by: 'default', why: 'this is the first generation of OneNET, which has rules of its own' };
}

/**
 * One policy of a family that a host or a beginning stands for: the one with the most words of the client's topics, else the
 * smallest. A policy that holds two generations together is taken where a client has topics of both.
 */
function within(family: readonly Candidate[], client: Client, by: 'host' | 'topics', why: string): Chosen | undefined {
  const [first, ...others] = family;
  if (!first || others.length === 0) return first && { name: first.name, by, why };
  const held = wordsHeldBy(family, topicsOf(client));
  const best = held.reduce(betterOf);
  const { name } = best.candidate;
  const lesser = held.filter(({ words }) => words.length < best.words.length);
  if (lesser.length === 0) return { name, by, why };
  const rivals = lesser.filter(({ words }) => words.length > 0);
  if (rivals.length === 0) return { name, by, why: `${why}, and its topics are those of ${name}` };
  const mixed = rivals.reduce(betterOf);
  const newer = best.words.filter((word) => !mixed.words.includes(word));
  const older = mixed.candidate.name;
  return {
    name,
    by,
    why: `${why}, and it has topics of ${older} and of ${name}`,
    mixed: `The topics are of two generations of one platform: ${mixed.words.join(', ')} of ${older}, ${newer.join(', ')} of ${name}. Both are accepted here, but a product has one kind or the other.`,
  };
}

/** The one with more words, else the smaller one. */
function betterOf(best: Held, other: Held): Held {
  const more = other.words.length - best.words.length;
  return more > 0 || (more === 0 && other.candidate.size < best.candidate.size) ? other : best;
}

interface Held {
  readonly candidate: Candidate;
  /** Each once. */
  readonly words: readonly string[];
}

function wordsHeldBy(family: readonly Candidate[], topics: readonly string[]): readonly Held[] {
  const held = family.map((candidate) => ({ candidate, words: [] as string[] }));
  for (const topic of topics) {
    // Those of one platform mostly have their words at the same level.
    let at = -1;
    let word: string | undefined;
    for (const { candidate, words } of held) {
      for (const there of candidate.words) {
        if (there.level !== at) word = levelAt(topic, there.level);
        at = there.level;
        if (word !== undefined && there.words.has(word) && !words.includes(word)) words.push(word);
      }
    }
  }
  return held;
}

/** A level by its place, counted from 0; nothing where the topic ends before it. */
function levelAt(topic: string, place: number): string | undefined {
  let start = 0;
  for (let at = 0; at < place; at++) {
    start = topic.indexOf('/', start) + 1;
    if (start === 0) return undefined;
  }
  const end = topic.indexOf('/', start);
  return topic.slice(start, end < 0 ? undefined : end);
}

/**
 * The longest beginning wins. A beginning of plain words may also be somebody's own, so most topics must have it: a gateway that serves
 * `v1/devices/me/attributes` on a broker in the house is no client of the platform.
 */
function byTopics(client: Client, candidates: readonly Candidate[]): Chosen | undefined {
  const topics = topicsOf(client);
  let best: readonly string[] = [];
  let family: Candidate[] = [];
  for (const candidate of candidates) {
    for (const prefix of candidate.prefixes) {
      if (prefix.length < best.length || family.includes(candidate)) continue;
      const own = topics.filter((topic) => topic.startsWith(`${prefix.join('/')}/`));
      if (own.length === 0 || (!prefix[0]?.startsWith('$') && own.length * 2 <= topics.length)) continue;
      if (prefix.length > best.length) family = [];
      best = prefix;
      family.push(candidate);
    }
  }
  return within(family, client, 'topics', `topics begin with ${best.join('/')}/`);
}

function topicsOf(client: Client): string[] {
  const topics = client.requests.map((request) => request.topic.value);
  const will = client.options.will?.topic?.value;
  return will === undefined ? topics : [...topics, will];
}
