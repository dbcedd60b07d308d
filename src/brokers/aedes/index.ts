/** `topicguard/aedes`: a guard at the door of an Aedes broker. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Aedes, Client } from 'aedes';
import type { Guard, Session } from '../../engine/guard.js';
import type { Verdict } from '../../engine/verdict.js';
import type { Policy } from '../../policy/model.js';
import type { ConnectionFacts } from '../mqtt/facts.js';
import { Connection, type Home } from './connection.js';
import type { VerdictEvent } from './events.js';
import { guardedHooks, type Hooks, persistenceOf } from './hooks.js';
import type { InnerStream } from './inner.js';
import { socketFacts } from './socket-facts.js';

export type { ConnectionFacts } from '../mqtt/facts.js';
export type { AskedRequest, Asker, VerdictEvent } from './events.js';

export interface GuardAedesOptions {
  /** Bytes; a client that begins a larger packet is cut off. A CONNECT may have 327,695 at most. Default: 1 MiB. */
  readonly maxPacketBytes?: number;
  /** What the policy's conditions can ask of a connection. Default: the address and TLS of the socket, no listener. */
  readonly facts?: (stream: Duplex, request: IncomingMessage | undefined) => ConnectionFacts;
  /** Unix seconds, for the expiry of tokens. Default: the computer's clock. */
  readonly now?: () => number;
}

/** A live subscription that a new policy would not grant. */
export interface AedesRevocation {
  readonly clientId: string;
  readonly filter: string;
  readonly verdict: Verdict;
}

interface Events {
  /** Each decision. A listener that throws is not caught. */
  verdict: [VerdictEvent];
}

export interface GuardedAedes extends EventEmitter<Events> {
  readonly aedes: Aedes;
  readonly guard: Guard;
  /** What a server calls for each connection; the same as `aedes.handle` from now on. */
  handle(stream: Duplex, request?: IncomingMessage): Client;
  /**
   * Another policy from now on. Connections stay; live subscriptions are decided again, and those that are not granted any more
   * end at once. Throws when the policy cannot be compiled; the old one stays in force then.
   */
  reload(policy: Policy): AedesRevocation[];
}

const hookNames = ['preConnect', 'authorizePublish', 'authorizeSubscribe', 'authorizeForward'] as const;
const wired = new WeakSet<Aedes>();

/**
 * Wires a guard into a broker: from now on the guard judges every packet before Aedes sees it, what Aedes does is what the policy
 * says, and the application's own hooks (`authenticate`, `preConnect`, `authorize…`) are asked after the guard, about what it
 * allows, also those that are assigned later. Serve connections with `handle`, taken after this call.
 *
 * Throws an Error when the broker has a guard already.
 */
export function guardAedes(aedes: Aedes, guard: Guard, options: GuardAedesOptions = {}): GuardedAedes {
  if (wired.has(aedes)) throw new Error('This Aedes has a guard already.');
  wired.add(aedes);
  const { maxPacketBytes = 1024 * 1024, facts = socketFacts, now = () => Date.now() / 1000 } = options;
  const events = new EventEmitter<Events>();
  const bySession = new WeakMap<Session, Connection>();
  const byStream = new WeakMap<InnerStream, Connection>();
  const home: Home = {
    guard,
    maxPacketBytes,
    maxTopicLevels: (aedes as unknown as { maxTopicLevels?: number }).maxTopicLevels ?? 100,
    now,
    report: (event) => events.emit('verdict', event),
    opened: (session, connection) => bySession.set(session, connection),
  };

  const unguardedHandle = aedes.handle;
  const handle = (stream: Duplex, request?: IncomingMessage): Client => {
    const connection = new Connection(home, stream, facts(stream, request));
    byStream.set(connection.inner, connection);
    connection.client = unguardedHandle.call(aedes, connection.inner, request);
    return connection.client;
  };
  aedes.handle = handle;

  const own: Hooks = {
    preConnect: aedes.preConnect,
    authorizePublish: aedes.authorizePublish,
    authorizeSubscribe: aedes.authorizeSubscribe,
    authorizeForward: aedes.authorizeForward,
  };
  const guarded = guardedHooks(aedes, home, own, (stream) => byStream.get(stream));
  for (const name of hookNames) {
    // A hook that the application assigns later must not take the guard's place.
    Object.defineProperty(aedes, name, {
      get: () => guarded[name],
      set: (hook: never) => {
        own[name] = hook;
      },
      enumerable: true,
      configurable: false,
    });
  }

  const reload = (policy: Policy): AedesRevocation[] => {
    const revoked: AedesRevocation[] = [];
    for (const { session, filter, verdict } of guard.reload(policy)) {
      const connection = bySession.get(session);
      if (!connection?.client) continue;
      unsubscribe(aedes, connection.client, filter);
      connection.out.grants.delete(filter);
      connection.report({ verb: 'subscribe', filters: [{ filter, qos: 0 }] }, verdict, 'reload');
      revoked.push({ clientId: connection.client.id, filter, verdict });
    }
    return revoked;
  };

  return Object.assign(events, { aedes, guard, handle, reload });
}

function unsubscribe(aedes: Aedes, client: Client, filter: string): void {
  client.unsubscribe({ cmd: 'unsubscribe', unsubscriptions: [filter] }, () => {});
  persistenceOf(aedes)
    .removeSubscriptions(client, [filter])
    .catch(() => {});
}
