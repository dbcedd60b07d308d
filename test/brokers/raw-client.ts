/** A client that sends bytes as they are told and keeps the packets that come back, on a real socket. */
import net from 'node:net';
import mqtt, { type Packet } from 'mqtt-packet';
import { onTestFinished } from 'vitest';

export type Bytes = Packet | Buffer | string;

/** A packet, bytes, or hexadecimal digits with blanks. */
export function bytesOf(what: Bytes): Buffer {
  if (Buffer.isBuffer(what)) return what;
  return typeof what === 'string' ? Buffer.from(what.replaceAll(' ', ''), 'hex') : mqtt.generate(what);
}

export class RawClient {
  readonly packets: Packet[] = [];
  received = Buffer.alloc(0);
  closed = false;
  readonly socket: net.Socket;
  readonly #patience: number;
  readonly #waiting = new Set<() => void>();

  /** `patience`: how long the broker may take for an answer, in milliseconds. */
  constructor(port: number, patience = 3000) {
    this.#patience = patience;
    this.socket = net.connect(port, '127.0.0.1');
    this.socket.setNoDelay(true);
    const parser = mqtt.parser();
    parser.on('packet', (packet) => this.packets.push(packet));
    this.socket.on('data', (chunk: Buffer) => {
      this.received = Buffer.concat([this.received, chunk]);
      parser.parse(chunk);
      for (const look of this.#waiting) look();
    });
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.closed = true;
      for (const look of this.#waiting) look();
    });
    onTestFinished(() => {
      this.socket.destroy();
    });
  }

  send(...what: readonly Bytes[]): this {
    this.socket.write(Buffer.concat(what.map(bytesOf)));
    return this;
  }

  /** Waits until this holds; fails after `patience` with what came instead. */
  until(holds: () => boolean, what = String(holds)): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        clearInterval(poll);
        this.#waiting.delete(look);
        resolve();
      };
      const poll = setInterval(look, 10);
      const timer = setTimeout(() => {
        clearInterval(poll);
        this.#waiting.delete(look);
        reject(new Error(`never: ${what}; closed ${this.closed}; got ${JSON.stringify(this.packets)}`));
      }, this.#patience);
      this.#waiting.add(look);
      look();
    });
  }

  /** The next packet of a kind that nobody has taken yet. */
  async next<C extends Packet['cmd']>(cmd: C): Promise<Extract<Packet, { cmd: C }>> {
    const find = (): number => this.packets.findIndex((packet) => packet.cmd === cmd);
    await this.until(() => find() >= 0, `a ${cmd}`);
    return this.packets.splice(find(), 1)[0] as Extract<Packet, { cmd: C }>;
  }

  /** Everything that the broker has sent until it closed, in hexadecimal digits. */
  async end(): Promise<string> {
    await this.until(() => this.closed, 'the connection closes');
    return this.received.toString('hex');
  }

  /** Makes sure that the connection is open: the broker answers a ping. Nothing that was sent before comes after it. */
  async alive(): Promise<void> {
    this.send({ cmd: 'pingreq' });
    await this.next('pingresp');
  }
}
