import type { Direction, Located, LocatedTopic, Request } from './document.js';
import { isPlaceholder, isPlaceholderWord, topicParts } from './holes.js';
import { directionOfWord, type KeyFact, keyFact } from './keys.js';
import { factOf, type MapEntry, type MapNode, type ScalarNode, type TreeNode } from './tree.js';
import { isScalar, type Read, readFlag, readQos, readText } from './values.js';

/**
 * Topics as configs write them: strings, lists, maps by name, maps whose keys are the topics, `{subscribe, publish}`. What
 * stands beside a topic (QoS, retain) belongs to it.
 */

export type Warn = (key: string, read: Read<unknown>, node: TreeNode) => void;

/** Where topics go, and how sure we must be that a text is one: `path` wants a slash in it. */
export interface TopicSink {
  readonly requests: Request[];
  readonly warn: Warn;
}
export type Certainty = 'any' | 'path';

/** All fields always, as objects of one shape are cheap. */
interface Inherited {
  readonly direction: Direction | undefined;
  readonly qos: Located<number> | undefined;
  readonly retain: Located<boolean> | undefined;
  readonly payload: Located<string> | undefined;
}
const NOTHING: Inherited = { direction: undefined, qos: undefined, retain: undefined, payload: undefined };

/** All topics that are entries of this map, each with what stands beside it. */
export function collectTopics(map: MapNode, sink: TopicSink, certainty: Certainty): void {
  let beside: Beside | undefined;
  for (const entry of map.entries) {
    const fact = factOf(entry);
    if (fact.concept !== 'topic' && fact.concept !== 'requests') continue;
    beside ??= new Beside(map, sink, NOTHING);
    addValue(entry.value, sink, fact.concept === 'topic' ? certainty : 'path', beside.of(fact));
  }
}

/** A QoS or retain flag beside topics, with what its key says about it. */
interface Candidate<T> {
  readonly fact: KeyFact;
  readonly value: Located<T>;
}

/** QoS, retain and direction of one map, and which of them belong to which topic in it. */
class Beside {
  readonly #qos: Candidate<number>[] = [];
  readonly #retain: Candidate<boolean>[] = [];
  readonly #inherited: Inherited;
  #direction: Direction | undefined;

  constructor(map: MapNode, sink: TopicSink, inherited: Inherited) {
    this.#inherited = inherited;
    this.#direction = inherited.direction;
    for (const entry of map.entries) {
      const { key, value } = entry;
      const fact = factOf(entry);
      if (fact.concept === 'qos') {
        const read = readQos(value);
        if (read && 'located' in read) this.#qos.push({ fact, value: read.located });
        else sink.warn(key, read, value);
      } else if (fact.concept === 'retain') {
        const read = readFlag(value);
        if (read && 'located' in read) this.#retain.push({ fact, value: read.located });
        else sink.warn(key, read, value);
      } else if (fact.says && isScalar(value) && typeof value.value === 'string') {
        this.#direction = nodeDirection(value.value) ?? this.#direction;
      }
    }
  }

