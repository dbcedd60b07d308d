/**
 * Finds the entries that list a topic name. Compiled once for a policy; the client's own names stay references that are compared
 * with the session's values, so one trie serves every session. A look-up walks the topic once and allocates nothing.
 */
import type { LevelShape } from '../topics/pattern.js';
import { shapeMatchesPart } from '../topics/shape.js';
import type { Entry, EntryLevel, Identity } from './entries.js';
import { matchesGlued } from './glued.js';

/** Called for each entry that lists the topic; `true` ends the search. */
export type Visit = (entry: Entry) => boolean;

class Node {
  literals: Map<number, LiteralEdge[]> | undefined;
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
  readonly size: number;

  constructor(entries: Iterable<Entry>) {
    let size = 0;
    for (const entry of entries) {
      this.#add(entry);
      size++;
    }
    this.size = size;
  }

  #add(entry: Entry): void {
    let node = this.#root;
    for (const level of entry.levels) node = step(node, level);
    if (!entry.rest) node.ends.push(entry);
    else if (entry.rest.kind === 'any') node.rests.push(entry);
    else node.shapedRests.push({ shape: entry.rest.shape, entry });
  }

  /** Visits every entry that lists the topic for this identity, until `visit` says `true`; answers whether it did. */
  find(topic: string, identity: Identity, visit: Visit): boolean {
    return this.size > 0 && walk(this.#root, topic, 0, identity, visit);
  }
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
  node.literals ??= new Map();
  const hash = hashOf(text, 0, text.length);
  const edges = node.literals.get(hash) ?? [];
  node.literals.set(hash, edges);
  return edgeOf(edges, (edge) => edge.text === text, { text, to: new Node() });
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
  let hash = 0;
  for (; end < topic.length; end++) {
    const code = topic.charCodeAt(end);
    if (code === 0x2f) break;
    hash = (Math.imul(hash, 31) + code) | 0;
  }
  const next = end + 1;
  const length = end - at;
  const edges = node.literals?.get(hash);
  if (edges) {
    for (let i = 0; i < edges.length; i++) {
      const edge = edges[i] as LiteralEdge;
      if (edge.text.length === length && topic.startsWith(edge.text, at) && walk(edge.to, topic, next, identity, visit))
        return true;
    }
  }
  const { bound, free, glued } = node;
  for (let i = 0; i < bound.length; i++) {
    const edge = bound[i] as { name: number; to: Node };
    const value = identity[edge.name];
    if (
      value !== undefined &&
      value.length === length &&
      topic.startsWith(value, at) &&
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
