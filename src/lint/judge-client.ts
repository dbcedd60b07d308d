import type { Guard } from '../engine/guard.js';
import type { Judgement, PartialConnect } from '../engine/packets.js';
import type { Advice, Reason, RuleId } from '../engine/verdict.js';
import type { Client, Request, Span } from '../readers/document.js';
import type { Severity } from '../rules/rule.js';
import { foreignByAgreement } from './agreement.js';
import { connectFacts, requestFacts, topicOf } from './facts.js';
import type { Finding } from './finding.js';
import { placeInConnect, placeInRequest } from './place.js';
import { subscriptionFaults } from './subscriptions.js';

/** A finding before it has lines, help and sentences. */
export interface Found {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly span: Span;
  readonly confidence: Finding['confidence'];
  readonly said: Omit<Reason, 'consequence'> & Partial<Pick<Reason, 'consequence'>>;
}

type Verb = 'publish' | 'subscribe' | 'receive';

/** A request with the direction that it turned out to have. */
export interface JudgedRequest {
  readonly request: Request;
  /** Absent when neither the file nor the policy says. */
  readonly direction?: Request['direction'];
  readonly denied: boolean;
}

/** Everything that one policy has to say about one client. `now` is Unix seconds; absent, expiry is not judged. */
export function judgeClient(client: Client, guard: Guard, text: string, now: number | undefined): Found[] {
  const connect = connectFacts(client, now);
  const found: Found[] = [];
  if (!client.refusalExpected) {
    found.push(...foundIn(guard.judge({ connect }), (field) => placeInConnect(field, client, text)));
  }
  const judged = client.requests.map((request): JudgedRequest => {
    const { direction, judgement } = judgeRequest(guard, request, connect);
    const denied = judgement.status === 'denied';
    if (!request.refusalExpected) found.push(...foundIn(judgement, (field) => placeInRequest(field, request)));
    return { request, denied, ...(direction && { direction }) };
  });
  const identity = guard.identify(connect);
  const { faults, names } = foreignByAgreement(judged, guard, identity, text);
  return [...found, ...faults, ...subscriptionFaults(judged, guard, names)];
}

function foundIn(judgement: Judgement, place: (field: string | undefined) => Span): Found[] {
  return [
    ...judgement.reasons.map((reason) => foundBy(reason, severityOf(reason), place(reason.field))),
    ...judgement.advice.map((advice) =>
      foundBy(advice, advice.severity === 'warning' ? 'warning' : 'hint', place(advice.field)),
    ),
  ];
}

/** A convention that no broker enforces is no error. */
function severityOf(reason: Reason): Severity {
  return reason.consequence.kind === 'none' ? 'warning' : 'error';
}

export function foundBy(said: Reason | Advice, severity: Severity, span: Span): Found {
  return { rule: said.rule, severity, span, confidence: 'certain', said };
}

const undecided: Judgement = { status: 'undecided', reasons: [], advice: [] };

function judgeRequest(
  guard: Guard,
  request: Request,
  connect: PartialConnect,
): { readonly direction?: Request['direction']; readonly judgement: Judgement } {
  if (request.direction === 'unsubscribe')
    return { direction: 'unsubscribe', judgement: judgeUnsubscribe(guard, request) };
  const directions = directionsOf(guard, request);
  const [direction, ...others] = directions as [Verb, ...Verb[]];
  const judgements = directions.map((verb) => guard.judge(requestFacts(request, verb, connect)));
  if (others.length === 0) return { direction, judgement: judgements[0] ?? undecided };
  // Nobody knows which of them it is, so only what is wrong with all of them counts.
  if (judgements.some(({ status }) => status !== 'denied')) return { judgement: undecided };
  const [last, ...rest] = judgements.toReversed() as [Judgement, ...Judgement[]];
  const reasons = last.reasons.filter(({ rule }) =>
    rest.every((other) => other.reasons.some((reason) => reason.rule === rule)),
  );
  return { judgement: { status: 'denied', reasons, advice: [] } };
}

/** What a request can be: what the file says, else what its wildcards say, else what the policy lists. */
function directionsOf(guard: Guard, request: Request): readonly Verb[] {
  const { direction, topic } = request;
  if (direction && direction !== 'unsubscribe') return [direction];
  if (hasWildcard(topic.value)) return ['subscribe'];
  const listed = [...guard.catalogue.verbsOf(topicOf(topic))];
  return listed.length > 0 ? listed.toSorted(byVerb) : ['publish', 'subscribe'];
}

const verbOrder: readonly Verb[] = ['receive', 'publish', 'subscribe'];
const byVerb = (a: Verb, b: Verb): number => verbOrder.indexOf(a) - verbOrder.indexOf(b);

/** A level that is `+` or `#`: nobody publishes to that. */
function hasWildcard(topic: string): boolean {
  return /(?:^|\/)[+#](?:\/|$)/.test(topic);
}

/** Giving up a subscription needs no right to the topic; its form counts. */
function judgeUnsubscribe(guard: Guard, request: Request): Judgement {
  if (request.topic.parts) return undecided;
  const { reasons, advice } = guard.withoutSession().unsubscribe({ filters: [request.topic.value] });
  const own = reasons.filter(({ rule }) => rule !== 'session/none');
  return { status: own.length > 0 ? 'denied' : 'undecided', reasons: own, advice };
}
