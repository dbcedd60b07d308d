/** Repeatable random cases: the same seed gives the same cases everywhere. */
import type { PlainAtom, PlainLevel, PlainPattern, PlainShape } from './oracle.js';

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) % limit) | 0;
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  list<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }
}

/** A filter of up to `most` levels, `#` included, never empty. */
export function randomFilter(random: Random, literals: readonly string[], most: number): string {
  const levels = random.list(0, most - 1, () => (random.below(3) === 0 ? '+' : random.pick(literals)));
  if (random.below(3) === 0 || levels.length === 0) levels.push(random.pick(['#', '+', ...literals]));
  const filter = levels.join('/');
  return filter === '' ? '/' : filter;
}

/** Sets of characters that overlap in every way, over `a`, `b`, `0`, `$` and everything else. */
const SETS: readonly PlainAtom['ranges'][] = [
  [[0x61, 0x61]],
  [[0x62, 0x62]],
  [[0x61, 0x62]],
  [
    [0x30, 0x30],
    [0x61, 0x61],
  ],
  [[0x30, 0x30]],
  [
    [0x24, 0x24],
    [0x61, 0x61],
  ],
  [[0x24, 0x24]],
  [
    [0x01, 0x22],
    [0x24, 0x2a],
    [0x2c, 0x2e],
    [0x30, 0xd7ff],
    [0xe000, 0x10ffff],
  ],
  [
    [0x30, 0x30],
    [0x62, 0xffff],
  ].map(([from, to]) => [from, to === 0xffff ? 0xd7ff : to] as const) as [number, number][],
];
/** What the sets can tell apart. */
export const CHARACTERS = ['a', 'b', '0', '$', 'z', '!'] as const;

export function randomShape(random: Random): PlainShape {
  return {
    alternatives: random.list(1, 2, () =>
      random.list(0, 2, () => {
        const min = random.below(3);
        return { ranges: random.pick(SETS), min, max: random.below(3) === 0 ? null : min + random.below(2) };
      }),
    ),
  };
}

export function randomPattern(
  random: Random,
  literals: readonly string[],
  shapes: readonly PlainShape[],
  most: number,
): PlainPattern {
  const level = (): PlainLevel => {
    switch (random.below(4)) {
      case 0:
        return { kind: 'any' };
      case 1:
        return { kind: 'literal', text: random.pick(literals) };
      default:
        return { kind: 'shape', shape: random.pick(shapes) };
    }
  };
  const levels = random.list(0, most, level);
  if (random.below(3) > 0) return { levels };
  return { levels, rest: random.below(2) === 0 ? { kind: 'any' } : level() };
}
