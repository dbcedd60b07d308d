import type { Policy } from '../policy/model.js';
import { nearest } from '../text/nearest.js';
import { uncovered } from '../topics/algebra.js';
import { differPlainly } from '../topics/plain.js';
import { checkTopicFilter, isTopicFilter, patternOf, utf8Length } from '../topics/syntax.js';
import { adviceOfCheck, faultOfCheck } from './checks.js';
import type { CompiledPolicy } from './compile.js';
import { closeConnection, onWire } from './consequence.js';
import { undress } from './dressed.js';
import type { Identity } from './entries.js';
import type { Fault, Pending } from './faults.js';
import type { Session } from './guard.js';
import type {
  ClientFacts,
  Delivery,
  Facts,
  Judgement,
  PublishPacket,
  SubscribePacket,
  SubscribeRequest,
  UnsubscribePacket,
} from './packets.js';
import { messageFaults } from './publish.js';
import { levelCount, type Subject } from './subject.js';
import { decideFilter } from './subscribe.js';
import type { Advice, PacketVerdict, Reason, Verdict } from './verdict.js';
import { allowed, filterVerdictOf, packetVerdictOf, verdictOf } from './verdicts.js';
import { quote } from './words.js';

/** Who asks, under one policy: what a reload replaces. */
export interface Standing {
  readonly compiled: CompiledPolicy;
  readonly identity: Identity;
  /** What is known of the client, for conditions on it. */
  readonly client: ClientFacts;
  /** Why there is no session; everything is refused with it. */
  readonly none?: string;
}

const serverPackets = new Set(['connack', 'suback', 'unsuback', 'pingresp']);
const clientPackets = [
  'connect',
  'publish',
  'puback',
  'pubrec',
  'pubrel',
  'pubcomp',
  'subscribe',
  'unsubscribe',
  'pingreq',
  'disconnect',
  'auth',
];

/** The guard that sessions belong to. */
export interface Home {
  /** The policy in force. */
  readonly policy: Policy;
  standingOf(identity: Readonly<Record<string, string>>, client: ClientFacts): Standing;
  judge(facts: Facts): Judgement;
  /** Called when a session gets its first subscription. */
  subscribed(session: GuardSession): void;
}

/** A client's session: its identity's values and its subscriptions. The policy is shared. */
export class GuardSession implements Session {
  #standing: Standing;
  #open: boolean;
  /** Filter to granted QoS. */
  readonly #subscriptions = new Map<string, number>();
  readonly #home: Home;

  constructor(standing: Standing, home: Home) {
    this.#standing = standing;
    this.#open = standing.none === undefined;
    this.#home = home;
  }

  /** Under the policy in force: a reload is noticed at the next request. */
  #current(): Standing {
    if (this.#standing.compiled.policy !== this.#home.policy) this.restand();
    return this.#standing;
  }

