import { type Address, isMqttPort, isOtherPort, namesMqtt, parseAddress, UNKNOWN_ADDRESS } from './broker.js';
import type { KeyFact } from './keys.js';
import { isSchema } from './topics.js';
import { factOf, type MapNode, type ScalarNode, type TreeNode } from './tree.js';
import { isScalar } from './values.js';

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
const HOST_OBJECT_KEYS = new Set(['connection', 'connect', 'connectionoptions', 'connectoptions']);

/** One pass over the keys of an object. */
export function survey(map: MapNode, depth = 0): Survey {
  const seen: { -readonly [K in keyof Survey]: Survey[K] } & { hosts: Host[] } = {
    hosts: [],
    hostObject: undefined,
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
    isSchema: isSchema(map),
    foreign: false,
    wifi: false,
  };
  let hostObjects = 0;
  let labels = 0;
  for (const entry of map.entries) {
    const { value } = entry;
    const fact = factOf(entry);
    if (fact.foreign === 'any' || (fact.foreign === 'text' && isScalar(value))) seen.foreign = true;
    if (fact.wifi) seen.wifi = true;
    if (fact.concept !== undefined && isScalar(value) && isLabel(value, fact)) labels++;
    switch (fact.concept) {
      case 'host': {
        const address = addressOf(value);
        if (address !== undefined) seen.hosts.push({ fact, address });
        else if (value.kind === 'map' && depth === 0 && survey(value, 1).hosts.length > 0) {
          hostObjects++;
          seen.hostObject = value;
        }
        break;
      }
      case 'port':
        if (!isScalar(value)) break;
        if (/^\d{1,5}$/.test(value.text)) seen.port ??= Number(value.text);
        else if (typeof value.value === 'string' && /^[A-Za-z ]+$/.test(value.text)) labels++;
        break;
      case 'clientId':
        if (isScalar(value)) seen.clientId = true;
        break;
      case 'username':
        seen.username = true;
        break;
      case 'topic':
      case 'requests':
        if (!isScalar(value) || typeof value.value === 'string') seen.topics = true;
        if (fact.mqtt && fact.concept === 'requests') seen.publishes = true;
        if (ENTITY_KEYS.has(entry.key) && isScalar(value)) seen.isEntity = true;
        break;
      case 'container':
        if (value.kind === 'map' && depth === 0) {
          const inner = survey(value, 1);
          if (HOST_OBJECT_KEYS.has(fact.normal) && inner.hosts.length > 0) {
            hostObjects++;
            seen.hostObject = value;
          } else if (inner.hosts.length === 0) {
            if (inner.clientId) seen.clientId = true;
            seen.mqttWords += inner.mqttWords;
          }
        }
        break;
      case 'keepAlive':
        seen.keepAlive = true;
        seen.mqttWords++;
        break;
      case 'cleanSession':
      case 'qos':
      case 'retain':
      case 'will':
      case 'willTopic':
        seen.mqttWords++;
        break;
      default:
    }
    if (fact.kind && isScalar(value) && typeof value.value === 'string') {
      const word = value.value.toLowerCase();
      if (word === 'mqtt' || word === 'mqtts' || word === 'mqtt-broker') seen.saysMqtt = true;
      else if (word === 'mqtt in' || word === 'mqtt out') seen.isNode = true;
    }
  }
  if (seen.isSchema || labels > 1) seen.foreign = true;
  if (seen.hosts.length > 0 || hostObjects > 1) seen.hostObject = undefined;
  return seen;
}

/** Whether the object describes an MQTT client. A host alone is no evidence, nor are words such as `qos` without a host. */
export function isClient(found: Survey, around: Surroundings): boolean {
  if (found.foreign || found.isNode) return false;
  const inner = found.hostObject && survey(found.hostObject, 1);
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

/** `"username": "Username"` is a text for people, as translations have it. */
function isLabel(node: ScalarNode, fact: KeyFact): boolean {
  const first = node.text.charCodeAt(0);
  if (first < 0x41 || first > 0x5a || node.text.length > 40) return false;
  const lower = node.text.toLowerCase();
  return lower.replace(/[^\p{L}]/gu, '') === fact.normal && node.text !== node.text.toUpperCase();
}
