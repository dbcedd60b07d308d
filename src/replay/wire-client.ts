/** A client of one broker connection that sends what it is told and says what came back. */
import net from 'node:net';
import tls from 'node:tls';
import mqtt, { type Packet } from 'mqtt-packet';
import { FrameSplitter } from '../brokers/mqtt/frames.js';
import { counted } from '../text/counted.js';

export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Certificates (PEM) that are trusted instead of the system's. */
  readonly ca?: Buffer;
}

/** The broker cannot be reached. The message is for people. */
export class BrokerError extends Error {
  override name = 'BrokerError';
}

export type Answer = Packet | 'closed' | 'silence';

/** No broker sends larger packets to a test client. */
const mostBytes = 64 * 1024 * 1024;

const whyNot: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'nobody knows the name',
  EAI_AGAIN: 'nobody knows the name at the moment',
};

export class WireClient {
  /** Messages that the broker has sent and nobody has taken. */
  readonly deliveries: Extract<Packet, { cmd: 'publish' }>[] = [];
  closed = false;
  readonly #socket: net.Socket;
  readonly #timeout: number;
  readonly #packets: Packet[] = [];
  readonly #listeners = new Set<() => void>();

  private constructor(socket: net.Socket, protocolVersion: number, timeout: number) {
    this.#socket = socket;
    this.#timeout = timeout;
    const splitter = new FrameSplitter(() => mostBytes);
    const parser = mqtt.parser({ protocolVersion });
    parser.on('packet', (packet) => this.#take(packet));
    // What cannot be read is as good as a broken connection.
    parser.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      try {
        for (const frame of splitter.push(chunk)) parser.parse(frame);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
      this.#tell();
    });
  }

  /** `timeout`: milliseconds, also for each later answer. Throws BrokerError. */
  static open(address: BrokerAddress, protocolVersion: number, timeout: number): Promise<WireClient> {
    const { host, port, ca } = address;
    return new Promise((resolve, reject) => {
      const socket = address.tls
        ? tls.connect({ host, port, ...(net.isIP(host) ? {} : { servername: host }), ...(ca && { ca }) })
        : net.connect({ host, port });
      const fail = (why: string): void => {
        socket.destroy();
        reject(new BrokerError(`${host}:${port} cannot be reached: ${why}.`));
      };
      const timer = setTimeout(() => fail(`no answer within ${counted(timeout / 1000, 'second')}`), timeout);
      const failed = (error: NodeJS.ErrnoException): void => {
        clearTimeout(timer);
        fail(whyNot[error.code ?? ''] ?? error.message);
      };
      socket.once('error', failed);
      socket.once(address.tls ? 'secureConnect' : 'connect', () => {
        clearTimeout(timer);
        socket.off('error', failed);
        socket.setNoDelay(true);
        resolve(new WireClient(socket, protocolVersion, timeout));
      });
    });
  }

  send(frame: Buffer): void {
    if (!this.closed) this.#socket.write(frame);
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The next packet that is wanted, or that there will be none. */
  answer(wanted: (packet: Packet) => boolean): Promise<Answer> {
    return this.#when(() => {
      const at = this.#packets.findIndex(wanted);
      if (at >= 0) return this.#packets.splice(at, 1)[0] as Packet;
      return this.closed ? 'closed' : undefined;
    });
  }

  /** The next message on this topic, or `silence`. */
  delivery(topic: string): Promise<Answer> {
    return this.#when(() => {
      const at = this.deliveries.findIndex((packet) => packet.topic === topic);
      if (at >= 0) return this.deliveries.splice(at, 1)[0] as Packet;
      return this.closed ? 'closed' : undefined;
    });
  }

  #when(look: () => Answer | undefined): Promise<Answer> {
    const now = look();
    if (now !== undefined) return Promise.resolve(now);
    return new Promise((resolve) => {
      const done = (answer: Answer): void => {
        clearTimeout(timer);
        this.#listeners.delete(listener);
        resolve(answer);
      };
      const listener = (): void => {
        const found = look();
        if (found !== undefined) done(found);
      };
      const timer = setTimeout(() => done('silence'), this.#timeout);
      this.#listeners.add(listener);
    });
  }

  #take(packet: Packet): void {
    const { messageId = 0 } = packet;
    if (packet.cmd === 'publish') {
      this.deliveries.push(packet);
      if (packet.qos === 1) this.send(mqtt.generate({ cmd: 'puback', messageId }));
      if (packet.qos === 2) this.send(mqtt.generate({ cmd: 'pubrec', messageId }));
    } else if (packet.cmd === 'pubrel') this.send(mqtt.generate({ cmd: 'pubcomp', messageId }));
    else this.#packets.push(packet);
    this.#tell();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
