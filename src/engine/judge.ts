import { utf8Length } from '../topics/syntax.js';
import type { CompiledPolicy } from './compile.js';
import { type Completion, completionsOf, leastBytes } from './completions.js';
import { decideConnect } from './connect.js';
import type { Identity } from './entries.js';
import { expandFaults, explain, type Fault, type Pending, sortAdvice } from './faults.js';
import { bind, unsafeText } from './names.js';
import type {
  Facts,
  Judgement,
  PartialConnect,
  PartialPublish,
  PartialSubscribe,
  PartialTopic,
  RequestFacts,
} from './packets.js';
import { messageFaults } from './publish.js';
import { shownHole } from './shown-hole.js';
import { beginningFor, type Part } from './standing.js';
import { decideFilter } from './subscribe.js';
import type { Advice } from './verdict.js';

/** What came of one way to fill the facts in. */
interface Outcome {
  readonly faults: readonly Fault[];
  readonly advice: readonly Advice[];
}

/**
 * Judges facts as far as they are known. `denied` only if every way to fill them in is denied for a common reason; `allowed`
 * only if every way is allowed; else `undecided`, also where there are too many ways to look at.
 */
export function judge(compiled: CompiledPolicy, facts: Facts, now: number | undefined): Judgement {
  const { publish, receive, subscribe, connect } = facts;
  if (publish || receive || subscribe) {
    const identity = identityOf(compiled, facts, now);
    return judgeRequest({ compiled, identity }, facts);
  }
  return connect ? judgeConnect(compiled, connect, now).judgement : undecided;
}

/** Judges one request of a client with these names. */
export function judgeRequest(part: Part, { publish, receive, subscribe }: RequestFacts): Judgement {
  if (publish) return judgeMessage(part, 'publish', publish);
  if (receive) return judgeMessage(part, 'receive', receive);
  return subscribe ? judgeFilter(part, subscribe) : undecided;
}

/** What came of an identity that cannot change any more: many requests are judged for one client. */
const identities = new WeakMap<object, { readonly compiled: CompiledPolicy; readonly values: Identity }>();

/** Names that the facts say; a value that the policy refuses says nothing about who asks. */
export function identityOf(
  compiled: CompiledPolicy,
  facts: Pick<Facts, 'connect' | 'identity'>,
  now: number | undefined,
): Identity {
  const { connect, identity } = facts;
  if (connect || !identity || !Object.isFrozen(identity)) return valuesOf(compiled, facts, now);
  const known = identities.get(identity);
  if (known?.compiled === compiled) return known.values;
  const values = valuesOf(compiled, facts, now);
  identities.set(identity, { compiled, values });
  return values;
}

function valuesOf(
  compiled: CompiledPolicy,
  facts: Pick<Facts, 'connect' | 'identity'>,
  now: number | undefined,
): Identity {
  const { connect, identity } = facts;
  const bound = connect
    ? bind(
        compiled.names,
        {
          'client-id': connect.clientId,
          username: connect.username ?? undefined,
          password: undefined,
          'will.topic': typeof connect.will?.topic === 'string' ? connect.will.topic : undefined,
        },
        now,
      ).values
    : compiled.names.list.map(() => undefined);
  return compiled.names.list.map((name, index) => {
    const given = identity && Object.hasOwn(identity, name.name) ? identity[name.name] : bound[index];
    return given !== undefined && unsafeText(name, given) === undefined ? given : undefined;
  });
}

