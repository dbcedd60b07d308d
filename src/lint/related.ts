import type { Client } from '../readers/document.js';
import type { RelatedPlace } from './finding.js';
import type { Found } from './judge-client.js';

/** The places that a finding about a client is also about: the filter that covers this one. */
export function relatedOf({ said, span, related = [] }: Found, client: Client): readonly RelatedPlace[] {
  const { coveredBy } = said;
  if (coveredBy === undefined) return related;
  const other = client.requests.findLast(
    ({ topic, direction }) =>
      topic.value === coveredBy &&
      topic.span.start < span.start &&
      (direction === undefined || direction === 'subscribe'),
  );
  if (!other) return related;
  return [...related, { message: `${JSON.stringify(coveredBy)} covers it`, span: other.topic.span }];
}
