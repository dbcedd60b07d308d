/** What a policy may allow and Aedes cannot do. It is refused in the open; a grant would be a promise that nobody keeps. */
import type { ConnectPacket } from '../../engine/packets.js';
import type { Verdict } from '../../engine/verdict.js';
import { ownRefusal } from './events.js';

export function unknownToAedes({ protocolLevel, clientId, cleanSession }: ConnectPacket): Verdict | undefined {
  if (protocolLevel !== 3 && protocolLevel !== 4)
    return ownRefusal(
      'connect/protocol',
      'protocolLevel',
      `The client asks for protocol level ${protocolLevel}; Aedes speaks MQTT 3.1 (level 3) and 3.1.1 (level 4).`,
      { kind: 'connack', code: 1 },
    );
  if (clientId === '' && !cleanSession)
    return ownRefusal(
      'connect/client-id',
      'clientId',
      'A client without a client id must ask for a clean session [MQTT-3.1.3-8].',
      { kind: 'connack', code: 2 },
    );
  return undefined;
}

/** A filter that Aedes would keep as a plain text which no message ever has. */
export function unsharable(filter: string): Verdict | undefined {
  const prefix = /^\$(?:share|queue|exclusive)(?=\/|$)/.exec(filter)?.[0];
  if (prefix === undefined) return undefined;
  return ownRefusal('subscribe/shared', 'filter', `Aedes has no ${prefix} subscriptions.`, {
    kind: 'suback',
    code: 128,
  });
}

/** A topic or filter that Aedes would close the connection for. */
export function tooDeep(topic: string, maxTopicLevels: number): Verdict | undefined {
  if (topic.split('/', maxTopicLevels + 1).length <= maxTopicLevels) return undefined;
  return ownRefusal('limits/levels', 'topic', `Aedes takes topics of at most ${maxTopicLevels} levels.`, {
    kind: 'close',
  });
}
