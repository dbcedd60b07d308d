/** From a script's statements to packets. What cannot be written as a packet throws PacketError with the reason. */
import mqtt, { type IConnectPacket, type Packet } from 'mqtt-packet';
import type { ConnectStatement, PublishStatement, SubscribeStatement } from '../../grammar/session/ast.js';
import type { ConnectPacket, PublishPacket, SubscribeRequest } from '../engine/packets.js';
import { connectOf } from '../sessions/run.js';

export class PacketError extends Error {
  override name = 'PacketError';
}

/** Where a script does not say, and its clients have to say something. */
export interface Defaults {
  readonly username?: string;
  readonly password?: string;
}

/** The whole CONNECT that is sent: what the script leaves open is as most clients have it. */
export function connectPacketOf(statement: ConnectStatement, defaults: Defaults, now: number): ConnectPacket {
  const facts = connectOf(statement);
  const username = typeof facts.username === 'string' ? facts.username : defaults.username;
  const password = typeof facts.password === 'string' ? facts.password : defaults.password;
  const { will } = facts;
  return {
    clientId: facts.clientId ?? '',
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    protocolLevel: facts.protocolLevel ?? 4,
    cleanSession: facts.cleanSession ?? true,
    keepAlive: facts.keepAlive ?? 60,
    ...(will && {
      will: {
        topic: typeof will.topic === 'string' ? will.topic : '',
        qos: will.qos ?? 0,
        retain: will.retain ?? false,
        payload: will.payload ?? '',
      },
    }),
    ...(facts.willQos !== undefined && { willQos: facts.willQos }),
    ...(facts.willRetain !== undefined && { willRetain: facts.willRetain }),
    now: facts.now ?? now,
    ...(facts.address !== undefined && { address: facts.address }),
    ...(facts.tls !== undefined && { tls: facts.tls }),
    ...(facts.listener !== undefined && { listener: facts.listener }),
  };
}

export function connectFrame(packet: ConnectPacket): Buffer {
  const { protocolLevel, willQos, willRetain } = packet;
  if (![3, 4, 5].includes(protocolLevel)) throw new PacketError(`there is no MQTT of protocol level ${protocolLevel}`);
  if (willQos !== undefined || willRetain !== undefined)
    throw new PacketError('a CONNECT with will flags and no will is not sent to brokers of others');
  const connect = {
    cmd: 'connect',
    protocolId: protocolLevel === 3 ? 'MQIsdp' : 'MQTT',
    protocolVersion: protocolLevel,
    clientId: packet.clientId,
    clean: packet.cleanSession,
    keepalive: packet.keepAlive,
    ...(packet.username !== undefined && { username: packet.username }),
    ...(packet.password !== undefined && { password: Buffer.from(packet.password) }),
    ...(packet.will && { will: { ...packet.will, payload: Buffer.from(packet.will.payload) } }),
  } as IConnectPacket;
  return frameOf(connect, protocolLevel);
}

export function subscribeRequests({ filters }: SubscribeStatement): SubscribeRequest[] {
  return filters.map(({ topic, qos }) => ({ filter: topic.value, qos: qos?.value ?? 0 }));
}

export function publishPacketOf(statement: PublishStatement): PublishPacket & { readonly payload: string } {
  const { topic, qos, retain, dup, payload, payloadBytes } = statement;
  return {
    topic: topic.value,
    qos: qos?.value ?? 0,
    retain: retain?.value ?? false,
    dup: dup?.value ?? false,
    payload: payload?.value ?? 'x'.repeat(Math.min(payloadBytes?.value ?? 0, 16 * 1024 * 1024)),
  };
}

export function frameOf(packet: Packet, protocolVersion: number): Buffer {
  try {
    return mqtt.generate(packet, { protocolVersion });
  } catch (error) {
    throw new PacketError(`it cannot be written as a packet (${(error as Error).message})`);
  }
}
