import type { Guard } from '../engine/guard.js';
import type { PacketVerdict, Verdict } from '../engine/verdict.js';
import type { Request } from '../readers/document.js';
import { type Found, foundBy, type JudgedRequest } from './judge-client.js';
import { placeInRequest } from './place.js';

/** Each new filter is compared with all that the session has, so a file's list of filters must end somewhere. */
const mostFilters = 500;

/**
 * What only shows when a client's subscriptions are seen together: too many in a packet, too many in a session, one twice, one
 * inside another. `names` says who the client is; where that is not known, only packets are counted.
 */
export function subscriptionFaults(
  judged: readonly JudgedRequest[],
  guard: Guard,
  names: Readonly<Record<string, string>>,
): Found[] {
  return [...packetFaults(judged, guard), ...sessionFaults(judged, guard, names)];
}

function sessionFaults(
  judged: readonly JudgedRequest[],
  guard: Guard,
  names: Readonly<Record<string, string>>,
): Found[] {
  const session = guard.session(names);
  if (!session.open) return [];
  const found: Found[] = [];
  const own = judged.filter(
    ({ direction, denied, request }) => isSubscription(direction) && !denied && !request.topic.parts,
  );
  for (const { direction, request } of own.slice(0, mostFilters)) {
    const filter = request.topic.value;
    if (direction === 'unsubscribe') {
      session.unsubscribe({ filters: [filter] });
      continue;
    }
    const { reasons, advice } = session.subscribe({ filter, qos: request.qos?.value ?? 0 });
    if (request.refusalExpected) continue;
    const place = placeInRequest('filter', request);
    found.push(
      ...reasons.filter(({ rule }) => rule === 'limits/subscriptions').map((reason) => foundBy(reason, 'error', place)),
    );
    found.push(
      ...advice
        .filter(({ rule }) => rule === 'subscribe/duplicate' || rule === 'subscribe/redundant')
        .map((one) => foundBy(one, 'hint', place)),
    );
  }
  return found;
}

function isSubscription(direction: Request['direction']): boolean {
  return direction === 'subscribe' || direction === 'unsubscribe';
}

/** The number of filters in a packet does not depend on whose they are. */
function packetFaults(judged: readonly JudgedRequest[], guard: Guard): Found[] {
  const packets = new Map<number, Request[]>();
  for (const { request } of judged) {
    const { packet, direction } = request;
    if (packet === undefined || !isSubscription(direction)) continue;
    const together = packets.get(packet);
    if (together) together.push(request);
    else packets.set(packet, [request]);
  }
  const found: Found[] = [];
  for (const requests of packets.values()) {
    const [first] = requests as [Request];
    if (requests.length < 2 || requests.some(({ refusalExpected }) => refusalExpected)) continue;
    for (const reason of reasonsOf(verdictOfPacket(guard, requests))) {
      if (reason.rule === 'limits/filters') found.push(foundBy(reason, 'error', first.topic.span));
    }
  }
  return found;
}

function verdictOfPacket(guard: Guard, requests: readonly Request[]): Verdict | PacketVerdict {
  const nobody = guard.withoutSession();
  const filters = requests.map(({ topic }) => topic.value);
  if (requests[0]?.direction === 'unsubscribe') return nobody.unsubscribe({ filters });
  return nobody.subscribe({ filters: filters.map((filter) => ({ filter, qos: 0 })) });
}

/** Every filter of the packet has the packet's reasons; one of them is enough. */
function reasonsOf(verdict: Verdict | PacketVerdict): Verdict['reasons'] {
  return verdict.reasons.length > 0 || !('filters' in verdict) ? verdict.reasons : (verdict.filters[0]?.reasons ?? []);
}
