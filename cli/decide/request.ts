/** From one line of input to a request: what JSON types the fields have to have, and what is refused. */
import type {
  ConnectPacket,
  Delivery,
  PublishPacket,
  SubscribePacket,
  SubscribeRequest,
  UnsubscribePacket,
  Will,
} from '../../src/engine/packets.js';
import { nearest } from '../../src/text/nearest.js';

export type Request =
  | { readonly verb: 'connect'; readonly packet: ConnectPacket }
  | { readonly verb: 'publish'; readonly packet: PublishPacket }
  | { readonly verb: 'subscribe'; readonly packet: SubscribePacket }
  | { readonly verb: 'unsubscribe'; readonly packet: UnsubscribePacket }
  | { readonly verb: 'receive'; readonly packet: Delivery }
  | { readonly verb: 'packet'; readonly name: string };

export type RequestId = string | number | boolean | null;
export type ReadRequest = { readonly id: RequestId } & ({ readonly request: Request } | { readonly error: string });

const verbs = ['connect', 'publish', 'subscribe', 'unsubscribe', 'receive', 'packet'] as const;

class Malformed extends Error {}

/** Never throws. `id` is `null` when the line has none that could be repeated. */
export function readRequest(line: string): ReadRequest {
  let value: unknown;
  try {
    value = JSON.parse(line.startsWith('\uFEFF') ? line.slice(1) : line);
  } catch (error) {
    return { id: null, error: `This line is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (!isObject(value)) return { id: null, error: 'A line has to hold one JSON object.' };
  const id = own(value, 'id') ?? null;
  if (!isScalar(id)) return { id: null, error: 'id has to be a string or a number.' };
  try {
    return { id, request: requestOf(value, line) };
  } catch (error) {
    if (error instanceof Malformed) return { id, error: error.message };
    throw error;
  }
}

function isScalar(value: unknown): value is RequestId {
  return value === null || typeof value !== 'object';
}

type JsonObject = Readonly<Record<string, unknown>>;

function requestOf(object: JsonObject, line: string): Request {
  const found = verbs.filter((verb) => Object.hasOwn(object, verb));
  const [verb] = found;
  if (verb === undefined || found.length > 1) {
    const said =
      verb === undefined ? `This one has none of them${meant(object)}` : `This one has ${found.join(' and ')}`;
    throw new Malformed(`A request has exactly one of ${verbs.join(', ')}. ${said}.`);
  }
  if (countOfKey(line, verb) > 1) throw new Malformed(`"${verb}" stands twice in this request.`);
  if (verb === 'packet') return { verb, name: text(object, 'packet', verb) };
  const body = object[verb];
  if (!isObject(body)) throw new Malformed(`${verb} has to be an object.`);
  switch (verb) {
    case 'connect':
      return { verb, packet: connectOf(body) };
    case 'publish':
      return { verb, packet: publishOf(body) };
    case 'receive':
      return { verb, packet: deliveryOf(body, verb) };
    case 'subscribe':
      return { verb, packet: subscribeOf(body) };
    case 'unsubscribe':
      return {
        verb,
        packet: {
          filters: list(body, 'filters', verb).map((filter, at) => textValue(filter, `unsubscribe.filters[${at}]`)),
        },
      };
  }
}

function meant(object: JsonObject): string {
  for (const key of Object.keys(object)) {
    const verb = key === 'id' ? undefined : nearest(key, verbs);
    if (verb !== undefined) return `; did you mean ${verb} where it says ${JSON.stringify(key)}`;
  }
  return '';
}

function connectOf(body: JsonObject): ConnectPacket {
  const at = 'connect';
  const will = own(body, 'will');
  return {
    clientId: text(body, 'clientId', at),
    protocolLevel: integer(body, 'protocolLevel', at),
    cleanSession: boolean(body, 'cleanSession', at),
    keepAlive: integer(body, 'keepAlive', at),
    ...optional(body, 'username', at, text),
    ...optional(body, 'password', at, text),
    ...(will !== undefined && { will: willOf(will) }),
    ...optional(body, 'willQos', at, integer),
    ...optional(body, 'willRetain', at, boolean),
    ...optional(body, 'now', at, number),
  };
}

function willOf(will: unknown): Will {
  const at = 'connect.will';
  if (!isObject(will)) throw new Malformed(`${at} has to be an object.`);
  return {
    topic: text(will, 'topic', at),
    qos: integer(will, 'qos', at),
    retain: boolean(will, 'retain', at),
    payload: text(will, 'payload', at),
  };
}

function publishOf(body: JsonObject): PublishPacket {
  const at = 'publish';
  if (own(body, 'payload') !== undefined && own(body, 'payloadBytes') !== undefined) {
    throw new Malformed('publish has either payload or payloadBytes, not both.');
  }
  return {
    ...deliveryOf(body, at),
    ...optional(body, 'dup', at, boolean),
    ...optional(body, 'payload', at, text),
    ...optional(body, 'payloadBytes', at, size),
  };
}

function deliveryOf(body: JsonObject, at: string): Delivery {
  return { topic: text(body, 'topic', at), qos: integer(body, 'qos', at), retain: boolean(body, 'retain', at) };
}

function subscribeOf(body: JsonObject): SubscribePacket {
  const at = 'subscribe';
  const many = Object.hasOwn(body, 'filters');
  if (many === Object.hasOwn(body, 'filter')) throw new Malformed('subscribe has either filter and qos, or filters.');
  if (!many) return filterOf(body, at);
  return { filters: list(body, 'filters', at).map((one, index) => filterOf(one, `${at}.filters[${index}]`)) };
}

function filterOf(value: unknown, at: string): SubscribeRequest {
  if (!isObject(value)) throw new Malformed(`${at} has to be an object with filter and qos.`);
  return { filter: text(value, 'filter', at), qos: integer(value, 'qos', at) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Only what the line itself has: `__proto__` and `constructor` are keys like any other. */
function own(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

type Field<T> = (object: JsonObject, key: string, at: string) => T;

function optional<K extends string, T>(object: JsonObject, key: K, at: string, field: Field<T>): { [P in K]?: T } {
  return own(object, key) === undefined ? {} : ({ [key]: field(object, key, at) } as { [P in K]?: T });
}

function field<T>(accepts: (value: unknown) => value is T, kind: string): Field<T> {
  return (object, key, at) => {
    const value = own(object, key);
    if (accepts(value)) return value;
    throw new Malformed(
      `${at === key ? key : `${at}.${key}`} ${value === undefined ? 'is missing' : `is ${kindOf(value)}`}; it has to be ${kind}.`,
    );
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const text = field(isText, 'a string');
const boolean = field((value): value is boolean => typeof value === 'boolean', 'true or false');
const integer = field((value): value is number => Number.isInteger(value), 'a whole number');
const number = field((value): value is number => typeof value === 'number', 'a number');
const size = field(
  (value): value is number => Number.isInteger(value) && (value as number) >= 0,
  'a whole number of bytes',
);
const list = field((value): value is unknown[] => Array.isArray(value), 'a list');

function textValue(value: unknown, at: string): string {
  if (isText(value)) return value;
  throw new Malformed(`${at} is ${kindOf(value)}; it has to be a string.`);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object'
    ? 'an object'
    : typeof value === 'number'
      ? `the number ${value}`
      : `a ${typeof value}`;
}

/**
 * How often a key stands at the top of a JSON object. `JSON.parse` keeps the last of two and says nothing, and an answer to
 * only one of two requests would look like an answer to both.
 */
function countOfKey(line: string, key: string): number {
  let depth = 0;
  let count = 0;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '{' || character === '[') depth++;
    else if (character === '}' || character === ']') depth--;
    else if (character === '"') {
      const end = endOfString(line, at);
      if (depth === 1 && followedByColon(line, end) && JSON.parse(line.slice(at, end)) === key) count++;
      at = end - 1;
    }
  }
  return count;
}

/** The offset after the closing quote of a well-formed string. */
function endOfString(line: string, start: number): number {
  let at = start + 1;
  while (line[at] !== '"') at += line[at] === '\\' ? 2 : 1;
  return at + 1;
}

function followedByColon(line: string, at: number): boolean {
  let next = at;
  while (line[next] === ' ' || line[next] === '\t') next++;
  return line[next] === ':';
}
