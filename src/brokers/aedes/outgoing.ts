/** What Aedes sends to one client, on its way out: deliveries are decided, SUBACKs get the client's own codes. */
import mqtt, { type IPublishPacket, type Packet } from 'mqtt-packet';
import type { Session } from '../../engine/guard.js';
import type { Verdict } from '../../engine/verdict.js';
import { FrameSplitter } from '../mqtt/frames.js';
import { nameOf, PacketReader } from '../mqtt/read-packet.js';
import { AckOrder } from './ack-order.js';
import { decideDelivery } from './deliver.js';
import type { AskedRequest } from './events.js';
import { Grants } from './grants.js';
import { PendingSubscribes } from './subacks.js';

export interface OutgoingOwner {
  session(): Session;
  /** To the client. */
  send(frame: Buffer): void;
  /** To Aedes, as if the client had sent it. */
  pass(frame: Buffer): void;
  report(request: AskedRequest, verdict: Verdict): void;
  /** Aedes has answered the CONNECT. */
  connectAnswered(taken: boolean): void;
}

const ping = mqtt.generate({ cmd: 'pingreq' });

export class Outgoing {
  readonly subscribes = new PendingSubscribes();
  readonly grants = new Grants();
  readonly pubacks: AckOrder;
  readonly pubrecs: AckOrder;
  readonly #owner: OutgoingOwner;
  readonly #splitter = new FrameSplitter(() => Number.POSITIVE_INFINITY);
  readonly #reader = new PacketReader();
  /** Messages that Aedes got at QoS 1 and the client sent at QoS 2: how often each, since a client may send one again. */
  readonly #lowered = new Map<number, number>();
  /** PINGRESPs of Aedes that the client did not ask for. */
  #ownPings = 0;

  constructor(owner: OutgoingOwner) {
    this.#owner = owner;
    this.pubacks = new AckOrder((frame) => owner.send(frame));
    this.pubrecs = new AckOrder((frame) => owner.send(frame));
  }

  take(bytes: Buffer): void {
    for (const frame of this.#splitter.push(bytes)) this.#frame(frame);
  }

  /** Aedes will acknowledge this message at QoS 1; the client waits for the answer to QoS 2. */
  expectPubackForPubrec(id: number): void {
    this.#lowered.set(id, (this.#lowered.get(id) ?? 0) + 1);
    this.pubrecs.expect(id);
  }

  /** Aedes counts the time since the last packet that it got [MQTT-3.1.2-24]; one that ends here counts too. */
  showSignOfLife(): void {
    if (this.#ownPings > 0) return;
    this.#ownPings++;
    this.#owner.pass(ping);
  }

  #frame(frame: Buffer): void {
    switch (nameOf(frame)) {
      case 'connack':
      case 'publish':
      case 'suback':
        this.#answerOfAedes(frame);
        return;
      // Fixed packets of Aedes: the identifier stands in the third and fourth byte.
      case 'puback':
        this.#puback(frame.readUInt16BE(2), frame);
        return;
      case 'pubrec':
        this.pubrecs.answered(frame.readUInt16BE(2), frame);
        return;
      case 'pingresp':
        if (this.#ownPings > 0) this.#ownPings--;
        else this.#owner.send(frame);
        return;
      default:
        this.#owner.send(frame);
    }
  }

  #puback(id: number, frame: Buffer): void {
    const times = this.#lowered.get(id);
    if (times === undefined) {
      this.pubacks.answered(id, frame);
      return;
    }
    if (times === 1) this.#lowered.delete(id);
    else this.#lowered.set(id, times - 1);
    this.pubrecs.answered(id, mqtt.generate({ cmd: 'pubrec', messageId: id }));
  }

  #answerOfAedes(frame: Buffer): void {
    const { packet } = this.#reader.read(frame) as { readonly packet?: Packet };
    if (packet?.cmd === 'publish') this.#deliver(packet, frame);
    else if (packet?.cmd === 'suback') this.#suback(packet.messageId as number, packet.granted as number[]);
    else if (packet?.cmd === 'connack') {
      this.#owner.send(frame);
      this.#owner.connectAnswered(packet.returnCode === 0);
    }
  }

  #suback(id: number, codes: readonly number[]): void {
    const { filters, granted } = this.subscribes.answer(id, codes);
    for (const [at, filter] of filters.entries()) {
      const code = granted[at] as number;
      if (code !== 128) this.grants.set(filter, code);
    }
    this.#owner.send(mqtt.generate({ cmd: 'suback', messageId: id, granted }));
  }

  #deliver(packet: IPublishPacket, frame: Buffer): void {
    const { topic, retain } = packet;
    const delivery = { topic, qos: this.grants.most(topic, packet.qos), retain: retain === true };
    const { verdict, qos } = decideDelivery(this.#owner.session(), delivery);
    this.#owner.report({ verb: 'receive', packet: delivery }, verdict);
    if (qos === packet.qos) {
      this.#owner.send(frame);
      return;
    }
    if (qos !== undefined)
      this.#owner.send(mqtt.generate({ ...packet, qos: qos as 0 | 1 | 2, dup: packet.dup && qos > 0 }));
    // Aedes waits for an acknowledgement that the client has no reason to send.
    if (packet.qos > 0 && (qos ?? 0) === 0)
      this.#owner.pass(mqtt.generate({ cmd: 'puback', messageId: packet.messageId as number }));
  }
}
