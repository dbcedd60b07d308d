/**
 * The hooks of Aedes, guarded. They decide everything a second time, on what Aedes has read, and are the only place for what does
 * not come over the wire: wills that are sent, stored subscriptions, messages on their way to a client. The application's own
 * hooks are asked after the guard, and only about what it allows.
 */
import type { Aedes, Client } from 'aedes';
import { connectRequest, publishRequest } from '../mqtt/requests.js';
import { adaptedPublish } from './adapted.js';
import type { Connection, Home } from './connection.js';
import { refusalAtEveryQos } from './deliver.js';
import { ownRefusal } from './events.js';
import { InnerStream } from './inner.js';

export type Hooks = Pick<Aedes, 'preConnect' | 'authorizePublish' | 'authorizeSubscribe' | 'authorizeForward'>;

/** Stored state of a client; this much of it every persistence of Aedes has. */
interface Persistence {
  removeSubscriptions(client: Client, filters: readonly string[]): Promise<unknown>;
  delWill(client: { readonly id: string; readonly brokerId: string }): Promise<unknown>;
}

export function persistenceOf(aedes: Aedes): Persistence {
  return (aedes as unknown as { persistence: Persistence }).persistence;
}

/** `own` are the application's hooks, as they are at the moment. */
export function guardedHooks(
  aedes: Aedes,
  home: Home,
  own: Hooks,
  connectionOf: (stream: InnerStream) => Connection | undefined,
): Hooks {
  const find = (client: Client): Connection | undefined =>
    client.conn instanceof InnerStream ? connectionOf(client.conn) : undefined;

  return {
    preConnect(client, packet, done) {
      const connection = find(client);
      if (!connection) {
        const why =
          'This connection did not come through the guard: serve connections with the handle that guardAedes gives.';
        home.report({
          client: {},
          request: { verb: 'packet', name: 'connect' },
          verdict: ownRefusal('session/none', 'session', why, { kind: 'close' }),
          by: 'hook',
        });
        done(new Error(why), false);
        return;
      }
      const request = connectRequest(packet, {}, connection.facts, home.now());
      const verdict = home.guard.connect(request);
      if (verdict.allowed) {
        own.preConnect.call(aedes, client, packet, done);
        return;
      }
      const { password: _, ...shown } = request;
      connection.report({ verb: 'connect', packet: shown }, verdict, 'hook');
      done(new Error(verdict.reasons[0]?.message), false);
    },

    authorizePublish(client, packet, done) {
      const request = publishRequest(packet);
      const connection = client ? find(client) : undefined;
      if (!client || !connection) {
        // The will of a client of a broker that is gone: nobody knows any more who that was. An error would reach the whole
        // broker as an 'error' event, again and again, so the will is deleted and Aedes left waiting for this one answer.
        const { clientId, brokerId } = packet as { clientId?: string; brokerId?: string };
        home.report({
          client: clientId === undefined ? {} : { clientId },
          request: { verb: 'publish', packet: request, will: true },
          verdict: ownRefusal('session/none', 'session', 'Nobody knows whose will this is.', { kind: 'drop' }),
          by: 'hook',
        });
        if (clientId !== undefined && brokerId !== undefined)
          persistenceOf(aedes)
            .delWill({ id: clientId, brokerId })
            .catch(() => {});
        return;
      }
      const verdict = connection.session.publish(request);
      const will = client.closed;
      if (will || !verdict.allowed)
        connection.report({ verb: 'publish', packet: request, ...(will && { will }) }, verdict, 'hook');
      if (verdict.allowed) {
        // What came over the wire is as the policy has it; a will is as the policy had it at the CONNECT.
        if (verdict.advice.length > 0) {
          const { qos, retain } = adaptedPublish(connection.session, request, verdict);
          Object.assign(packet, { qos, retain });
        }
        own.authorizePublish.call(aedes, client, packet, done);
      } else done(new Error(verdict.reasons[0]?.message));
    },

    authorizeSubscribe(client, subscription, done) {
      const connection = find(client);
      if (!connection) {
        done(null, null);
        return;
      }
      const { topic, qos } = subscription;
      const { session } = connection;
      const filters = [{ filter: topic, qos }];
      const verdict = session.subscribe({ filter: topic, qos });
      const restored = connection.connecting;
      if (restored || !verdict.allowed)
        connection.report({ verb: 'subscribe', filters }, verdict, restored ? 'restore' : 'hook');
      if (!verdict.allowed) {
        if (restored)
          persistenceOf(aedes)
            .removeSubscriptions(client, [topic])
            .catch(() => {});
        done(null, null);
        return;
      }
      const granted = Math.min(qos, verdict.grantedQos ?? qos) as 0 | 1 | 2;
      own.authorizeSubscribe.call(aedes, client, { ...subscription, qos: granted }, (error, answer) => {
        // A reload may have taken it away while the application was thinking.
        if (!error && answer && session.subscriptions.includes(topic)) {
          if (answer.qos < granted) connection.out.subscribes.lower(topic, answer.qos);
          if (restored) connection.out.grants.set(topic, Math.min(answer.qos, granted));
          done(null, answer);
          return;
        }
        if (session.subscriptions.includes(topic)) session.unsubscribe({ filters: [topic] });
        done(error, null);
      });
    },

    authorizeForward(client, packet) {
      const connection = find(client);
      if (!connection) return null;
      const { topic, qos, retain } = packet;
      const delivery = { topic, qos, retain: retain === true };
      const refusal = refusalAtEveryQos(connection.session, delivery);
      if (!refusal) return own.authorizeForward.call(aedes, client, packet);
      connection.report({ verb: 'receive', packet: delivery }, refusal, 'hook');
      return null;
    },
  };
}
