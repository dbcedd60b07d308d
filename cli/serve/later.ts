/**
 * What an answer leaves behind, its log line and its metrics, put off until the answers of this turn of the event loop are out. Code that
 * runs now and then takes several times as long as code that runs again and again, and brokers would wait for it.
 */
export class Later {
  readonly #failed: (error: unknown) => void;
  #waiting: (() => void)[] = [];

  /** `failed` is told what went wrong with a piece of work; the others are done all the same. */
  constructor(failed: (error: unknown) => void) {
    this.#failed = failed;
  }

  add(work: () => void): void {
    if (this.#waiting.length === 0) setImmediate(() => this.finish());
    this.#waiting.push(work);
  }

  /** Does at once what is put off. */
  finish(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const work of waiting) {
      try {
        work();
      } catch (error) {
        this.#failed(error);
      }
    }
  }
}
