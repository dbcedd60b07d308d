import type { Guard, Session } from '../engine/guard.js';
import type { Judgement, PartialConnect } from '../engine/packets.js';
import type { Reason } from '../engine/verdict.js';
import type { Request } from '../readers/document.js';
import { messageFacts } from './facts.js';
import { type Found, foundBy, type JudgedRequest, type Names } from './judge-client.js';
import { placeInRequest } from './place.js';

/** Each new filter is compared with all that the session has, so a file's list of filters must end somewhere. */
const mostFilters = 500;

/**
 * The session of a client of which everything is known that its topics need. A subscription is decided once, and the decision also
 * says whether it is one too many, one that is there already, or one inside another.
 */
export class KnownSession {
  readonly #session: Session;
  #asked = 0;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Nothing where a name that topics use is not known. */
  static of(guard: Guard, names: Names, client?: PartialConnect): KnownSession | undefined {
    const session = guard.session(names, client);
    return session.open ? new KnownSession(session) : undefined;
  }

  message(verb: 'publish' | 'receive', request: Request): Judgement {
    const message = messageFacts(request);
    return this.#session.judge(verb === 'publish' ? { publish: message } : { receive: message });
  }

  /** Nothing where the session cannot tell: a topic with holes, a QoS on which the answer depends, too many filters. */
  subscribe(request: Request): Judgement | undefined {
    const { topic, qos, refusalExpected } = request;
    if (topic.parts || refusalExpected || this.#asked >= mostFilters) return undefined;
    this.#asked++;
    const verdict = this.#session.subscribe({ filter: topic.value, qos: qos?.value ?? 0 });
    const { allowed, reasons, advice } = verdict;
    if (allowed && advice.length === 0) return granted;
    const status = allowed ? 'allowed' : 'denied';
    if (qos) return { status, reasons, advice };
    // What is said about a QoS that the file does not have is left out.
    const certain = reasons.filter(({ field }) => field !== 'qos');
    if (!allowed && certain.length === 0) return undefined;
    return { status, reasons: certain, advice: advice.filter(({ field }) => field !== 'qos') };
  }

  unsubscribe({ topic }: Request): void {
    if (!topic.parts) this.#session.unsubscribe({ filters: [topic.value] });
  }

  /** The guard has no more to remember. */
  end(): void {
    this.#session.close();
  }
}

const granted: Judgement = { status: 'allowed', reasons: [], advice: [] };

/** The same for a client of which only its topics say who it is: what is left to say after they were judged one by one. */
export function sessionFaults(judged: readonly JudgedRequest[], guard: Guard, names: Names): Found[] {
  const known = KnownSession.of(guard, names);
  const found: Found[] = [];
  for (const { direction, denied, request } of judged) {
    if (!known || denied) continue;
    if (direction === 'unsubscribe') known.unsubscribe(request);
    if (direction !== 'subscribe') continue;
    const judgement = known.subscribe(request);
    const place = placeInRequest('filter', request);
    for (const reason of judgement?.reasons ?? []) {
      if (reason.rule === 'limits/subscriptions') found.push(foundBy(reason, 'error', place));
    }
    for (const advice of judgement?.advice ?? []) {
      if (advice.rule === 'subscribe/duplicate' || advice.rule === 'subscribe/redundant')
        found.push(foundBy(advice, 'hint', place));
    }
  }
  known?.end();
  return found;
}

function isSubscription(direction: Request['direction']): boolean {
  return direction === 'subscribe' || direction === 'unsubscribe';
}

/** The number of filters in a packet does not depend on whose they are. */
export function packetFaults(judged: readonly JudgedRequest[], guard: Guard): Found[] {
  if (judged.every(({ request }) => request.packet === undefined)) return [];
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
    for (const reason of reasonsOfPacket(guard, requests)) {
      if (reason.rule === 'limits/filters') found.push(foundBy(reason, 'error', first.topic.span));
    }
  }
  return found;
}

function reasonsOfPacket(guard: Guard, requests: readonly Request[]): readonly Reason[] {
  if (requests[0]?.direction !== 'unsubscribe')
    return guard.judge({ subscribe: { filterCount: requests.length } }).reasons;
  return guard.withoutSession().unsubscribe({ filters: requests.map(({ topic }) => topic.value) }).reasons;
}
