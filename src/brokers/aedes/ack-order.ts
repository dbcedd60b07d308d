/**
 * Answers to publishes leave in the order of the publishes [MQTT-4.6.0-2], although some are Aedes' and some are the adapter's
 * own, for a message that is acknowledged and discarded.
 */
export class AckOrder {
  readonly #waiting: { readonly id: number; answer?: Buffer }[] = [];
  readonly #write: (frame: Buffer) => void;

  constructor(write: (frame: Buffer) => void) {
    this.#write = write;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Aedes will answer this one. */
  expect(id: number): void {
    this.#waiting.push({ id });
  }

  /** The adapter's own answer. */
  answer(id: number, frame: Buffer): void {
    this.#waiting.push({ id, answer: frame });
    this.#flush();
  }

  /** Aedes has answered. */
  answered(id: number, frame: Buffer): void {
    const found = this.#waiting.find((one) => one.id === id && one.answer === undefined);
    if (!found) {
      this.#write(frame);
      return;
    }
    found.answer = frame;
    this.#flush();
  }

  #flush(): void {
    for (let first = this.#waiting[0]; first?.answer; first = this.#waiting[0]) {
      this.#write(first.answer);
      this.#waiting.shift();
    }
  }
}