function judgeMessage(part: Part, verb: 'publish' | 'receive', message: PartialPublish): Judgement {
  const { compiled, identity } = part;
  const { topic } = message;
  const payloadBytes =
    message.payloadBytes ?? (message.payload === undefined ? undefined : utf8Length(message.payload));
  const complete =
    message.qos !== undefined &&
    message.retain !== undefined &&
    payloadBytes !== undefined &&
    (verb === 'receive' || message.dup !== undefined);
  if (typeof topic === 'string' && everyNameKnown(compiled, identity)) {
    const dup = verb === 'publish' ? message.dup : undefined;
    const { qos, retain } = message;
    const beginning = beginningFor(part, verb);
    if (compiled.quick[verb].decide(topic, qos, retain, dup, payloadBytes, identity, beginning) === 'allowed')
      return complete ? allowed : undecided;
  }
  const decide = (completion: Completion): Outcome => {
    const advice: Advice[] = [];
    const pending = messageFaults(
      { compiled, identity: completion.identity, known: identity, verb, ...shownAs(topic) },
      {
        topic: completion.topic,
        qos: message.qos,
        retain: message.retain,
        dup: verb === 'publish' ? message.dup : undefined,
        payloadBytes,
      },
      advice,
    );
    return { faults: expandFaults(pending), advice };
  };
  if (topic !== undefined) return combine(compiled, topic, identity, complete, decide);
  // Without a topic only the flags can be judged: what is left of the faults once those of the topic are taken out.
  const { faults } = decide({ topic: 'x', identity });
  const flags = faults.filter((fault) => fault.field !== 'topic');
  return { status: flags.length > 0 ? 'denied' : 'undecided', reasons: flags.map(explain), advice: [] };
}

function judgeFilter(part: Part, request: PartialSubscribe): Judgement {
  const { compiled, identity } = part;
  const { filter, qos, filterCount } = request;
  if (typeof filter === 'string' && everyNameKnown(compiled, identity)) {
    const beginning = beginningFor(part, 'subscribe');
    const answer = compiled.quick.subscribe.decide(filter, qos, identity, filterCount, undefined, beginning);
    if (answer === 'allowed') return qos === undefined ? undecided : allowed;
  }
  const decide = (completion: Completion): Outcome => {
    const decision = decideFilter(
      {
        compiled,
        identity: completion.identity,
        known: identity,
        ...(filterCount !== undefined && { filterCount }),
        ...shownAs(filter),
      },
      completion.topic,
      qos,
    );
    return { faults: expandFaults(decision.faults), advice: decision.advice };
  };
  if (filter !== undefined) return combine(compiled, filter, identity, qos !== undefined, decide);
  const { faults } = decide({ topic: 'x', identity });
  const flags = faults.filter((fault) => fault.field !== 'filter');
  return { status: flags.length > 0 ? 'denied' : 'undecided', reasons: flags.map(explain), advice: [] };
}

const allowed: Judgement = Object.freeze({ status: 'allowed', reasons: [], advice: [] });
const undecided: Judgement = Object.freeze({ status: 'undecided', reasons: [], advice: [] });

/** Every name that topics use. */
export function everyNameKnown({ names: { list } }: CompiledPolicy, identity: Identity): boolean {
  for (let index = 0; index < list.length; index++)
    if (list[index]?.usedInTopics && identity[index] === undefined) return false;
  return true;
}

/** How a topic with holes is shown, and how short it can be. */
function shownAs(topic: PartialTopic | undefined): { shown?: string; leastBytes?: number } {
  if (topic === undefined || typeof topic === 'string') return {};
  return {
    shown: topic.map((part) => (typeof part === 'string' ? part : shownHole(part.hole))).join(''),
    leastBytes: leastBytes(topic),
  };
}

function combine(
  compiled: CompiledPolicy,
  topic: PartialTopic,
  identity: Identity,
  optionsKnown: boolean,
  decide: (completion: Completion) => Outcome,
): Judgement {
  const wholeTopic = typeof topic === 'string';
  const completions =
    wholeTopic && everyNameKnown(compiled, identity) ? [{ topic, identity }] : completionsOf(compiled, topic, identity);
  const [only] = completions ?? [];
  if (!completions || !only) return undecided;
  if (completions.length === 1) return judgementOf(decide(only), optionsKnown && wholeTopic);

  const outcomes = completions.map(decide);
  const key = (fault: Fault): string => `${fault.rule} ${fault.field} ${fault.level ?? ''}`;
  const rule = (fault: Fault): string => `${fault.rule} ${fault.field}`;
  const [first] = outcomes as [Outcome];
  const common = first.faults.filter((fault) =>
    outcomes.every((outcome) => outcome.faults.some((other) => rule(other) === rule(fault))),
  );
  if (common.length > 0) {
    const certain = (fault: Fault): boolean =>
      outcomes.every((outcome) => outcome.faults.some((other) => key(other) === key(fault)));
    // A level or a witness that only some of the ways have is left out.
    const reasons = common.map((fault) => explain(certain(fault) ? fault : { ...fault, level: undefined }));
    return { status: 'denied', reasons: reasons.map(withoutWitness), advice: [] };
  }
  const allowed = outcomes.filter((outcome) => outcome.faults.length === 0);
  const [some] = allowed;
  const advice = some
    ? some.advice.filter((one) =>
        allowed.every((outcome) =>
          outcome.advice.some((other) => other.rule === one.rule && other.message === one.message),
        ),
      )
    : [];
  const status = allowed.length === outcomes.length && optionsKnown && wholeTopic ? 'allowed' : 'undecided';
  return { status, reasons: [], advice: sortAdvice([...advice]) };
}

