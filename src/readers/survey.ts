import { type Address, isMqttPort, isOtherPort, namesMqtt, parseAddress, UNKNOWN_ADDRESS } from './broker.js';
import type { KeyFact } from './keys.js';
import { isSchemaType } from './topics.js';
import { factOf, type MapEntry, type MapNode, type ScalarNode, type TreeNode } from './tree.js';
import { isScalar, readFlag, readQos, readSeconds } from './values.js';

/** Where in the file an object stands, as far as it tells what the object is about. */
export interface Surroundings {
  /** A key above it names MQTT. */
  readonly mqtt: boolean;
  /** The key right above it names a broker: `brokers: [{…}]`, `local_broker: {…}`. */
  readonly broker: boolean;
}

interface Host {
  readonly fact: KeyFact;
  readonly address: Address;
}

/** What the keys of one object say about MQTT. */
export interface Survey {
  /** Keys with a host, address or URL as their value. */
  readonly hosts: readonly Host[];
  /** The one object inside that holds the host: `broker: {host, port}`. */
  readonly hostObject: MapNode | undefined;
  /** Objects inside that may be this one's host or hold options of it. */
  readonly inside: readonly MapEntry[];
  readonly clientId: boolean;
  readonly keepAlive: boolean;
  /** Keep-alive, clean session, QoS, retain, will: words that mean little elsewhere. */
  readonly mqttWords: number;
  readonly topics: boolean;
  readonly username: boolean;
  readonly port: number | undefined;
  /** `type: mqtt`, `platform: mqtt`. */
  readonly saysMqtt: boolean;
  /** `mqtt.publish: {…}`, an action that names MQTT itself. */
  readonly publishes: boolean;
  /** Home Assistant's `state_topic`, `command_topic`: in a file that another one includes, nothing else says MQTT. */
  readonly isEntity: boolean;
  /** Node-RED's `mqtt in` and `mqtt out`: the broker is another node. */
  readonly isNode: boolean;
  /** It describes objects, and is none itself. */
  readonly isSchema: boolean;
  /** A key that only other files have, or values that are labels for people. */
  readonly foreign: boolean;
  readonly wifi: boolean;
}

const ENTITY_KEYS = new Set(['state_topic', 'command_topic', 'availability_topic', 'json_attributes_topic']);
/** Values of `type`, `platform` and the like. */
const KINDS = new Map<string, 'client' | 'node'>([
  ['mqtt', 'client'],
  ['mqtts', 'client'],
  ['mqtt-broker', 'client'],
  ['mqtt in', 'node'],
  ['mqtt out', 'node'],
]);
/** An API's description has schemas and examples of what others send. */
const DESCRIPTIONS = new Set(['openapi', 'swagger']);
const HOST_OBJECT_KEYS = new Set(['connection', 'connect', 'connectionoptions', 'connectoptions']);

/** What an object says by its keys, and by those of the objects inside it that belong to it. */
export function survey(map: MapNode): Survey {
  const own = surveyKeys(map);
  return own.inside.length === 0 ? own : withInside(own);
}

/** What the keys of an object say by themselves; kept, as an object is asked about for itself and for the one around it. */
function surveyKeys(map: MapNode): Survey {
  map.survey ??= lookAtKeys(map);
  return map.survey;
}

/** One pass over the keys of an object. */
function lookAtKeys(map: MapNode): Survey {
  const hosts: Host[] = [];
  const inside: MapEntry[] = [];
  let clientId = false;
  let keepAlive = false;
  let mqttWords = 0;
  let topics = false;
  let username = false;
  let port: number | undefined;
  let saysMqtt = false;
  let publishes = false;
  let isEntity = false;
  let isNode = false;
  let schema = false;
  let foreign = false;
  let wifi = false;
  let labels = 0;
  let heard = false;
  for (const entry of map.entries) {
    const { value } = entry;
    const fact = factOf(entry);
    if (fact.silent) continue;
    heard = true;
    if (DESCRIPTIONS.has(entry.key) && isScalar(value)) schema = true;
    if (fact.foreign === 'any' || (fact.foreign === 'text' && isScalar(value))) foreign = true;
    if (fact.wifi) wifi = true;
    if (fact.concept !== undefined && isScalar(value) && isLabel(value, fact)) labels++;
    switch (fact.concept) {
      case 'host': {
        const address = addressOf(value);
        if (address !== undefined) hosts.push({ fact, address });
        else if (value.kind === 'map') inside.push(entry);
        break;
      }
      case 'port':
        if (!isScalar(value)) break;
        if (/^\d{1,5}$/.test(value.text)) port ??= Number(value.text);
        else if (typeof value.value === 'string' && /^[A-Za-z ]+$/.test(value.text)) labels++;
        break;
      case 'clientId':
        if (isScalar(value)) clientId = true;
        break;
      case 'username':
        username = true;
        break;
      case 'topic':
      case 'requests':
        if (!isScalar(value) || typeof value.value === 'string') topics = true;
        if (fact.mqtt && fact.concept === 'requests') publishes = true;
        if (ENTITY_KEYS.has(entry.key) && isScalar(value)) isEntity = true;
        break;
      case 'container':
        if (value.kind === 'map') inside.push(entry);
        break;
      case 'keepAlive':
        keepAlive = true;
        mqttWords++;
        break;
      case 'cleanSession':
      case 'qos':
      case 'retain':
      case 'will':
      case 'willTopic':
        mqttWords++;
        break;
      default:
    }
    if (!fact.kind || !isScalar(value)) continue;
    if (isSchemaType(entry)) schema = true;
    const kind = typeof value.value === 'string' ? KINDS.get(value.value.toLowerCase()) : undefined;
    if (kind === 'client') saysMqtt = true;
    else if (kind === 'node') isNode = true;
  }
  if (!heard) return nothingSaid;
  return {
    hosts,
    hostObject: undefined,
    inside,
    clientId,
    keepAlive,
    mqttWords,
    topics,
    username,
    port,
    saysMqtt,
    publishes,
    isEntity,
    isNode,
    isSchema: schema,
    // Every node of Node-RED has wires; a topic of the others is no topic of MQTT.
    foreign: (foreign && !isNode) || schema || labels > 1,
    wifi,
  };
}

