/**
 * Answers questions by a guard. Who asks is told anew by each call, so nothing is remembered that an answer depends on: sessions
 * are kept only to save the work of opening them, and any number of desks give the same answers.
 */
import { LRUCache } from 'lru-cache';
import type { Guard, Session } from '../../engine/guard.js';
import type { ClientFacts } from '../../engine/packets.js';
import type { Reason, Verdict } from '../../engine/verdict.js';
import { amqpRules } from './amqp.js';
import {
  type AskedFilter,
  type AskedMessage,
  type Client,
  type Decision,
  denied,
  type Login,
  permitted,
  type Question,
} from './question.js';

export interface DeskOptions {
  /** How many clients' sessions are kept. */
  readonly sessions?: number;
}

export interface Desk {
  /** Never throws on what a client can have sent. */
  decide(question: Question): Decision;
  /** How many sessions are kept now. */
  readonly sessions: number;
}

interface Standing {
  readonly identity: Readonly<Record<string, string>>;
  readonly facts: ClientFacts;
  readonly session: Session;
}

/** Longer ones are opened each time, so that what is kept is bounded in bytes too. */
const longestKey = 2048;

export function createDesk(guard: Guard, { sessions: most = 10_000 }: DeskOptions = {}): Desk {
  const kept = new LRUCache<string, Standing>({ max: most });
  const amqp = amqpRules(guard.policy);

  function objection(question: Question, session: Session): Decision | undefined {
    if (session.none !== undefined) return denied('session/none', session.none);
    if (question.client.dialect !== 'amqp') return undefined;
    const refused = amqp.refuseClient(session.identity);
    if (refused || question.ask !== 'subscribe') return refused;
    for (const { filter } of question.filters) {
      const tooWide = amqp.refuseFilter(filter);
      if (tooWide) return tooWide;
    }
    return undefined;
  }

  function standingOf(client: Client): Standing {
    const key = keyOf(client);
    const known = kept.get(key);
    if (known) return known;
    const facts = factsOf(client);
    const identity = guard.identify(facts);
    const standing = { identity, facts, session: guard.session(identity, facts) };
    if (key.length <= longestKey) kept.set(key, standing);
    return standing;
  }

  function connect(question: Question & { readonly ask: 'connect' }): Decision {
    const { password, cleanSession }: Login = question.login;
    const facts = {
      ...factsOf(question.client),
      ...(password !== undefined && { password }),
      ...(cleanSession !== undefined && { cleanSession }),
    };
    // What the hook does not tell is not judged; what it tells is.
    const { status, reasons } = guard.judge({ connect: facts });
    if (status === 'denied') return because(reasons);
    return objection(question, guard.session(guard.identify(facts), facts)) ?? permitted;
  }

  function send(verb: 'publish' | 'receive', session: Session, asked: AskedMessage): Decision {
    let first: Verdict | undefined;
    for (const message of waysOf(asked)) {
      const verdict = session[verb](message);
      if (verdict.allowed) return permitted;
      first ??= verdict;
    }
    return first ? new Refusal(first) : because([]);
  }

  function subscribe({ identity, facts }: Standing, filters: readonly AskedFilter[]): Decision {
    let last: Decision | undefined;
    // What the hook does not tell may be anything: one way that is allowed is enough. Each way is asked by a session of its own,
    // since only the broker knows what the client has subscribed to already.
    const qosOf = filters.every(({ qos }) => qos !== undefined) ? [0] : [0, 1, 2];
    for (const untold of qosOf) {
      const verdict = guard
        .session(identity, facts)
        .subscribe({ filters: filters.map(({ filter, qos = untold }) => ({ filter, qos })) });
      const decision = {
        allowed: verdict.allowed,
        grantedQos: 'filters' in verdict ? verdict.filters.map(({ grantedQos }) => grantedQos) : [],
        reasons: because(verdict.reasons).reasons,
      };
      if (decision.allowed) return decision;
      last ??= decision;
    }
    return last ?? denied('session/none', 'Nothing was asked.');
  }

  return {
    get sessions() {
      return kept.size;
    },
    decide(question) {
      if (question.ask === 'connect') return connect(question);
      const standing = standingOf(question.client);
      const refused = objection(question, standing.session);
      if (refused) return refused;
      switch (question.ask) {
        case 'subscribe':
          return subscribe(standing, question.filters);
        case 'publish and receive': {
          const sent = send('publish', standing.session, question.message);
          return sent.allowed ? send('receive', standing.session, question.message) : sent;
        }
        default:
          return send(question.ask, standing.session, question.message);
      }
    },
  };
}

/** No two clients have the same, whatever their names hold: each text has its length in front. */
function keyOf({ clientId, username, address, listener, protocolLevel, dialect }: Client): string {
  const names = `${clientId.length} ${clientId}${username === null ? '-' : `${username.length} ${username}`}`;
  const isPlain = (address ?? listener ?? protocolLevel ?? dialect) === undefined;
  return isPlain ? names : names + JSON.stringify([address, listener, protocolLevel, dialect]);
}

function factsOf({ clientId, username, address, listener, protocolLevel }: Client): ClientFacts {
  return {
    clientId,
    username,
    ...(address !== undefined && { address }),
    ...(listener !== undefined && { listener }),
    ...(protocolLevel !== undefined && { protocolLevel }),
  };
}

/** Every message that it may be, where the hook does not tell the QoS or the retain flag. */
function* waysOf({ topic, qos, retain, payloadBytes }: AskedMessage) {
  const size = payloadBytes === undefined ? {} : { payloadBytes };
  for (const possibleQos of qos === undefined ? [0, 1, 2] : [qos]) {
    for (const possibleRetain of retain === undefined ? [false, true] : [retain])
      yield { topic, qos: possibleQos, retain: possibleRetain, ...size };
  }
}

/** A denial by the guard, put into words when somebody asks. */
class Refusal implements Decision {
  readonly allowed = false;
  readonly #verdict: Verdict;
  #reasons: Decision['reasons'] | undefined;

  constructor(verdict: Verdict) {
    this.#verdict = verdict;
  }

  get reasons(): Decision['reasons'] {
    this.#reasons ??= because(this.#verdict.reasons).reasons;
    return this.#reasons;
  }
}

function because(reasons: readonly Reason[]): Decision {
  return { allowed: false, reasons: reasons.map(({ rule, message }) => ({ rule, message })) };
}
