/** Cuts a stream of bytes into whole MQTT packets, whatever pieces it comes in. */

/** The bytes are no MQTT, or a packet of a size that is not taken. */
export class FrameError extends Error {
  override name = 'FrameError';
}

/** Five strings or byte fields of 65,535 bytes, and what stands around them: the largest CONNECT of MQTT 3.1.1. */
export const largestConnect = 5 * (65_535 + 2) + 10;

export class FrameSplitter {
  /** Bytes that belong to no whole packet yet; joined once, when the packet is there. */
  #chunks: Buffer[] = [];
  #bytes = 0;
  /** Size of the packet that has begun, once its header is known. */
  #wanted: number | undefined;
  readonly #mostBytes: () => number;

  /** `mostBytes`: the largest packet that is taken at the moment, its header included. */
  constructor(mostBytes: () => number) {
    this.#mostBytes = mostBytes;
  }

  /** The first byte of a packet that has begun and is not whole. */
  get begun(): number | undefined {
    return this.#chunks[0]?.[0];
  }

  /** The packets that these bytes complete, in order. Throws FrameError; the connection is beyond help then. */
  *push(chunk: Buffer): Generator<Buffer> {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes > 0) {
      this.#wanted ??= this.#sizeFromHeader();
      if (this.#wanted === undefined || this.#bytes < this.#wanted) return;
      const all = this.#joined();
      const frame = all.subarray(0, this.#wanted);
      const rest = all.subarray(this.#wanted);
      this.#chunks = rest.length > 0 ? [rest] : [];
      this.#bytes = rest.length;
      this.#wanted = undefined;
      yield frame;
    }
  }

  #joined(): Buffer {
    return this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks);
  }

  /** One byte of type and flags, then the length in one to four bytes [MQTT 3.1.1, 2.2.3]. */
  #sizeFromHeader(): number | undefined {
    // Few bytes are here, or the first chunk alone has the header: joining is cheap.
    if ((this.#chunks[0] as Buffer).length < 5 && this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks)];
    const bytes = this.#chunks[0] as Buffer;
    let length = 0;
    for (let at = 1; at <= 4; at++) {
      const byte = bytes[at];
      if (byte === undefined) return undefined;
      length += (byte & 0x7f) * 128 ** (at - 1);
      if (byte < 0x80) {
        const size = 1 + at + length;
        if (size > this.#mostBytes())
          throw new FrameError(`A packet of ${size} bytes begins here; at most ${this.#mostBytes()} are taken.`);
        return size;
      }
    }
    throw new FrameError('The length of a packet takes at most four bytes [MQTT 3.1.1, 2.2.3]. This is not MQTT.');
  }
}
