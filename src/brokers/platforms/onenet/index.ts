/**
 * OneNET's side of the MQTT suite: it checks the signature of the token, answers uploads of data points, sends commands and
 * answers their responses. Nothing is sent that the device has not subscribed to.
 */
import { randomUUID } from 'node:crypto';
import type { AuthenticateError, Client, PublishPacket } from 'aedes';
import { verifyToken } from '../../../policy/token.js';
import { counted } from '../../../text/counted.js';
import { matches } from '../../../topics/index.js';
import type { GuardedAedes } from '../../aedes/index.js';
import type { Platform, PlatformOptions } from '../platform.js';
import { Commands } from './commands.js';
import { readDataPoints } from './data-points.js';

export function playOneNet({ aedes }: GuardedAedes, options: PlatformOptions): Platform {
  const { keys, commandTimeout, report } = options;
  const commands = new Commands();
  const timers = new Set<NodeJS.Timeout>();
  /** Devices that are there, with their product. */
  const devices = new Map<Client, string>();
  const products = new WeakMap<Client, string>();

  aedes.authenticate = (client, username, password, done) => {
    const token = password?.toString('utf8') ?? '';
    if (keys.length === 0 || keys.some((key) => verifyToken(token, key))) {
      products.set(client, username ?? '');
      done(null, true);
      return;
    }
    const why = `The token is not signed with ${keys.length === 1 ? 'the key' : 'any of the keys'} that this broker was given.`;
    report({ clientId: client.id, did: 'refused', why });
    done(Object.assign(new Error(why), { returnCode: 4 }) as AuthenticateError, false);
  };
  const there = (client: Client): void => {
    devices.set(client, products.get(client) ?? '');
  };
  const gone = (client: Client): void => {
    devices.delete(client);
  };
  aedes.on('client', there);
  aedes.on('clientDisconnect', gone);

  const send = (topic: string, payload: string): void => {
    const packet: PublishPacket = {
      cmd: 'publish',
      topic,
      payload: Buffer.from(payload),
      qos: 0,
      retain: false,
      dup: false,
    };
    aedes.publish(packet, () => {});
  };
  const answer = (
    client: Client,
    topic: string,
    fault: { code: number; message: string; why: string; id?: number } | undefined,
    good: string,
  ): void => {
    const did = fault ? 'rejected' : 'accepted';
    const { id, code, message, why } = fault ?? {};
    const payload = fault
      ? JSON.stringify({ ...(id !== undefined && { id }), err_code: code, err_msg: message })
      : good;
    report({ clientId: client.id, did, topic: `${topic}/${did}`, payload, ...(why !== undefined && { why }) });
    send(`${topic}/${did}`, payload);
  };

  const onPublish = ({ topic, payload }: PublishPacket, client: Client | null): void => {
    // Also what the platform itself publishes comes by here.
    if (!client) return;
    const below = topic.split('/').slice(3);
    const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload;
    if (below.join('/') === 'dp/post/json') {
      const { id, fault } = readDataPoints(bytes);
      answer(
        client,
        topic,
        fault === undefined ? undefined : { id, code: 98, message: 'Illegal Data', why: fault },
        JSON.stringify({ id }),
      );
    } else if (below[0] === 'cmd' && below[1] === 'response') {
      const taken = commands.answer(topic);
      const why = 'Copy the id from the topic of the request; a command takes one answer, and in time.';
      answer(client, topic, taken.taken ? undefined : { ...taken, why }, '');
    }
  };
  aedes.on('publish', onPublish);

  const sendTo = (client: Client, pid: string, payload: string): void => {
    const base = `$sys/${pid}/${client.id}/cmd`;
    const id = randomUUID();
    const topic = `${base}/request/${id}`;
    const filters = Object.keys((client as unknown as { subscriptions: object }).subscriptions);
    if (!filters.some((filter) => matches(filter, topic))) {
      const why = `The device has not subscribed to ${base}/request/+.`;
      report({ clientId: client.id, did: 'unsent', topic, payload, why });
      return;
    }
    const response = `${base}/response/${id}`;
    commands.begin(response);
    report({ clientId: client.id, did: 'sent', topic, payload });
    send(topic, payload);
    const timer = setTimeout(() => {
      timers.delete(timer);
      const why = `No answer came on ${response} within ${counted(commandTimeout, 'second')}.`;
      if (commands.expire(response)) report({ clientId: client.id, did: 'unanswered', topic: response, why });
    }, commandTimeout * 1000);
    timers.add(timer);
  };

  return {
    command(payload, device) {
      const wanted = [...devices].filter(([client]) => device === undefined || client.id === device);
      for (const [client, pid] of wanted) sendTo(client, pid, payload);
      if (wanted.length > 0) return;
      const why = device === undefined ? 'No device is connected.' : 'This device is not connected.';
      report({ clientId: device ?? '', did: 'unsent', payload, why });
    },
    stop() {
      for (const timer of timers) clearTimeout(timer);
      aedes.off('publish', onPublish);
      aedes.off('client', there);
      aedes.off('clientDisconnect', gone);
    },
  };
}
