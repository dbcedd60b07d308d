/**
 * Sessions that a guard may have to look at again, found as long as somebody else holds them. Until the job is over that runs when a
 * session is added, it is held itself, as a WeakRef would hold it too; so a job makes its WeakRefs at its end, and none for sessions
 * that were over by then.
 */
export class LiveSessions<S extends { readonly open: boolean }> {
  #added: S[] = [];
  #known: WeakRef<S>[] = [];
  /** Those that are gone or closed are forgotten whenever their number may have doubled. */
  #sweepAt = 1024;

  /** Each session once. */
  add(session: S): void {
    if (this.#added.length === 0) queueMicrotask(this.#settle);
    this.#added.push(session);
  }

  /** Those that are open, in the order in which they were added. */
  get open(): S[] {
    this.#settle();
    const open: S[] = [];
    for (const reference of this.#known) {
      const session = reference.deref();
      if (session?.open) open.push(session);
    }
    return open;
  }

  readonly #settle = (): void => {
    for (const session of this.#added) if (session.open) this.#known.push(new WeakRef(session));
    this.#added = [];
    if (this.#known.length < this.#sweepAt) return;
    this.#known = this.#known.filter((reference) => reference.deref()?.open);
    this.#sweepAt = Math.max(1024, 2 * this.#known.length);
  };
}
