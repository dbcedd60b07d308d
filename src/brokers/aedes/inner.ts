/** The stream that Aedes takes for its client's socket: what the adapter lets through, in both directions. */
import { Duplex } from 'node:stream';

export interface InnerOwner {
  /** Aedes has read and can take more. */
  drained(): void;
  /** Bytes from Aedes for the client; `done` when there is room for more. */
  fromAedes(bytes: Buffer, done: () => void): void;
  /** Aedes has closed its side. */
  closedByAedes(): void;
}

export class InnerStream extends Duplex {
  readonly #owner: InnerOwner;
  /** The client's own stream, for applications that look at certificates and addresses. */
  readonly outer: Duplex;

  constructor(owner: InnerOwner, outer: Duplex) {
    super({ allowHalfOpen: true, emitClose: true });
    this.#owner = owner;
    this.outer = outer;
  }

  get remoteAddress(): unknown {
    return (this.outer as { remoteAddress?: unknown }).remoteAddress;
  }

  get remotePort(): unknown {
    return (this.outer as { remotePort?: unknown }).remotePort;
  }

  get encrypted(): unknown {
    return (this.outer as { encrypted?: unknown }).encrypted;
  }

  get authorized(): unknown {
    return (this.outer as { authorized?: unknown }).authorized;
  }

  getPeerCertificate(detailed?: boolean): unknown {
    return (this.outer as { getPeerCertificate?: (detailed?: boolean) => unknown }).getPeerCertificate?.(detailed);
  }

  override _read(): void {
    this.#owner.drained();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#owner.fromAedes(chunk, done);
  }

  override _writev(chunks: { readonly chunk: Buffer }[], done: () => void): void {
    this.#owner.fromAedes(Buffer.concat(chunks.map(({ chunk }) => chunk)), done);
  }

  /** Aedes writes a packet in corked pieces and may close before the cork is out: an answer must not be lost with it. */
  override destroy(error?: Error): this {
    while (this.writableCorked > 0) this.uncork();
    return super.destroy(error);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#owner.closedByAedes();
    done(error);
  }
}
