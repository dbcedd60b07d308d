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
import { repeatedKeys } from '../../src/text/repeated-keys.js';
import {
  boolean,
  integer,
  isObject,
  type JsonObject,
  list,
  Malformed,
  number,
  optional,
  own,
  text,
  textValue,
} from './fields.js';

export type Request =
  | { readonly verb: 'connect'; readonly packet: ConnectPacket }
  | { readonly verb: 'publish'; readonly packet: PublishPacket }
  | { readonly verb: 'subscribe'; readonly packet: SubscribePacket }
  | { readonly verb: 'unsubscribe'; readonly packet: UnsubscribePacket }
  | { readonly verb: 'receive'; readonly packet: Delivery }
  | { readonly verb: 'packet'; readonly name: string };

export type RequestId = string | number | boolean | null;
export type ReadRequest = { readonly id: RequestId } & ({ readonly request: Request } | { readonly error: string });

export const verbs = ['connect', 'publish', 'subscribe', 'unsubscribe', 'receive', 'packet'] as const;

/** Never throws. `id` is `null` when the line has none that could be repeated. */
export function readRequest(line: string): ReadRequest {
  let value: unknown;
  try {
    value = JSON.parse(line.startsWith('\uFEFF') ? line.slice(1) : line);
  } catch (error) {
    return { id: null, error: `This line is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const read = readRequestValue(value, 'A line');
  if ('error' in read) return read;
  const { verb } = read.request;
  // The last of two keys counts, and an answer to only one of two requests would look like an answer to both.
  for (const { key, depth } of repeatedKeys(line)) {
    if (depth === 1 && key === verb) return { id: read.id, error: `"${verb}" stands twice in this request.` };
  }
  return read;
}

/** The same for a value that has been parsed; `what` says in a message what has to hold the object. */
export function readRequestValue(value: unknown, what: string): ReadRequest {
  if (!isObject(value)) return { id: null, error: `${what} has to hold one JSON object.` };
  const id = own(value, 'id') ?? null;
  if (!isScalar(id)) return { id: null, error: 'id has to be a string or a number.' };
  try {
    return { id, request: requestOf(value) };
  } catch (error) {
    if (error instanceof Malformed) return { id, error: error.message };
    throw error;
  }
}

function isScalar(value: unknown): value is RequestId {
  return value === null || typeof value !== 'object';
}

function requestOf(object: JsonObject): Request {
  const found = verbs.filter((verb) => Object.hasOwn(object, verb));
  const [verb] = found;
  if (verb === undefined || found.length > 1) {
    const said =
      verb === undefined ? `This one has none of them${meant(object)}` : `This one has ${found.join(' and ')}`;
    throw new Malformed(`A request has exactly one of ${verbs.join(', ')}. ${said}.`);
  }
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

/** Throws Malformed when a field is missing or has another type. */
export function connectOf(body: JsonObject): ConnectPacket {
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
    ...optional(body, 'address', at, text),
    ...optional(body, 'tls', at, boolean),
    ...optional(body, 'listener', at, text),
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
    ...optional(body, 'payloadBytes', at, integer),
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
