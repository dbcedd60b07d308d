import type { Guard } from '../engine/guard.js';
import type { Judgement, PartialConnect } from '../engine/packets.js';
import type { Advice, Reason, RuleId } from '../engine/verdict.js';
import type { Client, Request, Span } from '../readers/document.js';
import type { Severity } from '../rules/rule.js';
import { foreignByAgreement } from './agreement.js';
import { asksAboutClients, connectFacts, requestFacts, topicOf } from './facts.js';
import type { Finding, RelatedPlace } from './finding.js';
import { placeInConnect, placeInRequest } from './place.js';
import { KnownSession, packetFaults, sessionFaults } from './subscriptions.js';

/** A finding before it has lines, help and sentences. */
export interface Found {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly span: Span;
  readonly confidence: Finding['confidence'];
  readonly said: Omit<Reason, 'consequence'> & Partial<Pick<Reason, 'consequence'> & Pick<Advice, 'coveredBy'>>;
  /** Other places that show why. */
  readonly related?: readonly RelatedPlace[];
  /** Absent: it is about the connect, or about several requests. */
  readonly request?: Request;
}

/** What came of a client, for the findings and for rules that look themselves. */
export interface JudgedClient {
  readonly found: readonly Found[];
  readonly requests: readonly JudgedRequest[];
  readonly names: Names;
}

/** The policy's names as far as they are known, with their values. */
export type Names = Readonly<Record<string, string>>;

/** Who asks: names, and the connect where the policy looks at it. */
interface Who {
  readonly names: Names;
  readonly connect: PartialConnect | undefined;
}

type Verb = 'publish' | 'subscribe' | 'receive';

/** A request with the direction that it turned out to have. */
export interface JudgedRequest {
  readonly request: Request;
  /** Nothing where neither the file nor the policy says. */
  readonly direction: Request['direction'] | undefined;
  readonly denied: boolean;
}

/**
 * Everything that one policy has to say about one client. `now` is Unix seconds; absent, expiry is not judged. `usual` are values of
 * names for clients that do not say them.
 */
export function judgeClient(
  client: Client,
  guard: Guard,
  text: string,
  now: number | undefined,
  usual?: Names,
): JudgedClient {
  const connect = connectFacts(client, now);
  const { judgement, names: own, session } = guard.introduce(connect);
  const all = withUsual(own, usual);
  const found: Found[] = [];
  if (!client.refusalExpected)
    addFound(found, withoutRestOfWill(judgement), (field) => placeInConnect(field, client, text));
  // Names are enough for most policies, and the fewer facts the quicker the answer.
  const asked = asksAboutClients(guard.policy) ? connect : undefined;
  const known = usual ? KnownSession.of(guard, all, asked) : session && new KnownSession(session);
  // What cannot change any more is looked at once, however many requests there are.
  const names = known ? all : Object.freeze(all);
  const judged = client.requests.map((request): JudgedRequest => {
    const { direction, judgement } = judgeRequest(guard, request, { names, connect: asked }, known);
    if (!request.refusalExpected) addFound(found, judgement, (field) => placeInRequest(field, request), request);
    return { request, direction, denied: judgement.status === 'denied' };
  });
  known?.end();
  for (const fault of packetFaults(judged, guard)) found.push(fault);
  if (!known) {
    const agreed = foreignByAgreement(judged, guard, names, text);
    found.push(...agreed.faults, ...sessionFaults(judged, guard, agreed.names));
  }
  return { found, requests: judged, names };
}

/** What the client itself says counts. */
export function withUsual(own: Names, usual: Names | undefined): Names {
  return usual === undefined ? own : Object.assign(Object.create(null), usual, own);
}

/** Where there must be no will at all, what else is wrong with it is of no use to anybody. */
export function withoutRestOfWill(judgement: Judgement): Judgement {
  const { reasons } = judgement;
  if (!reasons.some(({ field }) => field === 'will')) return judgement;
  return { ...judgement, reasons: reasons.filter(({ field }) => !field?.startsWith('will.')) };
}

