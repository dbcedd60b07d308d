/** What a file says about a client, as the engine takes it: what it does not say stays unknown. */
import type { Facts, PartialConnect, PartialPublish, PartialTopic, PartialWill } from '../engine/packets.js';
import type { Client, Direction, LocatedTopic, Request, WillOptions } from '../readers/document.js';

export function topicOf(topic: LocatedTopic): PartialTopic {
  return topic.parts ?? topic.value;
}

/** `now` is Unix seconds, for the expiry of a token; absent, expiry is not judged. */
export function connectFacts(client: Client, now: number | undefined): PartialConnect {
  const { options, complete } = client;
  // On the wire a flag that is not set is 0, and a string that is not there is none.
  const { will = complete ? null : undefined } = options;
  return {
    ...given('clientId', options.clientId?.value ?? (complete ? '' : undefined)),
    ...given('username', options.username ? options.username.value : complete ? null : undefined),
    ...given('password', options.password ? options.password.value : complete ? null : undefined),
    ...given('protocolLevel', options.protocolLevel?.value ?? (complete ? 4 : undefined)),
    ...given('cleanSession', options.cleanSession?.value ?? (complete ? false : undefined)),
    ...given('keepAlive', options.keepAlive?.value ?? (complete ? 0 : undefined)),
    ...given('will', will ? willFacts(will, complete) : will),
    ...given('willQos', options.willQos?.value),
    ...given('willRetain', options.willRetain?.value),
    ...given('now', now),
    ...given('address', client.address?.value),
    ...given('tls', client.tls?.value),
    ...given('listener', client.listener?.value),
  };
}

function willFacts(will: WillOptions, complete: boolean): PartialWill {
  return {
    ...given('topic', will.topic && topicOf(will.topic)),
    ...given('qos', will.qos?.value ?? (complete ? 0 : undefined)),
    ...given('retain', will.retain?.value ?? (complete ? false : undefined)),
    ...given('payload', will.payload?.value ?? (complete ? '' : undefined)),
  };
}

/** `identity`: the policy's names, as far as the client says them. */
export function requestFacts(
  request: Request,
  direction: Exclude<Direction, 'unsubscribe'>,
  identity: Readonly<Record<string, string>>,
): Facts {
  const topic = topicOf(request.topic);
  if (direction === 'subscribe') return { identity, subscribe: { filter: topic, ...given('qos', request.qos?.value) } };
  const message: PartialPublish = {
    topic,
    ...given('qos', request.qos?.value),
    ...given('retain', request.retain?.value),
    ...given('dup', request.dup?.value),
    ...given('payload', request.payload?.value),
  };
  return direction === 'publish' ? { identity, publish: message } : { identity, receive: message };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
