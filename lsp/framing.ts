import { Transform, type TransformCallback } from 'node:stream';

/** Bytes. */
const longestHeader = 64 * 1024;
const longestMessage = 256 * 1024 * 1024;

const headEnd = '\r\n\r\n';

/**
 * Lets messages through and drops what is between them: a header that says no length, bytes that are none, what is left of a message
 * that was longer than it said. The reader behind it would wait forever for the rest of such a message.
 */
export class Framing extends Transform {
  /** Bytes of the message that is on its way through; none: a header is expected. */
  #left = 0;
  #head: Buffer = Buffer.alloc(0);

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left === 0) {
        rest = this.#takeHead(rest);
        continue;
      }
      const part = rest.subarray(0, this.#left);
      this.push(part);
      this.#left -= part.length;
      rest = rest.subarray(part.length);
    }
    done();
  }

  /** What comes behind the header; nothing while it is not whole. */
  #takeHead(chunk: Buffer): Buffer {
    const bytes = Buffer.concat([this.#head, chunk]);
    const end = bytes.indexOf(headEnd);
    if (end < 0) {
      this.#head = bytes.subarray(Math.max(0, bytes.length - longestHeader));
      return Buffer.alloc(0);
    }
    this.#head = Buffer.alloc(0);
    const said = [
      ...bytes
        .toString('latin1', Math.max(0, end - longestHeader), end)
        .matchAll(/Content-Length:[ \t]*(\d{1,15})(?=\r|$)/gi),
    ];
    const length = Number(said.at(-1)?.[1] ?? 0);
    if (length > 0 && length <= longestMessage) {
      this.push(`Content-Length: ${length}${headEnd}`);
      this.#left = length;
    }
    return bytes.subarray(end + headEnd.length);
  }
}
