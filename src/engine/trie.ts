/**
 * Finds the entries that list a topic name. Compiled once for a policy; the client's own names stay references that are compared
 * with the session's values, so one trie serves every session. A look-up walks the topic once and allocates nothing.
 */
import type { LevelShape, TopicPattern } from '../topics/pattern.js';
import { shapeMatchesPart } from '../topics/shape.js';
import type { Entry, EntryLevel, Identity } from './entries.js';
import { matchesGlued } from './glued.js';

/** Called for each entry that lists the topic; `true` ends the search. */
export type Visit = (entry: Entry) => boolean;

/** So many words are compared one by one; more are found by their hash. */
const fewWords = 6;

class Node {
  words: LiteralEdge[] = [];
  /** The words by hash, where there are many. */
  byHash: Map<number, LiteralEdge[]> | undefined;
  bound: { readonly name: number; readonly to: Node }[] = [];
  free: { readonly shape: LevelShape; readonly to: Node }[] = [];
  glued: { readonly pieces: Extract<EntryLevel, { kind: 'glued' }>['pieces']; readonly to: Node }[] = [];
  any: Node | undefined;
  /** Entries that end here. */
  ends: Entry[] = [];
  /** Entries that take any further levels from here, this level's end included. */
  rests: Entry[] = [];
  shapedRests: { readonly shape: LevelShape; readonly entry: Entry }[] = [];
}

interface LiteralEdge {
  readonly text: string;
  readonly to: Node;
}

export class TopicTrie {
  readonly #root = new Node();
  /** What every entry begins with: words and names up to where they part. */
  readonly #trunk: readonly EntryLevel[];
  readonly all: readonly Entry[];
  #afterTrunk: Node;

  constructor(entries: readonly Entry[]) {
    this.all = entries;
    for (const entry of entries) this.#add(entry);
    const trunk: EntryLevel[] = [];
    this.#afterTrunk = this.#root;
    for (let only = onlyWay(this.#root); only; only = onlyWay(only.to)) {
      trunk.push(only.level);
      this.#afterTrunk = only.to;
    }
    this.#trunk = trunk;
  }

  #add(entry: Entry): void {
    let node = this.#root;
    for (const level of entry.levels) node = step(node, level);
    if (!entry.rest) node.ends.push(entry);
    else if (entry.rest.kind === 'any') node.rests.push(entry);
    else node.shapedRests.push({ shape: entry.rest.shape, entry });
  }

  get size(): number {
    return this.all.length;
  }

