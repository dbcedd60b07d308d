import type { Client, LocatedTopic, Span } from '../readers/document.js';
import { remembered } from '../text/remembered.js';

/** The hosts of OneNET's first generation, and its port, which nothing else there has. */
const hosts = new Set(['mqtt.heclouds.com', '183.230.40.39']);
const port = 6002;

/**
 * Where a file shows that it is for OneNET's first generation (port 6002; `$dp`, `$creq/…`, `$crsp/…`; topics of one's own), whose
 * rules are others. Nothing when it also speaks of `$sys/` topics without its address: then it is the other generation, mistaken.
 */
export function legacyOneNet({ host, broker, port: given, requests }: Client): Span | undefined {
  const written = host ?? broker;
  const place = written && placeOf(written.value);
  if (place === 'first generation') return written?.span;
  let legacy: LocatedTopic | undefined;
  let isLater = false;
  for (const { topic } of requests) {
    if (!topic.value.startsWith('$')) continue;
    if (topic.value.startsWith('$sys/')) isLater = true;
    else if (isLegacyTopic(topic)) legacy ??= topic;
  }
  if (given?.value === port && (place === 'platform' || legacy)) return given.span;
  return isLater ? undefined : legacy?.span;
}

type PlaceOfBroker = 'first generation' | 'platform' | 'elsewhere';

const placeOf = remembered(
  (written): PlaceOfBroker => {
    const bare =
      written
        .toLowerCase()
        .replace(/^[a-z+]*:\/\//, '')
        .split('/', 1)[0] ?? '';
    const [name = '', at] = bare.split(':');
    const isPlatform = name.endsWith('.heclouds.com') || name.startsWith('183.230.40.');
    if (hosts.has(name) || (at === String(port) && isPlatform)) return 'first generation';
    return isPlatform ? 'platform' : 'elsewhere';
  },
  { most: 256, longest: 1024 },
);

function isLegacyTopic({ value }: LocatedTopic): boolean {
  return value === '$dp' || value.startsWith('$creq/') || value.startsWith('$crsp/');
}
