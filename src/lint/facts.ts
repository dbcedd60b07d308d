/** What a file says about a client, as the engine takes it: what it does not say stays unknown. */
import { clientConditions } from '../engine/client-conditions.js';
import type { Facts, PartialConnect, PartialPublish, PartialTopic, PartialWill } from '../engine/packets.js';
import type { Policy } from '../policy/model.js';
import type { Client, Direction, LocatedTopic, Request, WillOptions } from '../readers/document.js';

const asking = new WeakMap<Policy, boolean>();

/** Whether it depends on more than names what a client may do: `when username anna`, `when address 10.0.0.0/8`. */
export function asksAboutClients(policy: Policy): boolean {
  let asks = asking.get(policy);
  if (asks === undefined) {
    asks = clientConditions(policy).length > 0 || (policy.on !== undefined && asksAboutClients(policy.on));
    asking.set(policy, asks);
  }
  return asks;
}

export function topicOf(topic: LocatedTopic): PartialTopic {
  return topic.parts ?? topic.value;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** `now` is Unix seconds, for the expiry of a token; absent, expiry is not judged. */
export function connectFacts(client: Client, now: number | undefined): PartialConnect {
  const { options } = client;
  const facts: Writable<PartialConnect> = client.complete ? { ...nothingSet } : {};
  if (options.clientId) facts.clientId = options.clientId.value;
  if (options.username) facts.username = options.username.value;
  if (options.password) facts.password = options.password.value;
  if (options.protocolLevel) facts.protocolLevel = options.protocolLevel.value;
  if (options.cleanSession) facts.cleanSession = options.cleanSession.value;
  if (options.keepAlive) facts.keepAlive = options.keepAlive.value;
  if (options.will !== undefined) facts.will = options.will && willFacts(options.will, client.complete);
  if (options.willQos) facts.willQos = options.willQos.value;
  if (options.willRetain) facts.willRetain = options.willRetain.value;
  if (now !== undefined) facts.now = now;
  if (client.address) facts.address = client.address.value;
  if (client.tls) facts.tls = client.tls.value;
  if (client.listener) facts.listener = client.listener.value;
  return facts;
}

/** On the wire a flag that is not set is 0, and a string that is not there is none. */
const nothingSet: PartialConnect = {
  clientId: '',
  username: null,
  password: null,
  protocolLevel: 4,
  cleanSession: false,
  keepAlive: 0,
  will: null,
};

function willFacts(will: WillOptions, complete: boolean | undefined): PartialWill {
  const facts: Writable<PartialWill> = complete ? { qos: 0, retain: false, payload: '' } : {};
  if (will.topic) facts.topic = topicOf(will.topic);
  if (will.qos) facts.qos = will.qos.value;
  if (will.retain) facts.retain = will.retain.value;
  if (will.payload) facts.payload = will.payload.value;
  return facts;
}

/** `identity`: the policy's names, as far as the client says them. */
export function requestFacts(
  request: Request,
  direction: Exclude<Direction, 'unsubscribe'>,
  identity: Readonly<Record<string, string>>,
): Facts {
  if (direction === 'subscribe') {
    const { topic, qos } = request;
    const filter = topicOf(topic);
    return { identity, subscribe: qos ? { filter, qos: qos.value } : { filter } };
  }
  const message = messageFacts(request);
  return direction === 'publish' ? { identity, publish: message } : { identity, receive: message };
}

export function messageFacts({ topic, qos, retain, dup, payload }: Request): PartialPublish {
  const message: Writable<PartialPublish> = { topic: topicOf(topic) };
  if (qos) message.qos = qos.value;
  if (retain) message.retain = retain.value;
  if (dup) message.dup = dup.value;
  if (payload) message.payload = payload.value;
  return message;
}
