import { type Address, isMqttPort, isOtherPort, namesMqtt, parseAddress } from './broker.js';
import { type KeyFact, keyFact } from './keys.js';
import { isSchema } from './topics.js';
import type { MapNode, TreeNode } from './tree.js';
import { isScalar } from './values.js';

/** Where in the file an object stands, as far as it tells what the object is about. */
export interface Surroundings {
  /** A key above it names MQTT. */
  readonly mqtt: boolean;
  /** The key right above it names a broker: `brokers: [{…}]`, `local_broker: {…}`. */
  readonly broker: boolean;
}

/** What the keys of one object say about MQTT. */
export interface Survey {
  readonly facts: readonly KeyFact[];
  /** Keys with a host, address or URL as their value. */
  readonly hosts: readonly { readonly fact: KeyFact; readonly address: Address }[];
  /** The one object inside that holds the host: `broker: {host, port}`. */
  readonly hostObject: MapNode | undefined;
  readonly clientId: boolean;
  /** Keep-alive, clean session, QoS, retain, will: words that mean little elsewhere. */
  readonly mqttWords: number;
  readonly topics: boolean;
  readonly username: boolean;
  readonly port: number | undefined;
  /** `type: mqtt`, `platform: mqtt`. */
  readonly saysMqtt: boolean;
  /** Node-RED's `mqtt in` and `mqtt out`: the broker is another node. */
  readonly isNode: boolean;
  /** A key that only other files have, or values that are labels for people. */
  readonly foreign: boolean;
  readonly wifi: boolean;
}

const TYPE_KEYS = new Set([
  'type',
  'platform',
  'protocol',
  'driver',
  'transport',
  'kind',
  'adapter',
  'connector',
  'plugin',
  'input',
  'output',
]);
const HOST_OBJECT_KEYS = new Set(['connection', 'connect', 'connectionoptions', 'connectoptions']);

/** One pass over the keys of an object. */
export function survey(map: MapNode, depth = 0): Survey {
  const facts: KeyFact[] = [];
  const hosts: { fact: KeyFact; address: Address }[] = [];
  let hostObjects: MapNode[] = [];
  let port: number | undefined;
  let mqttWords = 0;
  let labels = 0;
  const seen = {
    clientId: false,
    topics: false,
    username: false,
    saysMqtt: false,
    isNode: false,
    foreign: false,
    wifi: false,
  };
  for (const { key, value } of map.entries) {
    const fact = keyFact(key);
    facts.push(fact);
    if (fact.foreign === 'any' || (fact.foreign === 'text' && isScalar(value))) seen.foreign = true;
    if (fact.wifi) seen.wifi = true;
    if (isScalar(value) && typeof value.value === 'string' && isLabel(value.value, fact)) labels++;
    switch (fact.concept) {
      case 'host': {
        const address = addressOf(value);
        if (address !== undefined) hosts.push({ fact, address });
        else if (value.kind === 'map' && depth === 0 && survey(value, 1).hosts.length > 0) hostObjects.push(value);
        break;
      }
      case 'port':
        if (!isScalar(value)) break;
        if (/^\d{1,5}$/.test(value.text)) port ??= Number(value.text);
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
        break;
      case 'container':
        if (value.kind === 'map' && depth === 0) {
          const inner = survey(value, 1);
          if (HOST_OBJECT_KEYS.has(fact.normal) && inner.hosts.length > 0) hostObjects.push(value);
          else if (inner.hosts.length === 0) {
            if (inner.clientId) seen.clientId = true;
            mqttWords += inner.mqttWords;
          }
        }
        break;
      case 'keepAlive':
      case 'cleanSession':
      case 'qos':
      case 'retain':
      case 'will':
      case 'willTopic':
        mqttWords++;
        break;
      default:
    }
    if (TYPE_KEYS.has(fact.normal) && isScalar(value) && typeof value.value === 'string') {
      const word = value.value.toLowerCase();
      if (word === 'mqtt' || word === 'mqtts' || word === 'mqtt-broker') seen.saysMqtt = true;
      else if (word === 'mqtt in' || word === 'mqtt out') seen.isNode = true;
    }
  }
  if (isSchema(map)) seen.foreign = true;
  if (hosts.length > 0 || hostObjects.length > 1) hostObjects = [];
  return { facts, hosts, hostObject: hostObjects[0], port, mqttWords, ...seen, foreign: seen.foreign || labels > 1 };
}

/** Whether the object describes an MQTT client. A host alone is no evidence, nor are words such as `qos` without a host. */
export function isClient(found: Survey, around: Surroundings): boolean {
  if (found.foreign || found.isNode) return false;
  const inner = found.hostObject && survey(found.hostObject, 1);
  if (inner?.foreign) return false;
  const mqtt = around.mqtt || found.saysMqtt || inner?.saysMqtt === true;
  const hosts = inner === undefined ? found.hosts : inner.hosts;
  if (hosts.length === 0) return mqtt && (found.clientId || found.facts.some((fact) => fact.concept === 'keepAlive'));
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
  if (value.value === undefined) return {};
  return typeof value.value === 'string' ? parseAddress(value.value) : undefined;
}

/** `"username": "Username"` is a text for people, as translations have it. */
function isLabel(value: string, fact: KeyFact): boolean {
  if (fact.concept === undefined || value.length > 40 || value === value.toLowerCase()) return false;
  return value.toLowerCase().replace(/[^\p{L}]/gu, '') === fact.normal && value !== value.toUpperCase();
}
