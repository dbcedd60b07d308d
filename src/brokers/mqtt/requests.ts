/** From packets on the wire to the engine's requests. */
import type { IConnectPacket, IPublishPacket } from 'mqtt-packet';
import type { ConnectPacket, PublishPacket } from '../../engine/packets.js';
import type { ConnectionFacts } from './facts.js';
import type { Oddities } from './read-packet.js';

export function connectRequest(
  packet: IConnectPacket,
  { protocolLevel, willQos, willRetain }: Oddities,
  facts: ConnectionFacts,
  now: number,
): ConnectPacket {
  const { clientId, username, password, protocolVersion, clean, keepalive, will } = packet;
  return {
    clientId,
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password: password.toString('utf8') }),
    protocolLevel: protocolLevel ?? protocolVersion ?? 4,
    cleanSession: clean === true,
    keepAlive: keepalive ?? 0,
    ...(will && {
      will: {
        topic: will.topic,
        qos: will.qos ?? 0,
        retain: will.retain === true,
        payload: will.payload.toString('utf8'),
      },
    }),
    ...(willQos !== undefined && { willQos }),
    ...(willRetain !== undefined && { willRetain }),
    now,
    ...facts,
  };
}

export function publishRequest(packet: IPublishPacket, qos: number = packet.qos): PublishPacket {
  const { topic, retain, dup, payload } = packet;
  return { topic, qos, retain: retain === true, dup: dup === true, payloadBytes: Buffer.byteLength(payload) };
}
