import { uncovered } from '../topics/algebra.js';
import type { TopicPattern } from '../topics/pattern.js';
import { differPlainly } from '../topics/plain.js';
import { patternOf, utf8Length } from '../topics/syntax.js';
import { closeConnection } from './consequence.js';
import { undress } from './dressed.js';
import type { Fault, Pending } from './faults.js';
import type { Session } from './guard.js';
import { judgeRequest } from './judge.js';
import { decideFilterByEach, judgedByAll, type Said, saidByEach } from './layered.js';
import type { Layers } from './layers.js';
import { emptyPacket, packetFaults, syntaxFaults, unsubscribeFaults } from './other-packets.js';
import type {
  ClientFacts,
  Delivery,
  Facts,
  Judgement,
  PublishPacket,
  RawPublishPacket,
  RequestFacts,
  SubscribePacket,
  SubscribeRequest,
  UnsubscribePacket,
} from './packets.js';
import { type Message, messageFaults } from './publish.js';
import { beginningFor, type IdentityFor, merged, type Part, recordOf, type Standing } from './standing.js';
import type { FilterDecision } from './subscribe.js';
import { topicOfBytes } from './topic-bytes.js';
import type { Advice, PacketVerdict, Reason, Verdict, WireConsequence } from './verdict.js';
import { allowed, filterVerdictOf, packetVerdictOf, refusedVerdict, verdictOf } from './verdicts.js';
import { quote } from './words.js';

/** The guard that sessions belong to. */
export interface Home {
  /** The policy in force, and what it stands on. */
  readonly layers: Layers;
  standingOf(identityFor: IdentityFor, client: ClientFacts): Standing;
  judge(facts: Facts): Judgement;
  /** Called when a session gets its first subscription. */
  subscribed(session: GuardSession): void;
}

const noAdvice: readonly never[] = Object.freeze([]);

/** A client's session: its identity's values and its subscriptions. The policy is shared. */
export class GuardSession implements Session {
  #standing: Standing;
  #open: boolean;
  /** Filter to granted QoS. */
  readonly #subscriptions = new Map<string, number>();
  readonly #home: Home;
  /** Whether the guard knows that it has subscriptions. */
  #isKnown = false;

  constructor(standing: Standing, home: Home) {
    this.#standing = standing;
    this.#open = standing.none === undefined;
    this.#home = home;
  }

  /** Under the policy in force: a reload is noticed at the next request. */
  #current(): Standing {
    if (this.#standing.of !== this.#home.layers) this.restand();
    return this.#standing;
  }

  get identity(): Readonly<Record<string, string>> {
    return merged(this.#standing.parts.map(recordOf));
  }

  get open(): boolean {
    return this.#open;
  }

  get none(): string | undefined {
    return this.#standing.none;
  }

  get subscriptions(): readonly string[] {
    return [...this.#subscriptions.keys()];
  }

  close(): void {
    this.#open = false;
  }

  publish(packet: PublishPacket | RawPublishPacket): Verdict {
    return this.#message('publish', packet);
  }

  receive(delivery: Delivery): Verdict {
    return this.#message('receive', delivery);
  }

  #message(verb: 'publish' | 'receive', packet: PublishPacket | RawPublishPacket): Verdict {
    const { parts, none } = this.#current();
    const { qos, retain, payload } = packet;
    const topic = typeof packet.topic === 'string' ? packet.topic : topicOfBytes(packet.topic);
    const dup = verb === 'publish' && packet.dup === true;
    const payloadBytes = packet.payloadBytes ?? (payload === undefined ? undefined : utf8Length(payload));
    if (none !== undefined)
      return this.#refuse(none, {
        [verb]: { topic, qos, retain, dup, ...(payloadBytes === undefined ? {} : { payloadBytes }) },
      });
    const quick = quickly(parts, verb, topic, qos, retain, dup, payloadBytes);
    if (quick === 'allowed') return allowed(this.#open);
    return this.#explained(parts, verb, { topic, qos, retain, dup, payloadBytes }, quick);
  }