/** Of facts that can be filled in in one way only. */
function judgementOf({ faults, advice }: Outcome, isKnown: boolean): Judgement {
  if (faults.length > 0) return { status: 'denied', reasons: faults.map(explain), advice: [] };
  return { status: isKnown ? 'allowed' : 'undecided', reasons: [], advice: sortAdvice([...advice]) };
}

function withoutWitness<T extends { readonly witness?: string }>(reason: T): T {
  const { witness: _, ...rest } = reason;
  return rest as T;
}

export interface JudgedConnect {
  readonly judgement: Judgement;
  /** The names that it says. */
  readonly identity: Identity;
}

export function judgeConnect(
  compiled: CompiledPolicy,
  connect: PartialConnect,
  now: number | undefined,
): JudgedConnect {
  const will = connect.will ?? undefined;
  const whole = typeof will?.topic === 'string' ? will.topic : undefined;
  const decision = decideConnect(compiled, connect, now, whole);
  const identity = decision.values;
  const pending: Pending[] = [...decision.faults];
  const advice: Advice[] = [...decision.advice];
  let willDecided = true;
  if (
    will &&
    (whole === undefined ||
      decision.values.some((value, index) => value === undefined && compiled.names.list[index]?.usedInTopics))
  ) {
    // The will's topic is judged again as far as it is known; what was found with unknown names taken as absent does not count.
    const known = pending.filter((fault) => !('expand' in fault) && !fault.field.startsWith('will.topic'));
    pending.splice(0, pending.length, ...known);
    const judged = judgeMessage({ compiled, identity }, 'publish', { ...will });
    willDecided = judged.status !== 'undecided';
    const refusedWill = known.some((fault) => 'field' in fault && fault.field === 'will');
    for (const reason of refusedWill ? [] : judged.reasons) {
      pending.push({
        rule: reason.rule,
        field: `will.${reason.field}`,
        level: reason.level,
        consequence: reason.consequence,
        policyLine: reason.policyLine,
        message: () => reason.message,
      });
    }
  }
  if (pending.length > 0) {
    const reasons = dedupe(expandFaults(pending)).map(explain);
    if (reasons.length > 0) return { judgement: { status: 'denied', reasons, advice: sortAdvice(advice) }, identity };
  }
  const known =
    connect.clientId !== undefined &&
    connect.username !== undefined &&
    connect.password !== undefined &&
    connect.protocolLevel !== undefined &&
    connect.cleanSession !== undefined &&
    connect.keepAlive !== undefined &&
    (connect.will === null ||
      (will?.topic !== undefined &&
        will.qos !== undefined &&
        will.retain !== undefined &&
        will.payload !== undefined)) &&
    willDecided;
  if (advice.length === 0) return { judgement: known ? allowed : undecided, identity };
  return { judgement: { status: known ? 'allowed' : 'undecided', reasons: [], advice: sortAdvice(advice) }, identity };
}

/** The same fault found by two ways is one fault. */
function dedupe(faults: readonly Fault[]): Fault[] {
  const seen = new Set<string>();
  return faults.filter((fault) => {
    const key = `${fault.rule} ${fault.field} ${fault.level ?? ''} ${fault.message()}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
