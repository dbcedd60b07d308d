/** One whole packet, read with mqtt-packet; what that refuses, and the standard or a policy has words for, is read all the same. */
import mqtt, { type Packet, type Parser } from 'mqtt-packet';
import { type PacketName, packetNames } from '../../../grammar/packet-names.js';
import { withArticle } from '../../text/article.js';
import { faultOfFields } from './strings.js';

export type Reading =
  | { readonly packet: Packet; readonly oddities: Oddities; readonly malformed?: undefined }
  /** `name`: the packet that it would have been. */
  | { readonly malformed: string; readonly name: string };

/** What stands on the wire although mqtt-packet has no place for it. */
export interface Oddities {
  /** The byte of a CONNECT, where it is none of 3, 4, 5. */
  readonly protocolLevel?: number;
  /** Will flags without a will. */
  readonly willQos?: number;
  readonly willRetain?: boolean;
  /** A PUBLISH with both QoS bits. */
  readonly qos?: 3;
}

const identified = new Set(['puback', 'pubrec', 'pubrel', 'pubcomp', 'subscribe', 'unsubscribe']);

/** The packet's name in the standard's words, in lower case. */
export function nameOf(frame: Buffer): PacketName | 'reserved' {
  return packetNames[((frame[0] as number) >> 4) - 1] ?? 'reserved';
}

/** Reads the packets of one connection in one direction; a CONNECT decides how the others are read. */
export class PacketReader {
  readonly #parser: Parser = mqtt.parser();
  #packet: Packet | undefined;
  #error: Error | undefined;

  constructor() {
    this.#parser.on('packet', (packet) => {
      this.#packet = packet;
    });
    this.#parser.on('error', (error: Error) => {
      this.#error = error;
    });
  }

  /** `frame` is one whole packet. Never throws. */
  read(frame: Buffer): Reading {
    const name = nameOf(frame);
    const start = bodyStart(frame);
    const { bytes, oddities } = tamed(name, frame, start);
    this.#packet = undefined;
    this.#error = undefined;
    try {
      this.#parser.parse(bytes);
    } catch (error) {
      this.#error = error as Error;
    }
    const packet = this.#packet as Packet | undefined;
    if (this.#error || !packet) return { malformed: `${this.#error?.message ?? 'The packet cannot be read'}.`, name };
    const fault = this.#faultOf(name, packet, frame.subarray(start));
    return fault === undefined ? { packet, oddities } : { malformed: fault, name };
  }

  #faultOf(name: string, packet: Packet, body: Buffer): string | undefined {
    if (packet.cmd === 'connect' && packet.protocolVersion === 5) return undefined;
    if (packet.cmd === 'connect' && packet.username === undefined && packet.password !== undefined)
      return 'A CONNECT has a password but no user name [MQTT-3.1.2-22].';
    const needsId = identified.has(name) || (packet.cmd === 'publish' && packet.qos > 0);
    // mqtt-packet gives -1 where there is none.
    if (needsId && !((packet.messageId ?? 0) > 0))
      return `${withArticle(name.toUpperCase()).replace(/^a/, 'A')} needs a packet identifier other than 0 [MQTT-2.3.1-1].`;
    return faultOfFields(name, body);
  }
}

function bodyStart(frame: Buffer): number {
  let at = 1;
  while (at < 4 && (frame[at] as number) >= 0x80) at++;
  return at + 1;
}

/** The same packet without what mqtt-packet stumbles over, and what was taken out. */
function tamed(name: string, frame: Buffer, start: number): { readonly bytes: Buffer; readonly oddities: Oddities } {
  const header = frame[0] as number;
  if (name === 'publish' && (header & 0x06) === 0x06) {
    const bytes = Buffer.from(frame);
    bytes[0] = header & ~0x02;
    return { bytes, oddities: { qos: 3 } };
  }
  if (name !== 'connect' || frame.length < start + 4) return { bytes: frame, oddities: {} };
  const levelAt = start + 2 + frame.readUInt16BE(start);
  const level = frame[levelAt];
  const flags = frame[levelAt + 1];
  if (level === undefined || flags === undefined) return { bytes: frame, oddities: {} };
  const odd = level < 3 || level > 5;
  const strayWill = (flags & 0x04) === 0 && (flags & 0x38) !== 0;
  if (!odd && !strayWill) return { bytes: frame, oddities: {} };
  const bytes = Buffer.from(frame);
  if (odd) bytes[levelAt] = 4;
  if (strayWill) bytes[levelAt + 1] = flags & ~0x38;
  return {
    bytes,
    oddities: {
      ...(odd && { protocolLevel: level }),
      ...(strayWill && { willQos: (flags >> 3) & 3, willRetain: (flags & 0x20) !== 0 }),
    },
  };
}
