/** Looking for one text of some shapes. */

import type { Range } from './alphabet.js';
import { intersectRanges, readablePoint, TOPIC_CHARACTERS, withoutPoint } from './alphabet.js';
import type { ShapeMachine, TextTree } from './automaton.js';
import { machineOf, textTree } from './automaton.js';
import type { LevelShape } from './pattern.js';
import { shapeMatches, textsOf } from './shape.js';

export const DOLLAR = 0x24;
const WILDCARD = /[+#]/;
/** Texts that read well in an example; tried before anything is searched. */
const READABLE = ['other', 'x', '1', 'x1', '10', 'X'];

export interface Wanted {
  /** The text is of each of these shapes; without any it is any level text. */
  readonly within: readonly LevelShape[];
  /** It is none of these texts. */
  readonly avoid?: ReadonlySet<string>;
  readonly notDollarFirst?: boolean;
  readonly notEmpty?: boolean;
}

/** A text of both shapes that a topic level can hold; `undefined` when there is none. */
export function shapesIntersect(a: LevelShape, b: LevelShape): string | undefined {
  return findText({ within: [a, b] });
}

/** A text of the shape that a topic level can hold and that is not one of `avoid`; `undefined` when there is none. */
export function shapeSample(shape: LevelShape, avoid?: Iterable<string>): string | undefined {
  return findText(avoid ? { within: [shape], avoid: new Set(avoid) } : { within: [shape] });
}

/** A readable text if one of the usual ones will do, else a shortest one. Exact: `undefined` means that there is none. */
export function findText(wanted: Wanted): string | undefined {
  return READABLE.find((text) => isWanted(wanted, text)) ?? shortestText(wanted);
}

/** Whether a text is what is wanted. */
export function isWanted({ within, avoid, notDollarFirst, notEmpty }: Wanted, text: string): boolean {
  if (avoid?.has(text) || (notEmpty && text === '') || (notDollarFirst && text.startsWith('$'))) return false;
  return !WILDCARD.test(text) && within.every((shape) => shapeMatches(shape, text));
}

interface Step {
  /** One position in each machine. */
  readonly positions: readonly number[];
  /** Where the text stands in the tree of texts to avoid; `undefined` once it can be none of them. */
  readonly node: TextTree | undefined;
  readonly text: string;
}

/**
 * Breadth first through the product of the machines, one position of each at a time: as many states as the product of the
 * shapes' sizes and no more, because nothing is negated but the texts to avoid.
 */
export function shortestText(wanted: Wanted): string | undefined {
  const { within, avoid, notDollarFirst, notEmpty } = wanted;
  const listed = listedWithin(wanted);
  if (listed) return listed.find((text) => isWanted(wanted, text));

  const machines = within.map(machineOf);
  const charactersAt = commonCharacters(machines);
  const tree = avoid && avoid.size > 0 ? textTree(avoid) : undefined;
  let queue: Step[] = [];
  forEachTuple(
    machines.map((machine) => machine.start),
    (positions) => {
      if (canGoOn(machines, positions)) queue.push({ positions: [...positions], node: tree, text: '' });
    },
  );
  const seen = new Set<number | string>();
  const keyOf = stepKeys(machines);
  while (queue.length > 0) {
    const next: Step[] = [];
    for (const { positions, node, text } of queue) {
      const accepting = machines.filter((machine, i) => positions[i] === machine.accept).length;
      if (accepting === machines.length && !node?.ends && !(notEmpty && text === '')) return text;
      if (accepting > 0) continue;
      let { ranges, moves } = charactersAt(positions);
      if (notDollarFirst && text === '') {
        ranges = withoutPoint(ranges, DOLLAR);
        moves = movesOf(ranges, undefined);
      }
      const afters = machines.map((machine, i) => machine.after(positions[i] as number));
      for (const { point, child } of node ? movesOf(ranges, node) : moves) {
        forEachTuple(afters, (following) => {
          const key = keyOf(following, child);
          if (seen.has(key)) return;
          seen.add(key);
          next.push({ positions: [...following], node: child, text: text + String.fromCodePoint(point) });
        });
      }
    }
    queue = next;
  }
  return undefined;
}

/** Whether all machines are at their end or can read a common character; most pairs of many alternatives cannot. */
function canGoOn(machines: readonly ShapeMachine[], positions: readonly number[]): boolean {
  let common: readonly Range[] = TOPIC_CHARACTERS;
  let ended = 0;
  machines.forEach((machine, i) => {
    if (positions[i] === machine.accept) ended++;
    else if (common.length > 0) common = intersectRanges(common, machine.rangesAt(positions[i] as number));
  });
  return ended === machines.length || (ended === 0 && common.length > 0);
}

/** If one of the shapes is a list of texts, that list, shortest first. */
export function listedWithin({ within }: Wanted): string[] | undefined {
  for (const shape of within) {
    const texts = textsOf(shape);
    if (texts) return [...texts].sort((a, b) => a.length - b.length);
  }
  return undefined;
}

interface Move {
  readonly point: number;
  readonly child: TextTree | undefined;
}

/** Which characters all machines can read at some positions; the same for all positions of the same runs. */
function commonCharacters(
  machines: readonly ShapeMachine[],
): (positions: readonly number[]) => { ranges: readonly Range[]; moves: readonly Move[] } {
  const known = new Map<string | number, { ranges: readonly Range[]; moves: readonly Move[] }>();
  const [first, second] = machines;
  const small = machines.length === 2;
  return (positions) => {
    const key =
      small && first && second
        ? first.atomAt(positions[0] as number) * second.atomCount + second.atomAt(positions[1] as number)
        : machines.map((machine, i) => machine.atomAt(positions[i] as number)).join();
    let result = known.get(key);
    if (!result) {
      const ranges = machines.reduce<readonly Range[]>(
        (common, machine, i) => intersectRanges(common, machine.rangesAt(positions[i] as number)),
        TOPIC_CHARACTERS,
      );
      result = { ranges, moves: movesOf(ranges, undefined) };
      known.set(key, result);
    }
    return result;
  };
}

/** One key for each step: a number where the numbers suffice, since there can be millions. */
function stepKeys(
  machines: readonly ShapeMachine[],
): (positions: readonly number[], node: TextTree | undefined) => number | string {
  const [first, second] = machines;
  if (machines.length !== 2 || !first || !second) return (positions, node) => `${positions.join()}|${node?.id ?? ''}`;
  const width = second.accept + 1;
  const states = width * (first.accept + 1);
  return (positions, node) =>
    (positions[0] as number) * width + (positions[1] as number) + (node ? (node.id + 1) * states : 0);
}

/** One readable character that leaves the tree, and each that stays in it. */
function movesOf(ranges: readonly Range[], node: TextTree | undefined): Move[] {
  let free = ranges;
  const inside: Move[] = [];
  for (const [point, child] of node?.children ?? []) {
    const without = withoutPoint(free, point);
    if (intersectRanges(ranges, [[point, point]]).length > 0) inside.push({ point, child });
    free = without;
  }
  return free.length > 0 ? [{ point: readablePoint(free), child: undefined }, ...inside] : inside;
}

/** Every way to take one number from each list; the tuple is overwritten after each visit. */
function forEachTuple(choices: readonly (readonly number[])[], visit: (tuple: readonly number[]) => void): void {
  const tuple = choices.map(() => 0);
  const take = (at: number) => {
    const options = choices[at];
    if (!options) {
      visit(tuple);
      return;
    }
    for (const option of options) {
      tuple[at] = option;
      take(at + 1);
    }
  };
  take(0);
}
