/**
 * A shape as a small machine: a position says which run of characters is being read and how many of it have been. Positions
 * are numbers; what can follow each is found once, when it is first asked for.
 */
import type { Range } from './alphabet.js';
import type { Atom, LevelShape } from './pattern.js';

export class ShapeMachine {
  /** The position after a whole text. */
  readonly accept: number;
  readonly start: readonly number[];
  readonly #atoms: Atom[] = [];
  /** First position of each atom. */
  readonly #bases: number[] = [];
  /** For each atom, whether it is the last of its alternative. */
  readonly #lasts: boolean[] = [];
  readonly #atomOf: Uint32Array;
  readonly #after: (readonly number[] | undefined)[] = [];

  constructor(shape: LevelShape) {
    const firsts: number[] = [];
    let size = 0;
    let hasEmptyAlternative = false;
    for (const alternative of shape.alternatives) {
      if (alternative.length === 0) hasEmptyAlternative = true;
      else firsts.push(this.#atoms.length);
      alternative.forEach((atom, i) => {
        this.#atoms.push(atom);
        this.#bases.push(size);
        this.#lasts.push(i === alternative.length - 1);
        size += widthOf(atom);
      });
    }
    this.accept = size;
    this.#atomOf = new Uint32Array(size);
    this.#atoms.forEach((atom, i) => {
      const base = this.#bases[i] as number;
      this.#atomOf.fill(i, base, base + widthOf(atom));
    });
    const start = new Set<number>();
    if (hasEmptyAlternative) start.add(this.accept);
    for (const first of firsts) this.#reach(first, 0, start);
    this.start = [...start];
  }

  get atomCount(): number {
    return this.#atoms.length;
  }

  /** Which of the shape's runs is read at a position. */
  atomAt(position: number): number {
    return this.#atomOf[position] as number;
  }

  rangesAt(position: number): readonly Range[] {
    return (this.#atoms[this.#atomOf[position] as number] as Atom).ranges;
  }

  /** The positions after one more character (of `rangesAt(position)`). */
  after(position: number): readonly number[] {
    let result = this.#after[position];
    if (!result) {
      const index = this.#atomOf[position] as number;
      const { min, max } = this.#atoms[index] as Atom;
      const count = position - (this.#bases[index] as number) + 1;
      const reached = new Set<number>();
      this.#reach(index, max === null ? Math.min(count, min) : count, reached);
      result = [...reached];
      this.#after[position] = result;
    }
    return result;
  }

  /** Adds every position that can read the next character once `count` of the atom have been read. */
  #reach(index: number, count: number, into: Set<number>): void {
    for (let i = index, read = count; ; i++, read = 0) {
      const { min, max } = this.#atoms[i] as Atom;
      if (max === null || read < max) into.add((this.#bases[i] as number) + read);
      if (read < min) return;
      if (this.#lasts[i]) {
        into.add(this.accept);
        return;
      }
    }
  }
}

/** Without an upper bound, more than `min` is as good as `min`. */
function widthOf({ min, max }: Atom): number {
  return max === null ? min + 1 : Math.max(max, 0);
}

const machines = new WeakMap<LevelShape, ShapeMachine>();

export function machineOf(shape: LevelShape): ShapeMachine {
  let machine = machines.get(shape);
  if (!machine) {
    machine = new ShapeMachine(shape);
    machines.set(shape, machine);
  }
  return machine;
}

/** Texts to be avoided or told apart, as a tree of characters. */
export interface TextTree {
  readonly id: number;
  readonly children: Map<number, TextTree>;
  ends: boolean;
}

export function textTree(texts: Iterable<string>): TextTree {
  let nodes = 0;
  const node = (): TextTree => ({ id: nodes++, children: new Map(), ends: false });
  const root = node();
  for (const text of texts) {
    let at = root;
    for (const character of text) {
      const point = character.codePointAt(0) as number;
      let next = at.children.get(point);
      if (!next) {
        next = node();
        at.children.set(point, next);
      }
      at = next;
    }
    at.ends = true;
  }
  return root;
}