  of(fact: KeyFact): Inherited {
    const direction = fact.direction ?? this.#direction;
    const inherited = this.#inherited;
    return {
      direction,
      qos: pick(this.#qos, fact, direction) ?? inherited.qos,
      // A subscribe packet has no retain flag.
      retain: direction === 'subscribe' ? undefined : (pick(this.#retain, fact, direction) ?? inherited.retain),
      payload: undefined,
    };
  }
}

/** `mqtt in` and `mqtt out` are Node-RED's nodes. */
function nodeDirection(word: string): Direction | undefined {
  if (word === 'mqtt in') return 'subscribe';
  if (word === 'mqtt out') return 'publish';
  return word.length <= 20 ? directionOfWord(word) : undefined;
}

const GENERAL_STEMS = new Set(['', 'default', 'topic', 'topics', 'level']);

/** `cmd_qos` for `cmd_topic`; else `sub_qos` for what is subscribed; else `qos`. Two candidates are none. */
function pick<T>(
  candidates: readonly Candidate<T>[],
  topic: KeyFact,
  direction: Direction | undefined,
): Located<T> | undefined {
  let best: Located<T> | undefined;
  let bestRank = 0;
  for (const { fact, value } of candidates) {
    const rank = rankOf(fact, topic, direction);
    if (rank > bestRank) {
      best = value;
      bestRank = rank;
    } else if (rank === bestRank) best = undefined;
  }
  return best;
}

/** How near what a key says is to a topic; 0: it says nothing about it. */
function rankOf(fact: KeyFact, topic: KeyFact, direction: Direction | undefined): number {
  if (fact.stem !== '' && fact.stem === topic.stem) return 3;
  if (fact.direction !== undefined) return fact.direction === direction ? 2 : 0;
  return GENERAL_STEMS.has(fact.stem) ? 1 : 0;
}

function addValue(node: TreeNode, sink: TopicSink, certainty: Certainty, inherited: Inherited): void {
  if (node.kind === 'scalar') {
    addTopic(node, sink, certainty, inherited);
  } else if (node.kind === 'list') {
    for (const item of node.items) {
      if (item.kind === 'list') addPair(item.items, sink, certainty, inherited);
      else if (item.kind === 'map') addMap(item, sink, certainty, inherited);
      else addTopic(item, sink, certainty, inherited);
    }
  } else {
    addMap(node, sink, certainty, inherited);
  }
}

/** `["a/b", 1]`, the pair of topic and QoS that Python libraries take. */
function addPair(items: readonly TreeNode[], sink: TopicSink, certainty: Certainty, inherited: Inherited): void {
  const [topic, qos] = items;
  if (topic === undefined || !isScalar(topic) || items.length > 2) return;
  const read = qos === undefined ? undefined : readQos(qos);
  addTopic(topic, sink, certainty, read && 'located' in read ? { ...inherited, qos: read.located } : inherited);
}

function addMap(map: MapNode, sink: TopicSink, certainty: Certainty, inherited: Inherited): void {
  if (isSchema(map)) return;
  const object = hasTopicKey(map);
  const beside = new Beside(map, sink, inherited);
  for (const entry of map.entries) {
    const fact = factOf(entry);
    const { concept } = fact;
    if (concept === 'topic') addValue(entry.value, sink, object ? 'any' : certainty, withPayload(beside.of(fact), map));
    else if (isTopicText(entry.key)) addKey(entry, sink, beside.of(fact));
    else if (concept === 'requests') addValue(entry.value, sink, certainty, beside.of(fact));
    else if (concept === 'qos' || concept === 'retain' || fact.name === 'none' || object) continue;
    else if (fact.normal === 'filter' || fact.normal === 'filters')
      addValue(entry.value, sink, certainty, beside.of(fact));
    else addValue(entry.value, sink, fact.name === 'poor' ? 'path' : certainty, beside.of(fact));
  }
}

function hasTopicKey(map: MapNode): boolean {
  for (const entry of map.entries) if (factOf(entry).concept === 'topic') return true;
  return false;
}

/** What is published under a topic may stand beside it. */
function withPayload(inherited: Inherited, map: MapNode): Inherited {
  const { direction, qos, retain } = inherited;
  if (direction !== 'publish') return inherited;
  for (const entry of map.entries) {
    if (factOf(entry).concept !== 'payload') continue;
    const read = readText(entry.value);
    if (read && 'located' in read) return { direction, qos, retain, payload: read.located };
  }
  return inherited;
}

/** `{"a/b": {"qos": 1}}`, `{"a/b": 1}`, `{"a/b": "publish"}`: the key is the topic. */
function addKey(entry: MapEntry, sink: TopicSink, inherited: Inherited): void {
  const key: ScalarNode = {
    kind: 'scalar',
    value: entry.key,
    text: entry.key,
    start: entry.keyStart,
    end: entry.keyEnd,
  };
  const { value } = entry;
  if (value.kind === 'map') {
    const beside = new Beside(value, sink, inherited);
    addTopic(key, sink, 'any', beside.of(keyFact('')));
  } else if (isScalar(value)) {
    const read = typeof value.value === 'number' ? readQos(value) : undefined;
    const qos = read && 'located' in read ? read.located : inherited.qos;
    const said = typeof value.value === 'string' ? nodeDirection(value.value) : undefined;
    addTopic(key, sink, 'any', { ...inherited, direction: said ?? inherited.direction, qos });
  } else {
    addTopic(key, sink, 'any', inherited);
  }
}

/** What only a topic looks like, so that a key can be told from a name. */
export function isTopicText(text: string): boolean {
  return !text.includes('://') && hasTopicSign(text);
}

function hasTopicSign(text: string): boolean {
  if (text.includes('/') || text === '#' || text === '+' || text === dataPoints) return true;
  return text.startsWith('$SYS') || text.startsWith('$sys');
}

function addTopic(node: ScalarNode, sink: TopicSink, certainty: Certainty, inherited: Inherited): void {
  const topic = readTopic(node);
  if (topic === undefined || (certainty === 'path' && !hasTopicSign(topic.value))) return;
  const { direction, qos, retain, payload } = inherited;
  const request: { -readonly [K in keyof Request]: Request[K] } = { topic };
  if (direction) request.direction = direction;
  if (qos) request.qos = qos;
  if (retain && direction !== 'subscribe') request.retain = retain;
  if (payload) request.payload = payload;
  sink.requests.push(request);
}

/** The one topic of a single word with a dollar that is no variable: OneNET's first generation takes data points there. */
const dataPoints = '$dp';

/** A topic with its holes; `undefined` where the value is no text, is empty ("not set"), or is a template beyond us. */
export function readTopic(node: TreeNode): LocatedTopic | undefined {
  if (!isScalar(node) || typeof node.value !== 'string') return undefined;
  const { value } = node;
  if (value === '') return undefined;
  if (UNUSUAL.test(value)) return readUnusualTopic(value, node);
  if (isPlaceholderWord(value) && value !== dataPoints) return undefined;
  return { value, span: { start: node.start, end: node.end } };
}

/** Without these a text has no holes, and is neither an address nor several lines. */
const UNUSUAL = /[{}%<\n]|:\/\//;

function readUnusualTopic(value: string, node: ScalarNode): LocatedTopic | undefined {
  if (value.includes('://') || value.includes('\n')) return undefined;
  const parts = topicParts(value, node.start);
  if (parts === null || (parts === undefined && isPlaceholder(value))) return undefined;
  const span = { start: node.start, end: node.end };
  return parts === undefined ? { value, span } : { value, parts, span };
}

const SCHEMA_TYPES = new Set(['string', 'object', 'array', 'integer', 'boolean', 'number']);

/** A JSON schema describes configs, it is none. */
function isSchema(map: MapNode): boolean {
  for (const entry of map.entries) if (isSchemaType(entry)) return true;
  return false;
}

/** `"type": "string"`, as a JSON schema says it. */
export function isSchemaType({ key, value }: MapEntry): boolean {
  return key === 'type' && isScalar(value) && SCHEMA_TYPES.has(value.text);
}
