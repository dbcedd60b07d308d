import { parseAddress } from './broker.js';
import type {
  Client,
  ConnectOptions,
  Located,
  LocatedTopic,
  PlaceholderOption,
  Request,
  Span,
  WillOptions,
} from './document.js';
import { isFillIn } from './holes.js';
import type { KeyFact } from './keys.js';
import { readTopic, type TopicSink, type Warn } from './topics.js';
import { factOf, type MapNode, type ScalarNode, type TreeNode } from './tree.js';
import {
  isScalar,
  type Read,
  readFlag,
  readPort,
  readProtocol,
  readQos,
  readSeconds,
  readText,
  readTextOrNull,
} from './values.js';

type Draft<T> = { -readonly [K in keyof T]: T[K] };

/** A client while its object is read. The first spelling of an option counts; outer objects come before inner ones. */
export class ClientDraft implements TopicSink {
  readonly requests: Request[] = [];
  readonly warn: Warn;
  readonly map: MapNode;
  /** Everything inside the object is about MQTT, as a key above it says so. */
  readonly certain: boolean;
  readonly label: string | undefined;
  readonly #options: Draft<ConnectOptions> = {};
  readonly #will: Draft<WillOptions> & { topic?: LocatedTopic } = { span: { start: 0, end: 0 } };
  #willSpan: Span | undefined;
  #noWill = false;
  #willKnown = false;
  #broker: Located<string> | undefined;
  #host: Located<string> | undefined;
  #port: Located<number> | undefined;
  #placeholders: (Located<string> & { readonly option: PlaceholderOption })[] | undefined;

  constructor(map: MapNode, label: string | undefined, certain: boolean, warn: Warn) {
    this.map = map;
    this.label = label;
    this.certain = certain;
    this.warn = warn;
  }

  /** Takes one entry of the client's object; false if it is none of the options. */
  take(key: string, fact: KeyFact, value: TreeNode, isRoot: boolean): boolean {
    const { concept } = fact;
    if (concept === 'host' || concept === 'clientId' || concept === 'username' || concept === 'password')
      this.#takePlaceholder(concept, value);
    switch (fact.concept) {
      case 'host':
        return this.#takeBroker(value);
      case 'port':
        this.#port ??= this.#located(key, readPort(value));
        return true;
      case 'username':
        this.#set('username', this.#located(key, readTextOrNull(value)));
        return isScalar(value);
      case 'password':
        this.#set('password', this.#located(key, readTextOrNull(value)));
        return isScalar(value);
      case 'clientId':
        // An empty one is "make one up" to many clients, so it is not known.
        if (!isScalar(value) || value.text !== '') this.#set('clientId', this.#located(key, readText(value)));
        return isScalar(value);
      case 'cleanSession': {
        const read = this.#located(key, readFlag(value));
        this.#set('cleanSession', read && fact.inverted ? { value: !read.value, span: read.span } : read);
        return true;
      }
      case 'keepAlive':
        this.#set('keepAlive', this.#located(key, readSeconds(value, fact.milliseconds)));
        return true;
      case 'protocol':
        // A "version" at the root of a file is the file's own.
        if (isRoot && fact.normal === 'version') return false;
        this.#set('protocolLevel', this.#located(key, readProtocol(value, fact.level)));
        return isScalar(value);
      case 'will':
        this.#takeWill(value);
        return true;
      case 'willTopic':
      case 'willPayload':
      case 'willQos':
      case 'willRetain':
        this.#takeWillPart(key, fact, value);
        return true;
      default:
        return false;
    }
  }

