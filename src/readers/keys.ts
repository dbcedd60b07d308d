/**
 * The one table of key spellings. A key's spelling is normalised (lower case, without separators, without the prefixes mqtt,
 * broker and client) and looked up; what was found is kept, so that a key costs one look-up however often it comes.
 * Spellings: 388 real files (facts on inputs, section 1).
 */

import { detached } from '../text/remembered.js';

export type Concept =
  | 'host'
  | 'port'
  | 'username'
  | 'password'
  | 'clientId'
  | 'cleanSession'
  | 'keepAlive'
  | 'protocol'
  | 'will'
  | 'willTopic'
  | 'willPayload'
  | 'willQos'
  | 'willRetain'
  | 'topic'
  | 'qos'
  | 'retain'
  | 'payload'
  | 'requests'
  | 'container';

/** All fields always, as objects of one shape are cheap. */
export interface KeyFact {
  readonly concept: Concept | undefined;
  /** The key itself names MQTT: `mqtt`, `mqtt_host`, `MQTTBroker`. */
  readonly mqtt: boolean;
  /** The key names a broker, rather than just any host. */
  readonly broker: boolean;
  /** The key names another system, or a server's own listeners: nothing below it is an MQTT client. */
  readonly other: boolean;
  /** The key is of a kind that only other files have, such as `image` of a container. */
  readonly foreign: 'any' | 'text' | undefined;
  /** `persistent_session`: the opposite of clean session. */
  readonly inverted: boolean;
  /** Milliseconds where seconds are meant. */
  readonly milliseconds: boolean;
  /** `protocol` in the key, so that 3 is MQTT 3.1 and not "version 3". */
  readonly level: boolean;
  readonly direction: 'publish' | 'subscribe' | undefined;
  /** How well the key can be the name of a topic, where names of topics are expected. */
  readonly name: 'good' | 'poor' | 'none';
  /** The key speaks of Wi-Fi, whose password is another. */
  readonly wifi: boolean;
  /** The value may say what the object is: `type: mqtt`, `platform: mqtt`. */
  readonly kind: boolean;
  /** The value may say who sends: `direction: publish`. */
  readonly says: boolean;
  /** What a topic, QoS or retain key is about: `cmd` of `cmd_topic` and of `cmd_qos`. */
  readonly stem: string;
  /** It says nothing about what its object is. */
  readonly silent: boolean;
  /** The spelling without case and separators. */
  readonly normal: string;
}

const known = new Map<string, KeyFact>();
/** A file with more different keys than this is data, not a config; its keys are not worth keeping. */
const MOST_KEPT = 4096;
const LONGEST_KEY = 64;

/** What a key can mean. */
export function keyFact(key: string): KeyFact {
  const found = known.get(key);
  if (found !== undefined) return found;
  // A slash makes it a path, the id of a rule, or a topic itself.
  if (key.length > LONGEST_KEY || key.includes('/')) return NOTHING;
  const kept = detached(key);
  const fact = explain(kept);
  if (known.size >= MOST_KEPT) known.clear();
  known.set(kept, fact);
  return fact;
}

const NOTHING: KeyFact = {
  concept: undefined,
  direction: undefined,
  mqtt: false,
  broker: false,
  other: false,
  foreign: undefined,
  inverted: false,
  milliseconds: false,
  level: false,
  name: 'good',
  wifi: false,
  kind: false,
  says: false,
  stem: '',
  silent: true,
  normal: '',
};

const list = (text: string): readonly string[] => text.split(' ');
const all = (concept: Concept, text: string): [string, Concept][] => list(text).map((spelling) => [spelling, concept]);

