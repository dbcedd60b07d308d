/** The fields of the language, as data: a new MQTT property is one row. */

import { packetNames } from '../../grammar/packet-names.js';
import type { SectionHeadNode } from '../../grammar/policy/ast.js';
import type { Unit } from './model.js';

/** Where checks stand: a section, a listing with a verb, or a condition. */
export type FieldPlace =
  | 'connect'
  | 'publish'
  | 'subscribe'
  | 'receive'
  | 'unsubscribe'
  | 'session'
  | 'packet'
  | 'binding'
  | 'condition';

export interface Field {
  readonly name: string;
  readonly places: readonly FieldPlace[];
  readonly type: 'flag' | 'number' | 'text' | 'presence' | 'shape' | 'packet' | 'words' | 'address';
  /** Units that a number of this field may have. */
  readonly units?: readonly Unit[];
  /** The only values that there are. */
  readonly values?: readonly string[];
  /** What people write for a value, and the value. */
  readonly alsoWritten?: Readonly<Record<string, string>>;
  /** Smallest and largest number on the wire, in the first unit. */
  readonly range?: readonly [number, number];
  /** Whether `none` and `required` say something about it. */
  readonly optional?: true;
  /** Known, but this version does not act upon it. */
  readonly later?: true;
  readonly about: string;
}

const bytes: readonly Unit[] = ['B', 'bytes', 'KB', 'MB'];
const textUnits: readonly Unit[] = ['B', 'bytes', 'KB', 'MB', 'chars', 'levels'];
const identityUnits: readonly Unit[] = ['B', 'bytes', 'KB', 'MB', 'chars'];
const time: readonly Unit[] = ['s', 'ms', 'min', 'h', 'd'];