function addFound(
  found: Found[],
  { reasons, advice }: Judgement,
  place: (field: string | undefined) => Span,
  request?: Request,
): void {
  for (const reason of reasons) found.push(foundBy(reason, severityOf(reason), place(reason.field), request));
  for (const one of advice)
    found.push(foundBy(one, one.severity === 'warning' ? 'warning' : 'hint', place(one.field), request));
}

/** A convention that no broker enforces is no error. */
function severityOf(reason: Reason): Severity {
  return reason.consequence.kind === 'none' ? 'warning' : 'error';
}

export function foundBy(said: Reason | Advice, severity: Severity, span: Span, request?: Request): Found {
  return { rule: said.rule, severity, span, confidence: 'certain', said, ...(request && { request }) };
}

interface InDirection {
  readonly direction?: Request['direction'];
  readonly judgement: Judgement;
}

const undecided: Judgement = { status: 'undecided', reasons: [], advice: [] };

function judgeRequest(guard: Guard, request: Request, who: Who, known: KnownSession | undefined): InDirection {
  if (request.direction === 'unsubscribe') {
    known?.unsubscribe(request);
    return { direction: 'unsubscribe', judgement: judgeUnsubscribe(guard, request) };
  }
  if (request.direction) return judgeAs(guard, request, request.direction, who, known);
  const directions = directionsOf(guard, request);
  const [only, ...others] = directions as [Verb, ...Verb[]];
  if (others.length === 0) return judgeAs(guard, request, only, who, known);
  // Nobody knows which of them it is, so only what is wrong with all of them counts.
  const judgements = directions.map((verb) => judgeAlone(guard, request, verb, who));
  if (judgements.some(({ status }) => status !== 'denied')) return { judgement: undecided };
  const [last, ...rest] = judgements.toReversed() as [Judgement, ...Judgement[]];
  const reasons = last.reasons.filter(({ rule }) =>
    rest.every((other) => other.reasons.some((reason) => reason.rule === rule)),
  );
  return { judgement: { status: 'denied', reasons, advice: [] } };
}

function judgeAs(
  guard: Guard,
  request: Request,
  direction: Verb,
  who: Who,
  known: KnownSession | undefined,
): InDirection {
  if (known) {
    const judgement = direction === 'subscribe' ? known.subscribe(request) : known.message(direction, request);
    if (judgement) return { direction, judgement: withoutTopicOf(request, judgement) };
  }
  return { direction, judgement: judgeAlone(guard, request, direction, who) };
}

function judgeAlone(guard: Guard, request: Request, verb: Verb, { names, connect }: Who): Judgement {
  const facts = requestFacts(request, verb, names);
  return withoutTopicOf(request, guard.judge(connect ? { ...facts, connect } : facts));
}

/**
 * A topic that begins with a hole: `${BASE}/dp/post/json`. What will stand there is usually a whole beginning with several levels,
 * so nothing is certain about the topic; its QoS and flags are judged all the same.
 */
export function withoutTopicOf({ topic }: Request, judgement: Judgement): Judgement {
  if (typeof topic.parts?.[0] !== 'object') return judgement;
  const reasons = judgement.reasons.filter(
    ({ field, rule }) => rule === 'topic/syntax' || (field !== 'topic' && field !== 'filter'),
  );
  return { status: reasons.length > 0 ? 'denied' : 'undecided', reasons, advice: [] };
}

/** What a request can be: what the file says, else what its wildcards say, else what the policy lists. */
export function directionsOf(guard: Guard, request: Request): readonly Verb[] {
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
export function judgeUnsubscribe(guard: Guard, request: Request): Judgement {
  if (request.topic.parts) return undecided;
  const { reasons, advice } = guard.withoutSession().unsubscribe({ filters: [request.topic.value] });
  const own = reasons.filter(({ rule }) => rule !== 'session/none');
  return { status: own.length > 0 ? 'denied' : 'undecided', reasons: own, advice };
}