  get identity(): Readonly<Record<string, string>> {
    return recordOf(this.#standing.compiled, this.#standing.identity);
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

  publish(packet: PublishPacket): Verdict {
    return this.#message('publish', packet);
  }

  receive(delivery: Delivery): Verdict {
    return this.#message('receive', delivery);
  }

  #message(verb: 'publish' | 'receive', packet: PublishPacket): Verdict {
    const { compiled, identity, none } = this.#current();
    const { topic, qos, retain, payload } = packet;
    const dup = verb === 'publish' && packet.dup === true;
    const payloadBytes = packet.payloadBytes ?? (payload === undefined ? undefined : utf8Length(payload));
    if (none === undefined && compiled.quick[verb].allows(topic, qos, retain, dup, payloadBytes, identity))
      return allowed(this.#open);
    if (none !== undefined)
      return this.#refuse(none, {
        [verb]: { topic, qos, retain, dup, ...(payloadBytes === undefined ? {} : { payloadBytes }) },
      });
    const advice: Advice[] = [];
    const pending = messageFaults({ compiled, identity, verb }, { topic, qos, retain, dup, payloadBytes }, advice);
    return this.#answer(verdictOf(pending, advice, this.#open));
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
    const { compiled, identity, none } = this.#current();
    const { filter, qos } = request;
    if (none !== undefined) return this.#refuse(none, { subscribe: { filter, qos, filterCount } });
    const known = this.#subscriptions.has(filter);
    const decision = decideFilter(
      { compiled, identity, filterCount, subscriptions: this.#subscriptions.size + (known ? 0 : 1) },
      filter,
      qos,
    );
    if (decision.faults.length > 0) return filterVerdictOf(decision.faults, decision.advice, qos, 128, this.#open);
    const advice = [...decision.advice, ...this.#repeated(filter)];
    if (this.#subscriptions.size === 0) this.#home.subscribed(this);
    this.#subscriptions.set(filter, decision.grantedQos);
    return filterVerdictOf([], advice, qos, decision.grantedQos, this.#open);
  }

  /** A filter that the session already has, or that others of it already cover. */
  #repeated(filter: string): Advice[] {
    if (this.#subscriptions.has(filter)) {
      return [
        {
          rule: 'subscribe/duplicate',
          message: `${quote(filter)} is already subscribed; the new subscription replaces the old one [MQTT-3.8.4-3].`,
          severity: 'info',
          field: 'filter',
          coveredBy: filter,
        },
      ];
    }
    if (undress(filter)) return [];
    const pattern = patternOf(filter);
    for (const other of this.#subscriptions.keys()) {
      if (undress(other)) continue;
      const covering = patternOf(other);
      if (!differPlainly(covering, pattern) && uncovered(pattern, [covering]).status === 'covered') {
        return [
          {
            rule: 'subscribe/redundant',
            message: `${quote(filter)} is already covered by ${quote(other)}.`,
            severity: 'info',
            field: 'filter',
            coveredBy: other,
          },
        ];
      }
    }
    return [];
  }

  unsubscribe(packet: UnsubscribePacket): Verdict {
    const { compiled } = this.#current();
    const pending: Pending[] = [];
    const advice: Advice[] = [];
    if (packet.filters.length === 0) pending.push(emptyPacket('UNSUBSCRIBE', '[MQTT-3.10.3-2]'));
    for (const filter of packet.filters) {
      if (!isTopicFilter(filter)) {
        for (const problem of checkTopicFilter(filter)) {
          pending.push({
            rule: 'topic/syntax',
            field: 'filter',
            level: problem.level,
            consequence: closeConnection,
            message: () => problem.message,
          });
        }
        continue;
      }
      const subject: Subject = { topic: filter, topicLevels: levelCount(filter), topicBytes: utf8Length(filter) };
      checkAll(compiled, subject, pending, advice, (field) => field !== 'filters');
    }
    checkAll(compiled, { filterCount: packet.filters.length }, pending, advice, (field) => field === 'filters');
    const verdict = verdictOf(this.#withSession(pending), advice, this.#open);
    if (verdict.allowed) for (const filter of packet.filters) this.#subscriptions.delete(filter);
    return this.#answer(verdict);
  }

  packet(name: string): Verdict {
    const pending: Fault[] = [];
    const refuse = (message: string, consequence: Fault['consequence'], policyLine?: number): void => {
      pending.push({ rule: 'packet/unsupported', field: 'packet', consequence, policyLine, message: () => message });
    };
    const upper = name.toUpperCase();
    const refused = this.#current().compiled.packets.get(name);
    if (serverPackets.has(name))
      refuse(
        `${upper} is a packet that only a server sends; a server that gets it closes the connection.`,
        closeConnection,
      );
    else if (!clientPackets.includes(name)) {
      const meant = nearest(name, clientPackets);
      refuse(
        `No MQTT packet is called ${quote(name)}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`,
        closeConnection,
      );
    } else if (refused) {
      const consequence = onWire(refused.consequence, 'packet');
      refuse(
        `${upper} is not supported here.${/^pub(rec|rel|comp)$/.test(name) ? ' It belongs to QoS 2; use QoS 0 or 1.' : ''}`,
        consequence,
        refused.line,
      );
    } else if (name === 'connect')
      refuse('This is a second CONNECT on the same connection [MQTT-3.1.0-2].', closeConnection);
    const verdict = verdictOf(this.#withSession(pending), [], this.#open);
    if (name === 'disconnect' && verdict.allowed) {
      this.#open = false;
      return allowed(false);
    }
    return this.#answer(verdict);
  }

  /** Another policy takes over: which subscriptions it would not grant. Those that it grants stay. */
  restand(): { readonly filter: string; readonly verdict: Verdict }[] {
    const { none, client } = this.#standing;
    const fresh = this.#home.standingOf(this.identity, client);
    const standing = none === undefined ? fresh : { ...fresh, identity: [], none };
    this.#standing = standing;
    if (standing.none !== undefined) this.#open = false;
    const revoked: { filter: string; verdict: Verdict }[] = [];
    let kept = 0;
    for (const [filter, qos] of this.#subscriptions) {
      const { compiled, identity } = standing;
      const decision = decideFilter({ compiled, identity, filterCount: 1, subscriptions: kept + 1 }, filter, qos);
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

/** Names and values; without a prototype, so that `__proto__` is a name like any other. */
export function recordOf(compiled: CompiledPolicy, identity: Identity): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.create(null);
  compiled.names.list.forEach(({ name }, index) => {
    const value = identity[index];
    if (value !== undefined) record[name] = value;
  });
  return record;
}

function checkAll(
  compiled: CompiledPolicy,
  subject: Subject,
  pending: Pending[],
  advice: Advice[],
  about: (field: string) => boolean,
): void {
  for (const check of compiled.checks.unsubscribe) {
    if (!about(check.field) || check.holds(subject) !== false) continue;
    if (check.refuses) pending.push(faultOfCheck(check, subject, 'unsubscribe'));
    else advice.push(adviceOfCheck(check, subject));
  }
}

function noSession(why: string): Fault {
  return { rule: 'session/none', field: 'session', consequence: closeConnection, message: () => why };
}

function faultOfReason({ rule, field = '', level, consequence, policyLine, message, witness }: Reason): Fault {
  return { rule, field, level, consequence, policyLine, message: () => message, witness: () => witness };
}

function emptyPacket(name: string, statement: string): Fault {
  return {
    rule: 'limits/filters',
    field: 'filters',
    consequence: closeConnection,
    message: () => `This ${name} has no filter, but must have at least one ${statement}.`,
  };
}