/** Spellings without their prefix. */
const CONCEPTS = new Map<string, Concept>([
  ...all(
    'host',
    'broker brokers host hosts hostname server servers address addr url urls uri domain endpoint ip ipaddress',
  ),
  ...all(
    'host',
    'hosturl hosturi hostaddress hostaddr hostip serverurl serveruri serverurls serveruris serveraddress serverhost serverhostname',
  ),
  ...all('host', 'serverip targetbroker targethost targetserver'),
  ...all('port', 'port serverport hostport portnumber puerto'),
  ...all('username', 'username user userid authuser authusername'),
  ...all('password', 'password pass passwd pwd userpassword userpass authpassword authpass'),
  ...all('clientId', 'clientid clientidentifier'),
  ...all('cleanSession', 'clean cleansession cleanstart persistentsession disablecleansession'),
  ...all(
    'keepAlive',
    'keepalive keepaliveinterval keepaliveseconds keepalivesecs keepalivesec keepalives keepalivetime keepaliveperiod',
  ),
  ...all(
    'keepAlive',
    'keepaliveintervalseconds keepaliveintervals keepalivems keepalivemillis keepalivemilliseconds keepaliveintervalms',
  ),
  ...all('protocol', 'protocol protocolversion protocollevel protocolver version'),
  ...all('will', 'will lastwill lwt lastwillandtestament lastwilltestament testament willmessage lastwillmessage'),
  ...all('willTopic', 'willtopic lwttopic lastwilltopic'),
  ...all(
    'willPayload',
    'willpayload willmsg willmessage lwtmsg lwtmessage lwtpayload lastwillpayload lastwillmsg lastwillmessage',
  ),
  ...all('willQos', 'willqos lwtqos lastwillqos'),
  ...all('willRetain', 'willretain willretained willretainflag lwtretain lwtretained lastwillretain lastwillretained'),
  ...all('payload', 'payload message msg'),
  ...all(
    'requests',
    'subscribe subscription subscriptions subscribes sub subs publish publication publications publishes pub pubs listen',
  ),
  ...all('requests', 'onmessage onjsonmessage birthmessage birth shutdownmessage'),
  ...all(
    'container',
    'client connect connection connectoptions connectionoptions options opts connectparams auth authentication authorization',
  ),
  ...all(
    'container',
    'credentials credential login security session settings config configuration parameters params mqtt',
  ),
]);

/** What a key is called where nothing else is usual, word by word: to be written in the style of the keys around it. */
export const usualKeys: ReadonlyMap<Concept, readonly string[]> = new Map<Concept, readonly string[]>([
  ['host', ['host']],
  ['port', ['port']],
  ['clientId', ['client', 'id']],
  ['username', ['username']],
  ['password', ['password']],
  ['cleanSession', ['clean', 'session']],
  ['keepAlive', ['keepalive']],
  ['protocol', ['protocol', 'version']],
  ['will', ['will']],
  ['topic', ['topic']],
  ['payload', ['payload']],
  ['qos', ['qos']],
  ['retain', ['retain']],
]);

/** Only with `mqtt` before it: alone they are too common. */
const PREFIXED_ONLY = new Map<string, Concept>([
  ['login', 'username'],
  ['id', 'clientId'],
  ['clientname', 'clientId'],
]);

const DIRECTIONS = new Map<string, 'publish' | 'subscribe'>([
  ...list(
    'sub subs subscribe subscribed subscribes subscriber subscribing subscription subscriptions listen listener listening',
  ).map((word): [string, 'subscribe'] => [word, 'subscribe']),
  ...list('pub pubs publish published publishes publisher publishing publication publications').map(
    (word): [string, 'publish'] => [word, 'publish'],
  ),
]);
/** What these say, they say about one key only: ESPHome's automations and messages. */
const DIRECTIONS_OF_KEYS = new Map<string, 'publish' | 'subscribe'>([
  ['onmessage', 'subscribe'],
  ['onjsonmessage', 'subscribe'],
  ['birthmessage', 'publish'],
  ['birth', 'publish'],
  ['birthtopic', 'publish'],
  ['shutdownmessage', 'publish'],
]);