  /** Visits every entry that lists the topic for this identity, until `visit` says `true`; answers whether it did. */
  find(topic: string, identity: Identity, visit: Visit): boolean {
    return this.size > 0 && walk(this.#root, topic, 0, identity, visit);
  }

  /**
   * Visits every entry that may share a topic with the pattern, whoever the client is, each once and in no order: all that do, and some
   * that a closer look tells apart.
   */
  meeting(pattern: TopicPattern, visit: (entry: Entry) => void): void {
    meet(this.#root, pattern, 0, visit);
  }

  /** So many levels every topic has in common. */
  get trunkLevels(): number {
    return this.#trunk.length;
  }

  /** How every topic begins that is listed for this identity; `undefined` where there is none. */
  beginning(identity: Identity): string | undefined {
    if (this.size === 0) return undefined;
    const texts: string[] = [];
    for (const level of this.#trunk) {
      const own = level.kind === 'bound' ? identity[level.name] : level.kind === 'literal' ? level.text : undefined;
      if (own === undefined) return undefined;
      texts.push(own);
    }
    // Joined, not added: a text in one piece is compared faster.
    return texts.length === 0 ? '' : [...texts, ''].join('/');
  }

  /** The same as `find` for a topic that begins with `beginning`, `at` characters long. */
  findBehind(at: number, topic: string, identity: Identity, visit: Visit): boolean {
    return walk(this.#afterTrunk, topic, at, identity, visit);
  }
}

/** The one word or name that everything behind a node begins with, if something comes after it. */
function onlyWay(node: Node): { readonly level: EntryLevel; readonly to: Node } | undefined {
  const { words, bound, free, glued, any, ends, rests, shapedRests } = node;
  const [word] = words;
  const [name] = bound;
  if (free.length + glued.length + ends.length + rests.length + shapedRests.length > 0 || any) return undefined;
  if (words.length + bound.length !== 1) return undefined;
  const to = (word ?? name)?.to as Node;
  // A topic may end here, or have its last level here: then there is no slash behind it.
  if (to.ends.length + to.rests.length + to.shapedRests.length > 0) return undefined;
  return word
    ? { level: { kind: 'literal', text: word.text }, to }
    : { level: { kind: 'bound', name: (name as Node['bound'][number]).name }, to };
}

function step(node: Node, level: EntryLevel): Node {
  switch (level.kind) {
    case 'literal':
      return literalStep(node, level.text);
    case 'any':
      node.any ??= new Node();
      return node.any;
    case 'bound':
      return edgeOf(node.bound, (edge) => edge.name === level.name, { name: level.name, to: new Node() });
    case 'free':
      return edgeOf(node.free, (edge) => edge.shape === level.shape, { shape: level.shape, to: new Node() });
    case 'glued':
      return edgeOf(node.glued, () => false, { pieces: level.pieces, to: new Node() });
  }
}

function literalStep(node: Node, text: string): Node {
  const known = wordsLike(node, text, 0, text.length).find((edge) => edge.text === text);
  if (known) return known.to;
  const edge = { text, to: new Node() };
  node.words.push(edge);
  if (node.byHash) addByHash(node.byHash, edge);
  else if (node.words.length > fewWords) {
    node.byHash = new Map();
    for (const word of node.words) addByHash(node.byHash, word);
  }
  return edge.to;
}

function addByHash(byHash: Map<number, LiteralEdge[]>, edge: LiteralEdge): void {
  const hash = hashOf(edge.text, 0, edge.text.length);
  const same = byHash.get(hash);
  if (same) same.push(edge);
  else byHash.set(hash, [edge]);
}

const none: readonly LiteralEdge[] = [];

/** The words that a level may be. */
function wordsLike(node: Node, topic: string, at: number, end: number): readonly LiteralEdge[] {
  return node.byHash ? (node.byHash.get(hashOf(topic, at, end)) ?? none) : node.words;
}

/** The edge that is there already, or a new one. */
function edgeOf<E extends { readonly to: Node }>(edges: E[], same: (edge: E) => boolean, fresh: E): Node {
  const known = edges.find(same);
  if (known) return known.to;
  edges.push(fresh);
  return fresh.to;
}

/** `at` is the offset of the next level, or one past the topic's end when there is none. */
function walk(node: Node, topic: string, at: number, identity: Identity, visit: Visit): boolean {
  // A wildcard in front does not reach topics that begin with "$" [MQTT-4.7.2-1].
  const dollar = at === 0 && topic.charCodeAt(0) === 0x24;
  const { rests, shapedRests } = node;
  if (!dollar) {
    for (let i = 0; i < rests.length; i++) if (visit(rests[i] as Entry)) return true;
  }
  for (let i = 0; i < shapedRests.length; i++) {
    const rest = shapedRests[i] as { shape: LevelShape; entry: Entry };
    if (everyLevel(rest.shape, topic, at) && visit(rest.entry)) return true;
  }
  if (at > topic.length) {
    const { ends } = node;
    for (let i = 0; i < ends.length; i++) if (visit(ends[i] as Entry)) return true;
    return false;
  }
  let end = at;
  while (end < topic.length && topic.charCodeAt(end) !== 0x2f) end++;
  const next = end + 1;
  const length = end - at;
  const words = wordsLike(node, topic, at, end);
  for (let i = 0; i < words.length; i++) {
    const { text, to } = words[i] as LiteralEdge;
    if (text.length === length && standsAt(text, topic, at) && walk(to, topic, next, identity, visit)) return true;
  }
  const { bound, free, glued } = node;
  for (let i = 0; i < bound.length; i++) {
    const edge = bound[i] as { name: number; to: Node };
    const value = identity[edge.name];
    if (
      value !== undefined &&
      value.length === length &&
      standsAt(value, topic, at) &&
      walk(edge.to, topic, next, identity, visit)
    )
      return true;
  }
  if (!dollar && node.any && walk(node.any, topic, next, identity, visit)) return true;
  for (let i = 0; i < free.length; i++) {
    const edge = free[i] as { shape: LevelShape; to: Node };
    if (shapeMatchesPart(edge.shape, topic, at, end) && walk(edge.to, topic, next, identity, visit)) return true;
  }
  for (let i = 0; i < glued.length; i++) {
    const edge = glued[i] as Node['glued'][number];
    if (matchesGlued(edge.pieces, topic.slice(at, end), identity) && walk(edge.to, topic, next, identity, visit))
      return true;
  }
  return false;
}

/** Levels are short: to compare them sign by sign beats a call of `startsWith`. */
function standsAt(text: string, topic: string, at: number): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) !== topic.charCodeAt(at + i)) return false;
  return true;
}

function everyLevel(shape: LevelShape, topic: string, at: number): boolean {
  let from = at;
  while (from <= topic.length) {
    const slash = topic.indexOf('/', from);
    const end = slash < 0 ? topic.length : slash;
    if (!shapeMatchesPart(shape, topic, from, end)) return false;
    from = end + 1;
  }
  return true;
}

function hashOf(text: string, from: number, to: number): number {
  let hash = 0;
  for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0;
  return hash;
}

function meet(node: Node, pattern: TopicPattern, at: number, visit: (entry: Entry) => void): void {
  node.rests.forEach(visit);
  for (const { entry } of node.shapedRests) visit(entry);
  const { levels, rest } = pattern;
  const level = levels[at];
  if (!level) {
    node.ends.forEach(visit);
    if (rest) for (const child of childrenOf(node)) meet(child, pattern, at, visit);
    return;
  }
  if (level.kind !== 'literal') {
    for (const child of childrenOf(node)) meet(child, pattern, at + 1, visit);
    return;
  }
  const { text } = level;
  for (const word of wordsLike(node, text, 0, text.length)) {
    if (word.text === text) meet(word.to, pattern, at + 1, visit);
  }
  for (const { to } of node.bound) meet(to, pattern, at + 1, visit);
  for (const { to } of node.free) meet(to, pattern, at + 1, visit);
  for (const { to } of node.glued) meet(to, pattern, at + 1, visit);
  if (node.any) meet(node.any, pattern, at + 1, visit);
}

function childrenOf({ words, bound, free, glued, any }: Node): Node[] {
  const children = [...words, ...bound, ...free, ...glued].map(({ to }) => to);
  return any ? [...children, any] : children;
}
