import { quote } from '../engine/words.js';
import type { Client, Span } from '../readers/document.js';
import { lastUpTo } from '../text/last-up-to.js';
import type { RelatedPlace } from './finding.js';
import type { Found } from './judge-client.js';

/** The places that a finding about a client is also about: the filter that covers this one. */
export function relatedOf({ said, span, related = [] }: Found, client: Client): readonly RelatedPlace[] {
  const { coveredBy } = said;
  if (coveredBy === undefined) return related;
  const other = lastUpTo(placesOf(client).get(coveredBy) ?? [], span.start - 1);
  if (!other) return related;
  return [...related, { message: `${quote(coveredBy)} covers it`, span: other }];
}

/** Where each filter of a client stands, in the order of the file: a script may have thousands, one of them in each line. */
const known = new WeakMap<Client, ReadonlyMap<string, readonly Span[]>>();

function placesOf(client: Client): ReadonlyMap<string, readonly Span[]> {
  const before = known.get(client);
  if (before) return before;
  const places = new Map<string, Span[]>();
  for (const { topic, direction } of client.requests) {
    if (direction !== undefined && direction !== 'subscribe') continue;
    const there = places.get(topic.value);
    if (there) there.push(topic.span);
    else places.set(topic.value, [topic.span]);
  }
  for (const spans of places.values()) spans.sort((a, b) => a.start - b.start);
  known.set(client, places);
  return places;
}