  #takePlaceholder(option: PlaceholderOption, value: TreeNode): void {
    if (!isScalar(value) || typeof value.value !== 'string' || !isFillIn(value.value.trim())) return;
    this.#placeholders ??= [];
    this.#placeholders.push({ option, value: value.value, span: { start: value.start, end: value.end } });
  }

  finish(): Client {
    const options = this.#options;
    this.#finishWill(options);
    const client: Draft<Client> = {
      span: { start: this.map.start, end: this.map.end },
      complete: false,
      options,
      requests: isSorted(this.requests) ? this.requests : this.requests.sort(inOrder),
    };
    if (this.label !== undefined) client.label = this.label;
    if (this.#broker) client.broker = this.#broker;
    if (this.#host) client.host = this.#host;
    if (this.#port) client.port = this.#port;
    if (this.#placeholders) client.placeholders = this.#placeholders;
    return client;
  }

  #located<T>(key: string, read: Read<T>): Located<T> | undefined {
    if (read === undefined) return undefined;
    if ('located' in read) return read.located;
    this.warn(key, read, this.map);
    return undefined;
  }

  #set<K extends keyof ConnectOptions>(name: K, value: ConnectOptions[K] | undefined): void {
    if (value !== undefined && this.#options[name] === undefined) this.#options[name] = value;
  }

  #takeBroker(value: TreeNode): boolean {
    if (isScalar(value)) this.#takeAddress(value);
    else if (value.kind === 'list') {
      for (const item of value.items) if (isScalar(item)) this.#takeAddress(item);
      return value.items.every(isScalar);
    }
    return isScalar(value);
  }

  /** The first one counts. */
  #takeAddress(node: ScalarNode): void {
    if (this.#broker !== undefined || typeof node.value !== 'string') return;
    const address = parseAddress(node.value);
    if (address === undefined || (address.host === undefined && address.port === undefined)) return;
    const span = { start: node.start, end: node.end };
    this.#broker = { value: node.value.trim(), span };
    if (address.host !== undefined) this.#host ??= { value: address.host, span };
    if (address.port !== undefined) this.#port ??= { value: address.port, span };
  }

  #takeWill(value: TreeNode): void {
    if (value.kind === 'map') {
      if (value.entries.length === 0 || isSwitchedOff(value)) {
        this.#noWill = true;
        return;
      }
      this.#extendWill({ start: value.start, end: value.end });
      this.#willKnown = true;
      for (const entry of value.entries) this.#takeWillPart(entry.key, factOf(entry), entry.value, true);
    } else if (isScalar(value)) {
      if (isNothing(value)) this.#noWill = true;
      else if (value.value !== undefined) {
        this.#extendWill({ start: value.start, end: value.end });
        this.#willKnown = true;
      }
    }
  }

  #takeWillPart(key: string, fact: KeyFact, value: TreeNode, inside = false): void {
    const will = this.#will;
    const span = { start: value.start, end: value.end };
    switch (fact.concept) {
      case 'topic':
      case 'willTopic': {
        if (isScalar(value) && isNothing(value)) {
          this.#noWill = true;
          return;
        }
        const topic = readTopic(value);
        if (topic) will.topic ??= topic;
        this.#willKnown = true;
        break;
      }
      case 'payload':
      case 'will':
      case 'willPayload': {
        if (!inside && value.kind === 'map') {
          this.#takeWill(value);
          return;
        }
        // ESPHome: an empty `will_message:` switches the will off.
        if (!inside && isScalar(value) && value.value === null) {
          this.#noWill = true;
          return;
        }
        const payload = this.#located(key, readText(value));
        if (payload) will.payload ??= payload;
        if (payload && payload.value !== '') this.#willKnown = true;
        break;
      }
      case 'qos':
      case 'willQos': {
        const qos = this.#located(key, readQos(value));
        if (qos) will.qos ??= qos;
        break;
      }
      case 'retain':
      case 'willRetain': {
        const retain = this.#located(key, readFlag(value));
        if (retain) will.retain ??= retain;
        break;
      }
      default:
        return;
    }
    if (!inside) this.#extendWill(span);
  }

  #extendWill(span: Span): void {
    const before = this.#willSpan;
    this.#willSpan = before ? { start: Math.min(before.start, span.start), end: Math.max(before.end, span.end) } : span;
  }

  /** QoS and retain without a will are flags of their own. */
  #finishWill(options: Draft<ConnectOptions>): void {
    const { topic, payload, qos, retain } = this.#will;
    const span = this.#willSpan;
    if (this.#willKnown && !(this.#noWill && topic === undefined) && span !== undefined) {
      options.will = {
        span,
        ...(topic && { topic }),
        ...(payload && { payload }),
        ...(qos && { qos }),
        ...(retain && { retain }),
      };
      return;
    }
    if (this.#noWill) options.will = null;
    if (qos) options.willQos = qos;
    if (retain) options.willRetain = retain;
  }
}

function inOrder(a: Request, b: Request): number {
  return a.topic.span.start - b.topic.span.start;
}

/** As most files have them. */
function isSorted(requests: readonly Request[]): boolean {
  for (let at = 1; at < requests.length; at++)
    if (inOrder(requests[at - 1] as Request, requests[at] as Request) > 0) return false;
  return true;
}

const NO_WILL = new Set(['', 'none', 'off', 'disabled', 'false', 'no']);

/** Written, and written as nothing. */
function isNothing(node: ScalarNode): boolean {
  return (
    node.value === null ||
    node.value === false ||
    (typeof node.value === 'string' && NO_WILL.has(node.value.trim().toLowerCase()))
  );
}

function isSwitchedOff(will: MapNode): boolean {
  return will.entries.some((entry) => {
    const { value } = entry;
    const { normal } = factOf(entry);
    if (normal !== 'enabled' && normal !== 'enable') return false;
    const read = readFlag(value);
    return read !== undefined && 'located' in read && !read.located.value;
  });
}
