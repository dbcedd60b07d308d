/**
 * The hard part of a search, where several levels can each be filled in several ways and none is the best: it is as hard as
 * satisfiability, so the number of steps is bounded.
 */
import type { Choice } from './column.js';
import type { TopicPattern } from './pattern.js';
import type { Budget } from './shape-search.js';

/** Levels to be filled by trying; more of them are not worth a recursion. */
const MAX_BRANCHING_LEVELS = 200;

interface Branch {
  readonly choices: readonly Choice[];
}
interface Way {
  readonly text: string;
  readonly held: ReadonlySet<TopicPattern>;
}

/**
 * The text of one choice for each branch, such that every one of `alive` is left by one of them. `false`: there is none.
 * `undefined`: the budget ran out.
 */
export function chooseForAll(
  branches: readonly Branch[],
  alive: readonly TopicPattern[],
  budget: Budget,
): string[] | false | undefined {
  if (branches.length > MAX_BRANCHING_LEVELS) return undefined;
  return new Chooser(branches, alive, budget).chooseAll(alive);
}

class Chooser {
  readonly #branches: readonly (readonly Way[])[];
  readonly #budget: Budget;
  readonly #numbers: ReadonlyMap<TopicPattern, number>;
  /** For each branch, the patterns that no choice of it or of a later one leaves. */
  readonly #stubborn: ReadonlySet<TopicPattern>[] = [];
  /** What could not be left from a branch on. */
  readonly #failed = new Set<string>();

  constructor(branches: readonly Branch[], alive: readonly TopicPattern[], budget: Budget) {
    this.#branches = branches.map(({ choices }) =>
      choices.map(({ text, alive: held }) => ({ text, held: new Set(held) })),
    );
    this.#budget = budget;
    this.#numbers = new Map(alive.map((pattern, i) => [pattern, i]));
    let stubborn: ReadonlySet<TopicPattern> = new Set(alive);
    this.#stubborn[branches.length] = stubborn;
    for (let at = branches.length - 1; at >= 0; at--) {
      for (const { held } of this.#branches[at] as readonly Way[]) {
        stubborn = new Set([...stubborn].filter((pattern) => held.has(pattern)));
      }
      this.#stubborn[at] = stubborn;
    }
  }

  chooseAll(alive: readonly TopicPattern[]): string[] | false | undefined {
    const stubborn = this.#stubborn[0] as ReadonlySet<TopicPattern>;
    return alive.some((pattern) => stubborn.has(pattern)) ? false : this.#choose(0, alive);
  }

  /** `alive` holds no pattern that is stubborn from here on. */
  #choose(at: number, alive: readonly TopicPattern[]): string[] | false | undefined {
    const ways = this.#branches[at];
    if (!ways) return [];
    const key = `${at}:${alive.map((pattern) => this.#numbers.get(pattern)).join()}`;
    if (this.#failed.has(key)) return false;
    const stubborn = this.#stubborn[at + 1] as ReadonlySet<TopicPattern>;
    for (const { text, held } of ways) {
      if (--this.#budget.left < 0) return undefined;
      if (alive.some((pattern) => held.has(pattern) && stubborn.has(pattern))) continue;
      this.#budget.left -= alive.length;
      const left = alive.filter((pattern) => held.has(pattern));
      const further = this.#choose(at + 1, left);
      if (further === undefined) return undefined;
      if (further) return [text, ...further];
    }
    this.#failed.add(key);
    return false;
  }
}
