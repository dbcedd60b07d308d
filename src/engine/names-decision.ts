/** Whether a topic name may be published or received: the walk through the tries, before anything is put into words. */
import type { CompiledCheck } from './checks.js';
import type { CompiledPolicy } from './compile.js';
import type { Entry, Identity } from './entries.js';
import type { Subject } from './subject.js';

/**
 * Holds one look-up's question and answer. One object serves every decision of the process (decisions are synchronous), so that
 * an allowed one allocates nothing.
 */
class NameSearch {
  /** The entry that denies. */
  denied: Entry | undefined;
  /** The entry that grants. */
  granted: Entry | undefined;
  /** The first entry that lists the topic, but whose checks fail. */
  failed: Entry | undefined;
  failedChecks: readonly CompiledCheck[] = [];

  #compiled!: CompiledPolicy;
  #verb: 'publish' | 'receive' = 'publish';
  #subject: Subject = {};
  #topic = '';

  /** Fills in `denied`, `granted`, `failed`. A check on an unknown field counts as kept. */
  run(
    compiled: CompiledPolicy,
    verb: 'publish' | 'receive',
    topic: string,
    identity: Identity,
    subject: Subject,
  ): void {
    this.denied = undefined;
    this.granted = undefined;
    this.failed = undefined;
    this.#compiled = compiled;
    this.#verb = verb;
    this.#subject = subject;
    this.#topic = topic;
    compiled.deny[verb].find(topic, identity, this.#visitDeny);
    compiled.allow[verb].find(topic, identity, this.#visitAllow);
  }

  readonly #visitDeny = (entry: Entry): boolean => {
    if (!holdsEqualLevels(entry, this.#topic)) return false;
    const checks = this.#compiled.listingChecks.get(entry)?.[this.#verb];
    // A deny with checks concerns only the packets that they describe.
    if (checks?.some((check) => check.holds(this.#subject) !== true)) return false;
    this.denied = entry;
    return true;
  };

  readonly #visitAllow = (entry: Entry): boolean => {
    if (!holdsEqualLevels(entry, this.#topic)) return false;
    const checks = this.#compiled.listingChecks.get(entry);
    if (checks) {
      const failing = checks[this.#verb].filter((check) => check.refuses && check.holds(this.#subject) === false);
      if (failing.length > 0) {
        if (!this.failed || entry.listing.line === undefined || entry.listing.line < (this.failed.listing.line ?? 0)) {
          this.failed = entry;
          this.failedChecks = failing;
        }
        return false;
      }
    }
    this.granted = entry;
    return true;
  };
}

export const nameSearch = new NameSearch();

/** Whether levels that hold the same free name hold the same text. */
export function holdsEqualLevels(entry: Entry, topic: string): boolean {
  if (entry.equalLevels.length === 0) return true;
  const levels = topic.split('/');
  return entry.equalLevels.every((places) => places.every((at) => levels[at] === levels[places[0] as number]));
}
