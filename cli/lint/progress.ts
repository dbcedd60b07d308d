/** How far a long run is, on a terminal only: in one line of standard error, which is gone at the end. */
import { counted } from '../../src/text/counted.js';

/** Milliseconds: shorter runs show nothing. */
const patience = 700;
const interval = 100;

export class Progress {
  readonly #stream: NodeJS.WriteStream;
  readonly #total: number;
  readonly #start = performance.now();
  #done = 0;
  #shownAt = 0;

  constructor(total: number, stream: NodeJS.WriteStream = process.stderr) {
    this.#total = total;
    this.#stream = stream;
  }

  /** One more file is done. */
  step(): void {
    this.#done++;
    if (!this.#stream.isTTY) return;
    const now = performance.now();
    if (now - this.#start < patience || now - this.#shownAt < interval) return;
    this.#shownAt = now;
    this.#stream.write(`\r${this.#done} of ${counted(this.#total, 'file')}`);
  }

  /** Takes the line away again. */
  finish(): void {
    if (this.#shownAt > 0) this.#stream.write('\r\x1b[K');
  }
}
