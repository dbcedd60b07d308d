import type { Client } from '../readers/document.js';
import type { ClientIdTwice, Said } from './run.js';

/** What a result rests on beside its text and options. Plain data: everything has to be as it was for the result to be right again. */
export interface GroundsData {
  /** Each policy that was asked for, by name or path, and what told its content. */
  readonly policies: readonly (readonly [name: string, digest: string])[];
  /** What the run had to be told, and what it answered: other files say the same. */
  readonly said: readonly (readonly [said: Said, answer: ClientIdTwice | null])[];
  /** From the first second on and before the second one (Unix time), every token is as valid as it was; `null`: for good. */
  readonly from: number | null;
  readonly until: number | null;
}

/** Collects them while a file is linted. */
export class Grounds {
  readonly #digest: (nameOrPath: string) => string;
  readonly #now: number | undefined;
  readonly #policies = new Map<string, string>();
  readonly #said: [Said, ClientIdTwice | null][] = [];
  #from = Number.NEGATIVE_INFINITY;
  #until = Number.POSITIVE_INFINITY;

  constructor(digest: (nameOrPath: string) => string, now: number | undefined) {
    this.#digest = digest;
    this.#now = now;
  }

  /** To be called before the policy is loaded: if it changes in between, the next run sees a content that it does not know. */
  policy(nameOrPath: string): void {
    if (!this.#policies.has(nameOrPath)) this.#policies.set(nameOrPath, this.#digest(nameOrPath));
  }

  said(said: Said, answer: ClientIdTwice | undefined): void {
    this.#said.push([said, answer ?? null]);
  }

  /**
   * A policy compares the clock with whole numbers in what a client shows when it connects, and with nothing else; so between
   * two of these numbers nothing changes.
   */
  client({ options }: Client): void {
    const now = this.#now;
    if (now === undefined) return;
    for (const shown of [options.password, options.username, options.clientId, options.will?.topic]) {
      const value = shown?.value ?? '';
      if (encodedDigit.test(value)) this.#holds(now, now + 1);
      for (const [digits] of value.matchAll(/[0-9]+/g)) {
        const moment = Number(digits);
        if (moment <= now) this.#holds(moment, Number.POSITIVE_INFINITY);
        else this.#holds(Number.NEGATIVE_INFINITY, moment);
      }
    }
  }

  #holds(from: number, until: number): void {
    this.#from = Math.max(this.#from, from);
    this.#until = Math.min(this.#until, until);
  }

  data(): GroundsData {
    const bound = (second: number): number | null => (Number.isFinite(second) ? second : null);
    return { policies: [...this.#policies], said: this.#said, from: bound(this.#from), until: bound(this.#until) };
  }
}

/** `%31` is a 1 in a token: what number it belongs to is not looked into. */
const encodedDigit = /%3[0-9]/;
