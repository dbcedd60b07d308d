/** What a run of lint has to say beside its report: files that it did not lint. */
import { UsageError } from '../exit.js';
import { printable } from '../terminal.js';

export class Complaints {
  readonly #lines: string[] = [];
  #unreadable = 0;

  /** Something that a search found and nobody can read: the rest is linted, and the run fails. */
  unreadable({ message }: UsageError): void {
    this.#unreadable++;
    this.#lines.push(message);
  }

  get someUnreadable(): boolean {
    return this.#unreadable > 0;
  }

  /** What `read` gives; nothing where it cannot read. */
  tryTo<T>(read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      this.unreadable(error);
      return undefined;
    }
  }

  /** A file that somebody named, and a configuration leaves out. */
  ignored(path: string): void {
    this.#lines.push(
      `${printable(path)} is not linted: "ignore" in a configuration leaves it out. --no-ignore lints it all the same.`,
    );
  }

  /** To standard error. */
  write(): void {
    for (const line of this.#lines) process.stderr.write(`topicguard: ${line}\n`);
  }
}
