/** One look at a topic name or filter: whether it is well formed, whether its levels keep to a `level` check, and how many there are. */
import type { CompiledCheck } from './checks.js';
import { hashed, type Levels } from './levels.js';

/** What comes instead of a number of levels. */
export const sign = { refused: 0, unclear: -1 } as const;

const slash = 0x2f;
const plus = 0x2b;
const hashSign = 0x23;
/** What a sign is in a level. */
const fine = 0;
const separates = 1;
const refused = 2;
const unclear = 3;

export class LevelSigns {
  readonly #signs: Uint8Array;
  readonly #least: number;
  readonly #most: number;
  /** What a level says that does not keep to the check. */
  readonly #otherwise: number;

  private constructor(signs: Uint8Array, least: number, most: number, otherwise: number) {
    this.#signs = signs;
    this.#least = least;
    this.#most = most;
    this.#otherwise = otherwise;
  }

  /** Nothing where the checks on levels are more than a run of characters of one class. */
  static of(checks: readonly CompiledCheck[]): LevelSigns | undefined {
    const [check, ...others] = checks.filter(({ policyField }) => policyField === 'level');
    const atom = check && onlyAtom(check);
    if (others.length > 0 || (check && !atom)) return undefined;
    const breach = check?.refuses === false ? unclear : refused;
    const signs = new Uint8Array(128).fill(atom ? breach : fine);
    for (const [from, to] of atom?.ranges ?? []) signs.fill(fine, from, Math.min(to, 127) + 1);
    signs[slash] = separates;
    // What no topic name holds [MQTT-3.3.2-2, MQTT-1.5.3-2].
    for (const code of [0, hashSign, plus]) signs[code] = refused;
    return new LevelSigns(
      signs,
      atom?.min ?? 0,
      atom?.max ?? Number.POSITIVE_INFINITY,
      breach === refused ? sign.refused : sign.unclear,
    );
  }

  /**
   * How many levels the topic has from an offset on, where a level begins; `sign.refused` or `sign.unclear` where they have a fault,
   * or more than ASCII.
   */
  levelsOf(topic: string, from: number): number {
    const signs = this.#signs;
    const least = this.#least;
    const most = this.#most;
    const { length } = topic;
    let levels = 1;
    let start = from;
    for (let at = from; at < length; at++) {
      const code = topic.charCodeAt(at);
      if (code > 0x7f) return sign.unclear;
      const said = signs[code];
      if (said === fine) continue;
      if (said === refused) return sign.refused;
      if (said === unclear) return sign.unclear;
      if (at - start < least || at - start > most) return this.#otherwise;
      levels++;
      start = at + 1;
    }
    return length - start < least || length - start > most ? this.#otherwise : levels;
  }

  /** The same, and takes the levels apart. */
  read(topic: string, from: number, into: Levels): number {
    const signs = this.#signs;
    const { length } = topic;
    into.begin(topic, from);
    let start = from;
    let level = 0;
    for (let at = from; at < length; at++) {
      const code = topic.charCodeAt(at);
      if (code > 0x7f) return sign.unclear;
      const said = signs[code];
      if (said === fine) {
        level = hashed(level, code);
        continue;
      }
      if (said === refused) return sign.refused;
      if (said === unclear) return sign.unclear;
      if (!this.#fits(at - start)) return this.#otherwise;
      into.add(level, at + 1);
      level = 0;
      start = at + 1;
    }
    if (!this.#fits(length - start)) return this.#otherwise;
    into.add(level, length + 1);
    return into.count;
  }

  /**
   * Takes a filter apart that is well formed, is no more than ASCII and keeps to the check on levels, wildcards aside; `false` for all
   * others. What stands before `from`, where a level begins, is known to be right.
   */
  readFilter(filter: string, from: number, into: Levels): boolean {
    const signs = this.#signs;
    const { length } = filter;
    into.begin(filter, from);
    let firstWild = -1;
    let isWild = false;
    let start = from;
    let level = 0;
    for (let at = from; at < length; at++) {
      const code = filter.charCodeAt(at);
      if (code > 0x7f) return false;
      if (signs[code] === fine) level = hashed(level, code);
      else if (code === slash) {
        if (isWild ? at - start > 1 : !this.#fits(at - start)) return false;
        into.add(level, at + 1);
        isWild = false;
        level = 0;
        start = at + 1;
      } else if (at !== start) {
        // A wildcard stands alone [MQTT-4.7.1-2, -3].
        return false;
      } else {
        if (firstWild < 0) firstWild = into.count;
        if (code === plus) isWild = true;
        else {
          into.firstWild = firstWild;
          into.isOpen = true;
          return code === hashSign && at + 1 === length;
        }
      }
    }
    if (isWild ? length - start > 1 : !this.#fits(length - start)) return false;
    into.add(level, length + 1);
    into.firstWild = firstWild < 0 ? into.count : firstWild;
    return length > 0;
  }

  #fits(length: number): boolean {
    return length >= this.#least && length <= this.#most;
  }
}

function onlyAtom({ test, unconditional }: CompiledCheck) {
  if (!unconditional || !('shape' in test) || test.shape.kind !== 'level') return undefined;
  const [sequence, ...others] = test.shape.level.alternatives;
  const [atom, ...more] = sequence ?? [];
  return others.length > 0 || more.length > 0 || !atom ? undefined : { ...atom, max: atom.max ?? undefined };
}
