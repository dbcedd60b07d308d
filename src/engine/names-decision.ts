/** Whether a topic name may be published or received: the walk through the tries, before anything is put into words. */
import type { CompiledCheck } from './checks.js';
import type { CompiledPolicy } from './compile.js';
import { type Entry, type Identity, leavesOut } from './entries.js';
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
  /** An entry whose template lists the topic, but which leaves it out. */
  leftOut: Entry | undefined;

  #compiled!: CompiledPolicy;
  #verb: 'publish' | 'receive' = 'publish';
  #subject: Subject = {};
  #topic = '';
  #identity: Identity = [];

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
    this.leftOut = undefined;
    this.#compiled = compiled;
    this.#verb = verb;
    this.#subject = subject;
    this.#topic = topic;
    this.#identity = identity;
    compiled.deny[verb].find(topic, identity, this.#visitDeny);
    compiled.allow[verb].find(topic, identity, this.#visitAllow);
  }

  #leftOutBy(entry: Entry): boolean {
    return entry.except.length > 0 && leavesOut(entry, this.#compiled.names, this.#identity, this.#topic);
  }

  readonly #visitDeny = (place: number): boolean => {
    const entry = this.#compiled.deny[this.#verb].entries[place] as Entry;
    if (!holdsEqualLevels(entry, this.#topic) || this.#leftOutBy(entry)) return false;
    const checks = this.#compiled.listingChecks.get(entry)?.[this.#verb];
    // A deny with checks concerns only the packets that they describe.
    if (checks?.some((check) => check.holds(this.#subject) !== true)) return false;
    this.denied = entry;
    return true;
  };

  readonly #visitAllow = (place: number): boolean => {
    const entry = this.#compiled.allow[this.#verb].entries[place] as Entry;
    if (!holdsEqualLevels(entry, this.#topic)) return false;
    if (this.#leftOutBy(entry)) {
      this.leftOut = entry;
      return false;
    }
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