export const fields: readonly Field[] = [
  {
    name: 'protocol',
    places: ['connect', 'condition'],
    type: 'text',
    values: ['3.1', '3.1.1', '5'],
    alsoWritten: { 3: '3.1', 4: '3.1.1', '5.0': '5' },
    about: 'The version of MQTT',
  },
  { name: 'clean-session', places: ['connect'], type: 'flag', about: 'Clean session, in MQTT 5 Clean Start' },
  {
    name: 'keep-alive',
    places: ['connect'],
    type: 'number',
    units: time,
    range: [0, 65535],
    about: 'Longest silence of the client',
  },
  {
    name: 'client-id',
    places: ['connect', 'binding'],
    type: 'presence',
    units: identityUnits,
    optional: true,
    about: 'The client identifier',
  },
  {
    name: 'username',
    places: ['connect', 'binding'],
    type: 'presence',
    units: identityUnits,
    optional: true,
    about: 'The user name',
  },
  {
    name: 'password',
    places: ['connect', 'binding'],
    type: 'presence',
    units: identityUnits,
    optional: true,
    about: 'The password',
  },
  {
    name: 'will',
    places: ['connect'],
    type: 'presence',
    optional: true,
    about: 'The message that the server sends when the client is lost',
  },
  {
    name: 'will.topic',
    places: ['connect', 'binding'],
    type: 'presence',
    optional: true,
    about: 'The topic of the will',
  },
  { name: 'will.qos', places: ['connect'], type: 'number', range: [0, 2], about: 'The QoS of the will' },
  { name: 'will.retain', places: ['connect'], type: 'flag', about: 'Whether the will is retained' },
  { name: 'will.payload', places: ['connect'], type: 'number', units: bytes, about: 'The size of the will' },

  {
    name: 'qos',
    places: ['publish', 'subscribe', 'receive'],
    type: 'number',
    range: [0, 2],
    about: 'Quality of service',
  },
  {
    name: 'retain',
    places: ['publish', 'receive'],
    type: 'flag',
    about: 'Whether the message is kept for later subscribers',
  },
  { name: 'dup', places: ['publish'], type: 'flag', about: 'Whether the packet was sent before' },
  { name: 'payload', places: ['publish', 'receive'], type: 'number', units: bytes, about: 'The size of the message' },
  {
    name: 'topic',
    places: ['publish', 'receive'],
    type: 'number',
    units: textUnits,
    about: 'The size of the topic name',
  },
  {
    name: 'filter',
    places: ['subscribe', 'unsubscribe'],
    type: 'number',
    units: textUnits,
    about: 'The size of a topic filter',
  },
  {
    name: 'level',
    places: ['publish', 'receive', 'subscribe', 'unsubscribe'],
    type: 'shape',
    units: ['B', 'bytes', 'KB', 'MB', 'chars'],
    about: 'Every level of the topic that is not a wildcard: its form or its size',
  },
  { name: 'filter-count', places: ['subscribe', 'unsubscribe'], type: 'number', about: 'Topic filters in one packet' },
  { name: 'shared', places: ['subscribe'], type: 'shape', optional: true, about: 'The group of a shared subscription' },

  { name: 'subscriptions', places: ['session'], type: 'number', about: 'Topic filters that are active at a time' },
  { name: 'publishes', places: ['session'], type: 'number', about: 'PUBLISH packets' },
  { name: 'subscribes', places: ['session'], type: 'number', about: 'Topic filters subscribed to' },
  { name: 'unsubscribes', places: ['session'], type: 'number', about: 'Topic filters unsubscribed from' },
  { name: 'pings', places: ['session'], type: 'number', about: 'PINGREQ packets' },
  { name: 'connects', places: ['session'], type: 'number', about: 'CONNECT packets' },

  ...packetNames.map(
    (name): Field => ({ name, places: ['packet'], type: 'packet', about: `The packet ${name.toUpperCase()}` }),
  ),

  {
    name: 'session-expiry',
    places: ['connect'],
    type: 'number',
    units: time,
    later: true,
    about: 'How long a session outlives its connection',
  },
  {
    name: 'will.delay',
    places: ['connect'],
    type: 'number',
    units: time,
    later: true,
    about: 'How long the will waits',
  },
  { name: 'receive-maximum', places: ['connect'], type: 'number', later: true, about: 'QoS messages in flight' },
  {
    name: 'topic-alias-maximum',
    places: ['connect'],
    type: 'number',
    later: true,
    about: 'Topic aliases that the client takes',
  },
  { name: 'packet-size', places: ['connect'], type: 'number', units: bytes, later: true, about: 'The largest packet' },
  {
    name: 'auth-method',
    places: ['connect'],
    type: 'presence',
    optional: true,
    later: true,
    about: 'Extended authentication',
  },
  {
    name: 'user-properties',
    places: ['connect', 'publish', 'subscribe'],
    type: 'number',
    units: bytes,
    optional: true,
    later: true,
    about: 'User properties',
  },
  {
    name: 'topic-alias',
    places: ['publish'],
    type: 'number',
    optional: true,
    later: true,
    about: 'A number that stands for a topic',
  },
  {
    name: 'message-expiry',
    places: ['publish'],
    type: 'number',
    units: time,
    later: true,
    about: 'How long a message is worth keeping',
  },
  {
    name: 'content-type',
    places: ['publish'],
    type: 'text',
    optional: true,
    later: true,
    about: 'The kind of content',
  },
  {
    name: 'response-topic',
    places: ['publish'],
    type: 'text',
    optional: true,
    later: true,
    about: 'Where an answer is expected',
  },
  {
    name: 'correlation-data',
    places: ['publish'],
    type: 'number',
    units: bytes,
    optional: true,
    later: true,
    about: 'Ties an answer to its request',
  },
  { name: 'payload-format', places: ['publish'], type: 'text', later: true, about: 'Whether the message is text' },
  { name: 'no-local', places: ['subscribe'], type: 'flag', later: true, about: 'Whether own messages come back' },
  {
    name: 'retain-handling',
    places: ['subscribe'],
    type: 'number',
    range: [0, 2],
    later: true,
    about: 'Which retained messages are wanted',
  },
  {
    name: 'subscription-identifier',
    places: ['subscribe'],
    type: 'number',
    optional: true,
    later: true,
    about: 'A number that comes with each message',
  },
  { name: 'client-id', places: ['condition'], type: 'words', about: 'The client identifier' },
  { name: 'username', places: ['condition'], type: 'words', optional: true, about: 'The user name' },
  { name: 'password', places: ['condition'], type: 'presence', optional: true, about: 'The password' },
  { name: 'address', places: ['condition'], type: 'address', about: 'The address of the client, or its network' },
  { name: 'tls', places: ['condition'], type: 'flag', about: 'Whether the connection is encrypted' },
  { name: 'listener', places: ['condition'], type: 'words', about: 'The listener that the client uses' },
];

const byPlace = new Map<FieldPlace, Map<string, Field>>();
for (const field of fields) {
  for (const place of field.places) {
    const known = byPlace.get(place) ?? new Map<string, Field>();
    byPlace.set(place, known.set(field.name, field));
  }
}

/** The fields that a place knows, by name. */
export function fieldsAt(place: FieldPlace): ReadonlyMap<string, Field> {
  return byPlace.get(place) ?? new Map();
}

/** Fields of certificates and of the host's device registry have names of their own; none is acted upon yet. */
export function isOpenField(name: string): boolean {
  return /^(?:certificate|registry)\.[A-Za-z0-9_.-]{1,128}$/.test(name);
}

/** The place whose fields start the lines of a section; `undefined`: its lines start with other words. */
export function placeOfSection(head: Pick<SectionHeadNode, 'kind' | 'occasion'>): FieldPlace | undefined {
  if (head.kind === 'identity') return 'binding';
  if (head.kind === 'connect') return 'connect';
  if (head.kind !== 'every') return undefined;
  const occasion = head.occasion?.text ?? '';
  return isOccasion(occasion) ? occasion : undefined;
}

export const occasions = ['publish', 'subscribe', 'receive', 'unsubscribe', 'session', 'packet'] as const;

export function isOccasion(text: string): text is (typeof occasions)[number] {
  return (occasions as readonly string[]).includes(text);
}

export function fieldsOfSection(head: SectionHeadNode): Iterable<string> {
  const place = placeOfSection(head);
  return place === undefined ? [] : fieldsAt(place).keys();
}