  /** Apart from the way of what is allowed, which has no closure to make. */
  #explained(
    parts: readonly Part[],
    verb: 'publish' | 'receive',
    message: Message,
    quick: 'unclear' | WireConsequence,
  ): Verdict {
    if (quick !== 'unclear') return this.#answer(refusedVerdict(quick, this.#open, () => saidOf(parts, verb, message)));
    const { pending, advice } = saidOf(parts, verb, message);
    return this.#answer(verdictOf(pending, advice, this.#open));
  }

  judge(request: RequestFacts): Judgement {
    const { parts, none, client } = this.#current();
    if (none !== undefined) return this.#home.judge({ identity: this.identity, connect: client, ...request });
    const [only] = parts;
    if (only && parts.length === 1) return judgeRequest(only, request);
    return judgedByAll(parts.map((part) => [part.compiled.policy, judgeRequest(part, request)]));
  }

  subscribe(packet: SubscribePacket): Verdict | PacketVerdict {
    if (!('filters' in packet)) return this.#answer(this.#filter(packet, 1));
    const { filters } = packet;
    if (filters.length === 0)
      return this.#answer(verdictOf(this.#withSession([emptyPacket('SUBSCRIBE', '[MQTT-3.8.3-3]')]), [], this.#open));
    const openBefore = this.#open;
    return this.#answer(
      packetVerdictOf(
        filters.map((request) => [request.filter, this.#filter(request, filters.length)] as const),
        openBefore,
      ),
    );
  }

  #filter(request: SubscribeRequest, filterCount: number): Verdict {
    const { parts, none } = this.#current();
    const { filter, qos } = request;
    if (none !== undefined) return this.#refuse(none, { subscribe: { filter, qos, filterCount } });
    const known = this.#subscriptions.has(filter);
    const subscriptions = this.#subscriptions.size + (known ? 0 : 1);
    const quick = filterQuickly(parts, filter, qos, filterCount, subscriptions);
    if (quick === 'allowed') return this.#grant(filter, qos, qos, noAdvice);
    return this.#explainedFilter(parts, request, { filterCount, subscriptions }, quick);
  }

  #explainedFilter(
    parts: readonly Part[],
    { filter, qos }: SubscribeRequest,
    counts: { readonly filterCount: number; readonly subscriptions: number },
    quick: 'unclear' | WireConsequence,
  ): Verdict {
    const decide = (): FilterDecision => decideFilterByEach(parts, counts, filter, qos);
    if (quick !== 'unclear') return refusedVerdict(quick, this.#open, () => saidOfFilter(decide()), 128);
    const decision = decide();
    if (decision.faults.length > 0) return filterVerdictOf(decision.faults, decision.advice, qos, 128, this.#open);
    return this.#grant(filter, qos, decision.grantedQos, decision.advice);
  }

  #grant(filter: string, qos: number, grantedQos: number, advice: readonly Advice[]): Verdict {
    const repeated = this.#repeated(filter);
    if (!this.#isKnown) {
      this.#isKnown = true;
      this.#home.subscribed(this);
    }
    this.#subscriptions.set(filter, grantedQos);
    return filterVerdictOf([], repeated ? [...advice, repeated] : advice, qos, grantedQos, this.#open);
  }

  /** A filter that the session already has, or that others of it already cover. */
  #repeated(filter: string): Advice | undefined {
    if (this.#subscriptions.size === 0) return undefined;
    if (this.#subscriptions.has(filter)) {
      return {
        rule: 'subscribe/duplicate',
        message: `${quote(filter)} is already subscribed; the new subscription replaces the old one [MQTT-3.8.4-3].`,
        severity: 'info',
        field: 'filter',
        coveredBy: filter,
      };
    }
    let pattern: TopicPattern | undefined;
    for (const other of this.#subscriptions.keys()) {
      if (!mayCover(other, filter) || undress(other)) continue;
      if (undress(filter)) return undefined;
      pattern ??= patternOf(filter);
      const covering = patternOf(other);
      if (!differPlainly(covering, pattern) && uncovered(pattern, [covering]).status === 'covered') {
        return {
          rule: 'subscribe/redundant',
          message: `${quote(filter)} is already covered by ${quote(other)}.`,
          severity: 'info',
          field: 'filter',
          coveredBy: other,
        };
      }
    }
    return undefined;
  }

  unsubscribe(packet: UnsubscribePacket): Verdict {
    const { parts } = this.#current();
    const { filters } = packet;
    const wrong: Pending[] = filters.length === 0 ? [emptyPacket('UNSUBSCRIBE', '[MQTT-3.10.3-2]')] : [];
    for (const filter of filters) wrong.push(...syntaxFaults(filter));
    const { pending, advice } = saidByEach(parts, (part, own) => unsubscribeFaults(part, filters, own));
    const verdict = verdictOf(this.#withSession([...wrong, ...pending]), advice, this.#open);
    if (verdict.allowed) for (const filter of packet.filters) this.#subscriptions.delete(filter);
    return this.#answer(verdict);
  }

  packet(name: string): Verdict {
    const pending = packetFaults(this.#current().parts, name);
    const verdict = verdictOf(this.#withSession(pending), [], this.#open);
    if (name === 'disconnect' && verdict.allowed) {
      this.#open = false;
      return allowed(false);
    }
    return this.#answer(verdict);
  }

  /** Another policy takes over: which subscriptions it would not grant. Those that it grants stay. */
  restand(): { readonly filter: string; readonly verdict: Verdict }[] {
    const { none, client, parts } = this.#standing;
    const own: IdentityFor = (policy) => {
      const part = parts.find(({ compiled }) => compiled.policy.name === policy);
      return part ? recordOf(part) : this.identity;
    };
    const fresh = this.#home.standingOf(own, client);
    const standing = none === undefined ? fresh : { ...fresh, parts: this.#home.layers.nobody, none };
    this.#standing = standing;
    if (standing.none !== undefined) this.#open = false;
    const revoked: { filter: string; verdict: Verdict }[] = [];
    let kept = 0;
    for (const [filter, qos] of this.#subscriptions) {
      const decision = decideFilterByEach(standing.parts, { filterCount: 1, subscriptions: kept + 1 }, filter, qos);
      const pending = this.#withSession(decision.faults);
      if (pending.length === 0) {
        kept++;
        continue;
      }
      revoked.push({ filter, verdict: filterVerdictOf(pending, decision.advice, qos, 128, this.#open) });
      this.#subscriptions.delete(filter);
    }
    return revoked;
  }

  #withSession(pending: readonly Pending[]): readonly Pending[] {
    const { none } = this.#standing;
    return none === undefined ? pending : [noSession(none), ...pending];
  }

  /** Nobody is there to ask; what is wrong whoever it may be is said too. */
  #refuse(none: string, request: Pick<Facts, 'publish' | 'receive' | 'subscribe'>): Verdict {
    const { reasons } = this.#home.judge({ identity: this.identity, connect: this.#standing.client, ...request });
    const pending = [noSession(none), ...reasons.map(faultOfReason)];
    if (request.subscribe) return filterVerdictOf(pending, [], 0, 128, this.#open);
    return this.#answer(verdictOf(pending, [], this.#open));
  }

  #answer<V extends Verdict>(verdict: V): V {
    if (!verdict.sessionOpen) this.#open = false;
    return verdict;
  }
}

function saidOf(parts: readonly Part[], verb: 'publish' | 'receive', message: Message): Said {
  return saidByEach(parts, (part, own) => messageFaults({ ...part, verb }, message, own));
}

/** `allowed` where every page certainly allows the message, with nothing to be told; its consequence where it is certainly refused. */
function quickly(
  parts: readonly Part[],
  verb: 'publish' | 'receive',
  topic: string,
  qos: number,
  retain: boolean,
  dup: boolean,
  payloadBytes: number | undefined,
): 'allowed' | 'unclear' | WireConsequence {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part;
    const { compiled, identity } = part;
    // Spelled out, as every packet comes by: a property by its name is found faster than one by a variable.
    const isPublish = verb === 'publish';
    const quick = isPublish ? compiled.quick.publish : compiled.quick.receive;
    const known = isPublish ? part.beginnings?.publish : part.beginnings?.receive;
    const beginning = known ?? beginningFor(part, verb);
    const answer = quick.decide(topic, qos, retain, dup, payloadBytes, identity, beginning);
    if (answer === 'refused' && parts.length === 1) return quick.refusal ?? 'unclear';
    if (answer !== 'allowed') return 'unclear';
  }
  return 'allowed';
}

/** `allowed` where every page certainly grants the filter as it is asked for; its consequence where it is certainly refused. */
function filterQuickly(
  parts: readonly Part[],
  filter: string,
  qos: number,
  filterCount: number,
  subscriptions: number,
): 'allowed' | 'unclear' | WireConsequence {
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] as Part;
    const { compiled, identity } = part;
    const quick = compiled.quick.subscribe;
    const known = part.beginnings?.subscribe;
    const beginning = known ?? (quick.hasTrunk ? beginningFor(part, 'subscribe') : undefined);
    const answer = quick.decide(filter, qos, identity, filterCount, subscriptions, beginning);
    if (answer === 'refused' && parts.length === 1) return quick.refusal ?? 'unclear';
    if (answer !== 'allowed') return 'unclear';
  }
  return 'allowed';
}

function saidOfFilter({ faults, advice }: FilterDecision): Said {
  return { pending: faults, advice };
}

/** Without a wildcard it covers itself only; with one, what stands before that begins everything that it covers. */
function mayCover(wide: string, filter: string): boolean {
  const plus = wide.indexOf('+');
  if (plus >= 0) return filter.startsWith(wide.slice(0, plus));
  // `a/#` covers `a` too.
  return wide.endsWith('#') && filter.startsWith(wide.slice(0, Math.max(0, wide.length - 2)));
}

function noSession(why: string): Fault {
  return { rule: 'session/none', field: 'session', consequence: closeConnection, message: () => why };
}

function faultOfReason({ rule, field = '', level, consequence, policyLine, policy, message, witness }: Reason): Fault {
  return { rule, field, level, consequence, policyLine, policy, message: () => message, witness: () => witness };
}