/** Before `topic` in a key, these say that the value is a piece of a topic, or no MQTT topic. */
const NOT_BEFORE_TOPIC = new Set(
  list('prefix base root full discovery kafka sns use enable enabled has is max min num email forum'),
);
/** After `topic`, these say that the value is something about topics. */
const NOT_AFTER_TOPIC = new Set(
  list(
    'prefix prefixes suffix base root alias aliases tag tags regex regexp level levels count max min separator delimiter id ids arn ' +
      'partition partitions replication type enabled enable disabled length size len limit parsing parser index color title description help ' +
      'format style timeout interval schema num number handler callback mapping transform encoding source',
  ),
);
/** As a key among topics, these are no name of a topic. */
const NOT_A_NAME = new Set(
  list('prefix suffix base root separator basetopic topicprefix topicbase roottopic topicroot prefixes delimiter'),
);
/** As a key among topics, these need a value that can only be a topic. */
const HARDLY_A_NAME = new Set(
  list(
    'name type id description handler callback encoding format regex unit class interval enabled comment title payload message msg direction',
  ),
);

const OTHER_SYSTEMS = new Set(
  list(
    'kafka amqp rabbitmq redis nats postgres postgresql mysql mariadb mongodb mongo influxdb influx elasticsearch smtp email mail ftp sftp ' +
      'ldap http https webserver websocketserver coap modbus opcua snmp syslog grpc rest database db sql jdbc oauth oauth2 sns sqs pulsar ' +
      'listener listeners listen bind i18n translations',
  ),
);
const FOREIGN_KEYS = new Set(
  list(
    'volumes containername dependson entrypoint apiversion dependencies devdependencies clientsecret granttype granttypes ' +
      'redirecturi redirecturis groupid bootstrapservers openapi swagger wires',
  ),
);
/** As objects these can stand in any config. */
const FOREIGN_TEXTS = new Set(list('image build database dbname sslmode'));

const KIND_KEYS = new Set(list('type platform protocol driver transport kind adapter connector plugin input output'));
const DIRECTION_KEYS = new Set(list('direction action access mode operation type method role'));

function explain(key: string): KeyFact {
  const words = wordsOf(key);
  const normal = words.join('');
  const mqtt =
    words.some((word) => word === 'mqtt' || word === 'mqtts' || word.startsWith('mqtt')) ||
    (normal.endsWith('mqtt') && !normal.endsWith('2mqtt'));
  const about = topicFact(words, normal);
  const concept = about?.concept ?? conceptOf(normal, mqtt);
  const direction = about?.direction ?? DIRECTIONS_OF_KEYS.get(normal) ?? directionOf(words);
  const foreign = FOREIGN_KEYS.has(normal) ? 'any' : FOREIGN_TEXTS.has(normal) ? 'text' : undefined;
  const wifi = normal.includes('ssid') || normal.includes('wifi');
  const kind = KIND_KEYS.has(normal);
  return {
    concept,
    direction,
    mqtt,
    broker: words.some((word) => word.startsWith('broker') || word.endsWith('broker') || word.endsWith('brokers')),
    other: !mqtt && OTHER_SYSTEMS.has(normal),
    foreign,
    inverted: normal.endsWith('persistentsession') || normal.endsWith('disablecleansession'),
    milliseconds: normal.endsWith('ms') || normal.endsWith('millis') || normal.endsWith('milliseconds'),
    level: normal.includes('protocol'),
    name: NOT_A_NAME.has(normal) ? 'none' : HARDLY_A_NAME.has(normal) ? 'poor' : 'good',
    wifi,
    kind,
    says: DIRECTION_KEYS.has(normal),
    stem: about?.stem ?? '',
    silent: concept === undefined && foreign === undefined && !wifi && !kind,
    normal,
  };
}