/** Of most objects in most files. */
const nothingSaid: Survey = {
  hosts: [],
  hostObject: undefined,
  inside: [],
  clientId: false,
  keepAlive: false,
  mqttWords: 0,
  topics: false,
  username: false,
  port: undefined,
  saysMqtt: false,
  publishes: false,
  isEntity: false,
  isNode: false,
  isSchema: false,
  foreign: false,
  wifi: false,
};

/** Adds what the objects inside say: one of them may hold the host, the others options. */
function withInside(own: Survey): Survey {
  let { clientId, mqttWords } = own;
  let hostObject: MapNode | undefined;
  let hostObjects = 0;
  for (const entry of own.inside) {
    const { value } = entry;
    if (value.kind !== 'map') continue;
    const { concept, normal } = factOf(entry);
    const inner = surveyKeys(value);
    if (inner.hosts.length > 0) {
      if (concept !== 'host' && !HOST_OBJECT_KEYS.has(normal)) continue;
      hostObjects++;
      hostObject = value;
    } else if (concept === 'container') {
      if (inner.clientId) clientId = true;
      mqttWords += inner.mqttWords;
    }
  }
  if (own.hosts.length > 0 || hostObjects > 1) hostObject = undefined;
  const isMore = hostObject !== undefined || clientId !== own.clientId || mqttWords !== own.mqttWords;
  return isMore ? { ...own, clientId, mqttWords, hostObject } : own;
}

/** Whether the object describes an MQTT client. A host alone is no evidence, nor are words such as `qos` without a host. */
export function isClient(found: Survey, around: Surroundings): boolean {
  if (found.foreign || found.isNode) return false;
  const inner = found.hostObject && surveyKeys(found.hostObject);
  if (inner?.foreign) return false;
  const mqtt = around.mqtt || found.saysMqtt || inner?.saysMqtt === true;
  const hosts = inner === undefined ? found.hosts : inner.hosts;
  if (hosts.length === 0) return mqtt && (found.clientId || found.keepAlive);
  if (mqtt) return true;
  const words = found.mqttWords + (inner?.mqttWords ?? 0);
  const clientId = found.clientId || inner?.clientId === true;
  const topics = found.topics || inner?.topics === true;
  const broker = around.broker || inner !== undefined;
  return hosts.some(({ fact, address }) => {
    const port = address.port ?? found.port ?? inner?.port;
    if (fact.mqtt || address.scheme?.startsWith('mqtt')) return true;
    if (port !== undefined && isMqttPort(port)) return true;
    const name = address.host === undefined ? undefined : namesMqtt(address.host);
    if (name === 'surely') return true;
    if (port !== undefined && isOtherPort(port)) return false;
    if (name === 'probably' && (clientId || topics || words > 0 || found.username || port !== undefined)) return true;
    if (address.scheme === 'tcp') return true;
    if (fact.broker || broker || address.scheme !== undefined) return clientId || topics || words > 0;
    return (clientId && topics) || (words > 0 && (clientId || topics));
  });
}

function addressOf(value: TreeNode): Address | undefined {
  if (value.kind === 'map') return undefined;
  if (value.kind === 'list') {
    for (const item of value.items) {
      const address = item.kind === 'scalar' ? addressOf(item) : undefined;
      if (address !== undefined) return address;
    }
    return undefined;
  }
  // `!secret broker`: there is a host, and we do not know which.
  if (value.value === undefined) return UNKNOWN_ADDRESS;
  return typeof value.value === 'string' ? parseAddress(value.value) : undefined;
}

/** `"username": "Username"`, `"qos": "Dienstgüte"` are texts for people, as translations have them. */
function isLabel(node: ScalarNode, fact: KeyFact): boolean {
  const { text } = node;
  if (text === '' || text.length > 40 || typeof node.value !== 'string') return false;
  const first = text.charCodeAt(0);
  if (first < 0x41 || (first > 0x5a && first < 0x80)) return false;
  if (/^\p{L}[\p{L} -]*$/u.test(text) && isNoValue(node, fact)) return true;
  const lower = text.toLowerCase();
  return lower.replace(/[^\p{L}]/gu, '') === fact.normal && text !== text.toUpperCase();
}

/** A word where a number, a flag or an address has to be. */
function isNoValue(node: ScalarNode, { concept, milliseconds }: KeyFact): boolean {
  if (concept === 'host') return /[^ -~]/.test(node.text) && parseAddress(node.text) === undefined;
  const read =
    concept === 'qos'
      ? readQos(node)
      : concept === 'keepAlive'
        ? readSeconds(node, milliseconds)
        : concept === 'cleanSession' || concept === 'retain'
          ? readFlag(node)
          : undefined;
  return read !== undefined && 'wrong' in read;
}
