/** Commands that wait for their answer, and what an answer is worth: one for each command, in time, by its own id. */

export type CommandAnswer =
  | { readonly taken: true }
  | { readonly taken: false; readonly code: 112 | 113; readonly message: string };

/** Ids that are over are remembered, so that a late answer is told from one that nobody asked for. */
const mostRemembered = 1000;

export class Commands {
  /** Topic to whether its time is over; answered ones are not here any more. */
  readonly #open = new Map<string, boolean>();

  /** The command on this topic waits. */
  begin(topic: string): void {
    this.#open.set(topic, false);
    if (this.#open.size <= mostRemembered) return;
    const [oldest] = this.#open.keys();
    this.#open.delete(oldest as string);
  }

  /** Its time is over. Gives whether it was still waiting. */
  expire(topic: string): boolean {
    if (this.#open.get(topic) !== false) return false;
    this.#open.set(topic, true);
    return true;
  }

  answer(topic: string): CommandAnswer {
    const over = this.#open.get(topic);
    this.#open.delete(topic);
    if (over === undefined) return { taken: false, code: 113, message: 'cmd id not found' };
    return over ? { taken: false, code: 112, message: 'cmd response timeout' } : { taken: true };
  }
}
