import { isPlaceholder } from './holes.js';

/** What the text of a broker key says. */
export interface Address {
  /** `undefined` where the text is a placeholder. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  readonly scheme: string | undefined;
}

/** There is an address, and we do not know which. */
export const UNKNOWN_ADDRESS: Address = { host: undefined, port: undefined, scheme: undefined };

const MQTT_SCHEMES = new Set(['mqtt', 'mqtts', 'mqtt+ssl', 'mqtt+tls', 'tcp', 'ssl', 'tls', 'ws', 'wss']);
const URL_FORM =
  /^([A-Za-z][A-Za-z0-9+.-]{0,20}):\/\/(?:[^@/?#]{0,400}@)?(\[[0-9A-Fa-f:.]{2,45}\]|[^:/?#@[\]]{1,253})(?::([^/?#]{0,40}))?(?:[/?#].*)?$/;
const HOST_FORM =
  /^(\[[0-9A-Fa-f:.]{2,45}\]|[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,251}[\p{L}\p{N}_])?\.?)(?::(\d{1,5}))?(?:\/.*)?$/u;
/** Where a server listens, not where a client connects to. */
const LISTENS_ON = new Set(['0.0.0.0', '[::]', '*']);
const LONGEST = 1024;

/** What was read last: the search for clients asks about an address, and then the client that was found. */
let last: { readonly text: string; readonly address: Address | undefined } = { text: '', address: undefined };

/** Reads a host, `host:port`, address or URL; `undefined` if the text is none, or is one of something else than MQTT. */
export function parseAddress(text: string): Address | undefined {
  if (text !== last.text) {
    const trimmed = text.trim();
    last = { text, address: trimmed.length > LONGEST ? undefined : readAddress(trimmed) };
  }
  return last.address;
}

function readAddress(text: string): Address | undefined {
  if (text === '') return undefined;
  if (text.includes('://')) return readUrl(text);
  if (isPlaceholder(text)) return UNKNOWN_ADDRESS;
  const bare = HOST_FORM.exec(text);
  if (bare === null)
    return /^[0-9A-Fa-f:]*:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*$/.test(text) && text.length <= 45
      ? { host: text, port: undefined, scheme: undefined }
      : undefined;
  const host = bare[1] as string;
  if (LISTENS_ON.has(host)) return undefined;
  // A word of another alphabet is a text for people; a domain has a dot.
  if (bare[2] === undefined && !host.includes('.') && /[^ -~]/.test(host)) return undefined;
  return { host, port: portOf(bare[2]), scheme: undefined };
}

function readUrl(text: string): Address | undefined {
  const url = URL_FORM.exec(text);
  if (url === null) return undefined;
  const scheme = (url[1] as string).toLowerCase();
  if (!MQTT_SCHEMES.has(scheme)) return undefined;
  const host = url[2] as string;
  return { host: isPlaceholder(host) ? undefined : host, port: portOf(url[3]), scheme };
}

function portOf(text: string | undefined): number | undefined {
  if (text === undefined || !/^\d{1,5}$/.test(text)) return undefined;
  return Number(text);
}

/** The ports that IANA gives to MQTT. */
export function isMqttPort(port: number): boolean {
  return port === 1883 || port === 8883;
}

const OTHER_PORTS = new Set([
  ...[
    21, 22, 25, 53, 80, 110, 143, 389, 465, 502, 587, 636, 993, 995, 1433, 1521, 2181, 2375, 2376, 2379, 3000, 3306,
    4222, 5000,
  ],
  ...[5432, 5671, 5672, 5683, 6379, 7687, 8000, 8080, 8086, 8123, 9042, 9090, 9092, 9093, 9200, 15672, 27017],
]);
/** Ports that belong to something else than MQTT. */
export function isOtherPort(port: number): boolean {
  return OTHER_PORTS.has(port);
}

/** A host whose name says MQTT: `mqtt.example.com`, OneNET's `*.heclouds.com`, a public test broker. */
export function namesMqtt(host: string): 'surely' | 'probably' | undefined {
  const name = host.toLowerCase();
  if (name === 'heclouds.com' || name.endsWith('.heclouds.com')) return 'surely';
  return /mqtt|mosquitto|hivemq|emqx/.test(name) ? 'probably' : undefined;
}
