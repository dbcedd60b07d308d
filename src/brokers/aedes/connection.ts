/**
 * One client's connection. It stands between the socket and Aedes: every packet is read whole and judged here, before Aedes sees
 * it, and every packet of Aedes passes through on its way out.
 */
import type { Duplex } from 'node:stream';
import type { Client } from 'aedes';
import mqtt, { type IPublishPacket, type Packet } from 'mqtt-packet';
import type { Guard, Session } from '../../engine/guard.js';
import type { PacketVerdict, Verdict } from '../../engine/verdict.js';
import type { ConnectionFacts } from '../mqtt/facts.js';
import { setRetain, setWillFlags } from '../mqtt/flags.js';
import { FrameError, FrameSplitter, largestConnect } from '../mqtt/frames.js';
import { PacketReader, type Reading } from '../mqtt/read-packet.js';
import { connectRequest, publishRequest } from '../mqtt/requests.js';
import { adaptedPublish, adaptedWill } from './adapted.js';
import { tooDeep, unknownToAedes, unsharable } from './beyond.js';
import { endSoon } from './end.js';
import { type AskedRequest, type Asker, ownRefusal, type VerdictEvent } from './events.js';
import { InnerStream } from './inner.js';
import { Outgoing } from './outgoing.js';

/** What the connections of one broker share. */
export interface Home {
  readonly guard: Guard;
  readonly maxPacketBytes: number;
  /** The deepest topic that Aedes can take. */
  readonly maxTopicLevels: number;
  /** Unix seconds. */
  now(): number;
  report(event: VerdictEvent): void;
  /** From the session that a CONNECT has opened to its connection, for reloads. */
  opened(session: Session, connection: Connection): void;
}

type State = 'waiting' | 'connecting' | 'connected' | 'closing' | 'closed';
type ReadPacket = Extract<Reading, { readonly packet: Packet }>;

/** Answers that wait for an earlier one, and messages whose PUBREL is awaited: more of them and the client has to wait. */
const mostWaiting = 1000;

export class Connection {
  readonly inner: InnerStream;
  /** Aedes' name for this connection. */
  client: Client | undefined;
  session: Session;
  asker: Asker;
  readonly facts: ConnectionFacts;
  readonly out: Outgoing;

  #state: State = 'waiting';
  readonly #home: Home;
  readonly #socket: Duplex;
  readonly #incoming: FrameSplitter;
  readonly #reader = new PacketReader();
  /** Messages at QoS 2 that Aedes does not know as such: discarded, or lowered. Their PUBREL is answered here. */
  readonly #settledHere = new Set<number>();
  /** Packets that have come and not been looked at. */
  readonly #frames: Buffer[] = [];
  #innerFull = false;
  /** The client will send no more. */
  #ended = false;
  /** Tells Aedes that the socket has room again. */
  #roomAgain: (() => void) | undefined;