function conceptOf(normal: string, mqtt: boolean): Concept | undefined {
  let rest = normal;
  const prefixed = mqtt && rest.startsWith('mqtt') ? PREFIXED_ONLY.get(rest.slice(4)) : undefined;
  if (prefixed !== undefined) return prefixed;
  for (let round = 0; round < 3; round++) {
    const concept = CONCEPTS.get(rest);
    if (concept !== undefined) return concept;
    const prefix = PREFIXES.find((candidate) => rest.startsWith(candidate) && rest.length > candidate.length);
    if (prefix === undefined) break;
    rest = rest.slice(prefix.length);
  }
  return undefined;
}
const PREFIXES = ['mqtt', 'broker', 'client'];

/** Topic, QoS and retain keys, which can have any stem: `state_topic`, `topicsToSubscribe`, `cmd_qos`, `subscriptionQos`. */
function topicFact(
  words: readonly string[],
  normal: string,
): (Partial<Pick<KeyFact, 'concept' | 'direction'>> & Pick<KeyFact, 'stem'>) | undefined {
  if (CONCEPTS.has(normal)) return undefined;
  const rest = words.filter((word) => word !== 'mqtt');
  for (const [concept, spellings] of STEMMED) {
    for (const spelling of spellings) {
      const found = around(rest, spelling);
      if (found === undefined) continue;
      const stem = [...found.before, ...found.after];
      const name = stem.join('');
      if (concept === 'topic') {
        if (
          found.before.some((word) => NOT_BEFORE_TOPIC.has(word)) ||
          found.after.some((word) => NOT_AFTER_TOPIC.has(word))
        )
          return { stem: '' };
        // ThingsBoard's deviceNameTopicExpression is a regular expression that takes topics apart.
        if (found.after.includes('expression') && found.before.includes('device')) return { stem: '' };
        if (name === 'will' || name === 'lwt' || name === 'lastwill') return { concept: 'willTopic', stem: '' };
        const direction =
          DIRECTIONS_OF_KEYS.get(normal) ?? (spelling.startsWith('topicfilter') ? 'subscribe' : directionOf(stem));
        return { concept, stem: name, ...(direction && { direction }) };
      }
      const direction = directionOf(stem);
      return { concept, stem: name, ...(direction && { direction }) };
    }
  }
  return undefined;
}

const STEMMED: readonly (readonly ['topic' | 'qos' | 'retain', readonly string[]])[] = [
  ['qos', ['qoslevel', 'qualityofservice', 'qos']],
  ['retain', ['retainedflag', 'retainflag', 'retainmessages', 'retainmessage', 'retained', 'retain']],
  ['topic', ['topicfilters', 'topicfilter', 'topicnames', 'topicname', 'topics', 'topic']],
];

interface Around {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** The words before and after the spelling, which may be run together with one of them; `undefined` if it is not there. */
function around(words: readonly string[], spelling: string): Around | undefined {
  const joined = words.join('');
  if (!joined.includes(spelling)) return undefined;
  for (let from = 0; from < words.length; from++) {
    let together = '';
    for (let to = from; to < words.length && together.length < spelling.length; to++) {
      together += words[to];
      if (together === spelling) return { before: words.slice(0, from), after: words.slice(to + 1) };
    }
  }
  if (words.length !== 1) return undefined;
  // Run together: subtopic, topicpub.
  if (joined.endsWith(spelling)) return { before: [joined.slice(0, -spelling.length)], after: [] };
  if (joined.startsWith(spelling)) return { before: [], after: [joined.slice(spelling.length)] };
  return undefined;
}

/** Only what says so: both directions, or none, is no direction. */
function directionOf(words: readonly string[]): 'publish' | 'subscribe' | undefined {
  let found: 'publish' | 'subscribe' | undefined;
  for (const word of words) {
    const direction = DIRECTIONS.get(word);
    if (direction === undefined) continue;
    if (found !== undefined && found !== direction) return undefined;
    found = direction;
  }
  return found;
}

/** `clientId`, `client_id`, `client-id`, `CLIENT_ID`, `ClientID` are two words each. */
function wordsOf(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** What a word says about direction, for values such as `direction: publish`. */
export function directionOfWord(word: string): 'publish' | 'subscribe' | undefined {
  return directionOf(wordsOf(word));
}
