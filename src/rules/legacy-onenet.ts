import type { Client, LocatedTopic, Span } from '../readers/document.js';

/** The hosts of OneNET's first generation, and its port, which nothing else there has. */
const hosts = new Set(['mqtt.heclouds.com', '183.230.40.39']);
const port = 6002;

/**
 * Where a file shows that it is for OneNET's first generation (port 6002; `$dp`, `$creq/…`, `$crsp/…`; topics of one's own), whose
 * rules are others. Nothing when it also speaks of `$sys/` topics without its address: then it is the other generation, mistaken.
 */
export function legacyOneNet({ host, broker, port: given, requests }: Client): Span | undefined {
  const written = host ?? broker;
  const bare =
    written?.value
      .toLowerCase()
      .replace(/^[a-z+]*:\/\//, '')
      .split('/', 1)[0] ?? '';
  const [name = '', at] = bare.split(':');
  if (hosts.has(name) || (at === String(port) && isOneNet(name))) return written?.span;
  const topics = requests.map(({ topic }) => topic);
  if (given?.value === port && (isOneNet(name) || topics.some(isLegacyTopic))) return given.span;
  const legacy = topics.find(isLegacyTopic);
  return legacy && !topics.some(({ value }) => value.startsWith('$sys/')) ? legacy.span : undefined;
}

function isOneNet(host: string): boolean {
  return host.endsWith('.heclouds.com') || host.startsWith('183.230.40.');
}

function isLegacyTopic({ value }: LocatedTopic): boolean {
  return value === '$dp' || value.startsWith('$creq/') || value.startsWith('$crsp/');
}