  constructor(home: Home, socket: Duplex, facts: ConnectionFacts) {
    this.#home = home;
    this.#socket = socket;
    this.facts = facts;
    this.asker = facts;
    this.session = home.guard.withoutSession();
    // Before a CONNECT nobody needs the size of a message.
    this.#incoming = new FrameSplitter(() =>
      this.#state === 'waiting' ? Math.min(largestConnect, home.maxPacketBytes) : home.maxPacketBytes,
    );
    this.inner = new InnerStream(
      {
        drained: () => {
          this.#innerFull = false;
          // Not now: Aedes reads from inside its parser, and must not find more than it has asked for there.
          process.nextTick(() => this.#work());
        },
        fromAedes: (bytes, done) => this.#fromAedes(bytes, done),
        closedByAedes: () => this.#closed(),
      },
      socket,
    );
    this.out = new Outgoing({
      session: () => this.session,
      send: (frame) => this.#send(frame),
      pass: (frame) => this.#pass(frame),
      report: (request, verdict) => this.report(request, verdict, 'wire'),
      connectAnswered: (taken) => this.#connectAnswered(taken),
    });
    socket.on('data', (chunk: Buffer) => this.#fromSocket(chunk));
    socket.on('drain', () => this.#drained());
    socket.on('end', () => this.#ends());
    socket.on('error', (error) => this.inner.destroy(error));
    socket.on('close', () => this.#ends());
  }

  /** Whether the CONNECT is still being answered: stored subscriptions are restored then. */
  get connecting(): boolean {
    return this.#state === 'connecting';
  }

  report(request: AskedRequest, verdict: Verdict | PacketVerdict, by: VerdictEvent['by']): void {
    this.#home.report({ client: this.asker, request, verdict, by });
  }

  #fromSocket(chunk: Buffer): void {
    if (this.#over) return;
    try {
      for (const frame of this.#incoming.push(chunk)) this.#frames.push(frame);
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#work();
      if (!this.#over) this.#malformed('packet', error.message);
      return;
    }
    this.#work();
    // HTTP, TLS and the like: there is no point in waiting for the rest.
    const { begun } = this.#incoming;
    if (this.#state === 'waiting' && begun !== undefined && begun >> 4 !== 1)
      this.#malformed('packet', 'The first packet is no CONNECT [MQTT-3.1.0-1]; these bytes may be no MQTT at all.');
  }

  get #over(): boolean {
    return this.#state === 'closing' || this.#state === 'closed';
  }

  /** Looks at packets as long as everybody keeps up. */
  #work(): void {
    while (this.#frames.length > 0 && !this.#blocked) this.#judge(this.#frames.shift() as Buffer);
    if (this.#over) return;
    if (this.#frames.length > 0) this.#socket.pause();
    else if (this.#ended) this.#finish();
    else this.#socket.resume();
  }

  get #blocked(): boolean {
    return (
      this.#over ||
      this.#state === 'connecting' ||
      this.#innerFull ||
      (this.#socket.writableNeedDrain && !this.#socket.destroyed) ||
      this.out.pubacks.size > mostWaiting ||
      this.out.pubrecs.size > mostWaiting
    );
  }

  #judge(frame: Buffer): void {
    const reading = this.#reader.read(frame);
    if (reading.malformed !== undefined) {
      this.#malformed(reading.name, reading.malformed);
      return;
    }
    if (this.#state === 'waiting' && reading.packet.cmd === 'connect') this.#connect(reading, frame);
    else this.#request(reading, frame);
  }

  #malformed(name: string, why: string): void {
    const verdict = ownRefusal('packet/unsupported', 'packet', why, { kind: 'close' });
    this.report({ verb: 'packet', name }, verdict, 'wire');
    this.#close();
  }

  #connect({ packet, oddities }: ReadPacket, frame: Buffer): void {
    if (packet.cmd !== 'connect') return;
    const request = connectRequest(packet, oddities, this.facts, this.#home.now());
    const { password: _, ...shown } = request;
    const { clientId, username } = request;
    this.asker = { ...this.facts, clientId, ...(username !== undefined && { username }) };
    const decided = this.#home.guard.connect(request);
    const verdict = decided.allowed ? (unknownToAedes(request) ?? decided) : decided;
    this.session = decided.session ?? this.#home.guard.withoutSession(request);
    this.report({ verb: 'connect', packet: shown }, verdict, 'wire');
    if (verdict.allowed) {
      this.#home.opened(this.session, this);
      this.#state = 'connecting';
      const will = verdict.advice.length > 0 && adaptedWill(this.#home.guard, request, verdict);
      if (will) setWillFlags(frame, will);
      this.#pass(frame);
      return;
    }
    const { kind, code } = verdict.consequence;
    // What does not say how it refuses is refused in the standard's words: not authorized.
    if (kind !== 'close') this.#send(mqtt.generate({ cmd: 'connack', returnCode: code ?? 5, sessionPresent: false }));
    this.#close();
  }

  #request({ packet, oddities }: ReadPacket, frame: Buffer): void {
    switch (packet.cmd) {
      case 'publish':
        this.#publish(packet, oddities.qos ?? packet.qos, frame);
        return;
      case 'subscribe': {
        const filters = packet.subscriptions.map(({ topic, qos }) => ({ filter: topic, qos }));
        const decided = this.session.subscribe({ filters });
        this.report({ verb: 'subscribe', filters }, decided, 'wire');
        const id = packet.messageId as number;
        if (decided.consequence.kind === 'close' || !('filters' in decided)) this.#close();
        else this.#subscribe(id, decided);
        return;
      }
      case 'unsubscribe': {
        const { unsubscriptions } = packet;
        const verdict = this.session.unsubscribe({ filters: unsubscriptions });
        this.report({ verb: 'unsubscribe', filters: unsubscriptions }, verdict, 'wire');
        if (verdict.allowed) {
          for (const filter of unsubscriptions) this.out.grants.delete(filter);
          this.#pass(frame);
        }
        // There is no negative UNSUBACK in MQTT 3.1.1; what a policy discards is acknowledged.
        else if (verdict.consequence.kind === 'drop')
          this.#answer(mqtt.generate({ cmd: 'unsuback', messageId: packet.messageId as number, granted: [] }));
        else this.#close();
        return;
      }
      default: {
        const verdict = this.session.packet(packet.cmd);
        this.report({ verb: 'packet', name: packet.cmd }, verdict, 'wire');
        if (!verdict.allowed) {
          if (verdict.consequence.kind !== 'drop') this.#close();
        } else if (packet.cmd === 'pubrel' && this.#settledHere.delete(packet.messageId as number)) {
          this.#answer(mqtt.generate({ cmd: 'pubcomp', messageId: packet.messageId as number }));
        } else this.#pass(frame);
      }
    }
  }

  #publish(packet: IPublishPacket, qos: number, frame: Buffer): void {
    const request = publishRequest(packet, qos);
    const decided = this.session.publish(request);
    const verdict = decided.allowed ? (tooDeep(request.topic, this.#home.maxTopicLevels) ?? decided) : decided;
    this.report({ verb: 'publish', packet: request }, verdict, 'wire');
    const id = packet.messageId as number;
    if (verdict.allowed) {
      const { qos: lowered, retain } =
        verdict.advice.length > 0 ? adaptedPublish(this.session, request, verdict) : request;
      if (lowered < qos) this.#passLowered({ ...packet, retain }, lowered as 0 | 1, id);
      else {
        if (retain !== request.retain) setRetain(frame, retain);
        if (qos === 1) this.out.pubacks.expect(id);
        if (qos === 2) this.out.pubrecs.expect(id);
        this.#pass(frame);
      }
      return;
    }
    // MQTT 3.1.1 has no negative PUBACK: a message is acknowledged and discarded, or the connection is closed [MQTT-3.3.5-2].
    const { kind } = verdict.consequence;
    if (kind !== 'drop' && kind !== 'puback' && kind !== 'none') {
      this.#close();
      return;
    }
    if (qos === 2 && !this.#settleHere(id)) return;
    this.#acknowledge(qos, id);
    this.out.showSignOfLife();
  }

  /** The client goes through the handshake of its own QoS; Aedes gets the message at the one that the policy lowers it to. */
  #passLowered(packet: IPublishPacket, qos: 0 | 1, id: number): void {
    if (packet.qos === 2 && !this.#settleHere(id)) return;
    if (qos === 1) this.out.expectPubackForPubrec(id);
    this.#pass(mqtt.generate({ ...packet, qos, dup: packet.dup && qos > 0 }));
    if (qos === 0) this.#acknowledge(packet.qos, id);
  }

  #acknowledge(qos: number, id: number): void {
    if (qos === 1) this.out.pubacks.answer(id, mqtt.generate({ cmd: 'puback', messageId: id }));
    if (qos === 2) this.out.pubrecs.answer(id, mqtt.generate({ cmd: 'pubrec', messageId: id }));
  }

  /** Whether there is room for one more; if not, the connection ends. */
  #settleHere(id: number): boolean {
    if (this.#settledHere.size >= mostWaiting) {
      this.#malformed('publish', `${mostWaiting} messages at QoS 2 wait for their PUBREL; no more are taken.`);
      return false;
    }
    this.#settledHere.add(id);
    return true;
  }

  #subscribe(id: number, verdict: PacketVerdict): void {
    const granted = verdict.filters.map((one) => {
      const beyond = one.allowed
        ? (unsharable(one.filter) ?? tooDeep(one.filter, this.#home.maxTopicLevels))
        : undefined;
      if (!beyond) return one.grantedQos;
      this.session.unsubscribe({ filters: [one.filter] });
      this.report({ verb: 'subscribe', filters: [{ filter: one.filter, qos: one.grantedQos }] }, beyond, 'wire');
      return 128;
    });
    const filters = verdict.filters.map(({ filter }) => filter);
    const forAedes = this.out.subscribes.ask(id, filters, granted);
    if (forAedes) this.#pass(forAedes);
    else this.#answer(mqtt.generate({ cmd: 'suback', messageId: id, granted }));
  }

  #connectAnswered(taken: boolean): void {
    if (!taken) this.session.close();
    else if (this.#state === 'connecting') {
      this.#state = 'connected';
      // Not now: Aedes is in the middle of its answer.
      setImmediate(() => this.#work());
    }
  }

  /** To Aedes, as the client sent it. */
  #pass(frame: Buffer): void {
    if (!this.#over && !this.inner.push(frame)) this.#innerFull = true;
  }

  /** To the client. */
  #send(frame: Buffer): void {
    if (!this.#socket.writableEnded && !this.#socket.destroyed) this.#socket.write(frame);
  }

  #answer(frame: Buffer): void {
    this.#send(frame);
    this.out.showSignOfLife();
  }

  #fromAedes(bytes: Buffer, done: () => void): void {
    this.out.take(bytes);
    if (this.#socket.writableNeedDrain && !this.#socket.destroyed) this.#roomAgain = done;
    else done();
  }

  #drained(): void {
    const done = this.#roomAgain;
    this.#roomAgain = undefined;
    done?.();
    this.#work();
  }

  /** What came before the end is still worked on. */
  #ends(): void {
    this.#ended = true;
    this.#drained();
  }

  /** Aedes works on what it was given, and then closes. */
  #finish(): void {
    this.#frames.length = 0;
    if (this.#state !== 'connected') {
      this.#state = 'closing';
      this.inner.destroy();
      return;
    }
    this.#state = 'closing';
    this.inner.push(null);
    // A hook of the application that never answers must not keep the connection.
    setTimeout(() => this.inner.destroy(), 2000).unref();
  }

  #close(): void {
    this.session.close();
    this.#finish();
  }

  #closed(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#frames.length = 0;
    this.session.close();
    endSoon(this.#socket);
  }
}
