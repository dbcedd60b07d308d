/** Looking for texts of shapes: one text, or one for each way in which shapes and texts can be told apart. */
import { intersectRanges, readablePoint, TOPIC_CHARACTERS, withoutPoint } from './alphabet.js';
import type { Range } from './alphabet.js';
import { machineOf, textTree } from './automaton.js';
import type { ShapeMachine, TextTree } from './automaton.js';
import type { LevelShape } from './pattern.js';
import { shapeMatches } from './shape.js';

const DOLLAR = 0x24;
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

function isWanted({ within, avoid }: Wanted, text: string): boolean {
  return !avoid?.has(text) && within.every((shape) => shapeMatches(shape, text));
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
export function shortestText({ within, avoid, notDollarFirst, notEmpty }: Wanted): string | undefined {
  const machines = within.map(machineOf);
  const tree = avoid && avoid.size > 0 ? textTree(avoid) : undefined;
  let queue: Step[] = tuples(machines.map((machine) => machine.start)).map((positions) => ({
    positions,
    node: tree,
    text: '',
  }));
  const seen = new Set<string>();
  while (queue.length > 0) {
    const next: Step[] = [];
    for (const { positions, node, text } of queue) {
      const accepted = machines.every((machine, i) => positions[i] === machine.accept);
      if (accepted && !node?.ends && !(notEmpty && text === '')) return text;
      if (machines.some((machine, i) => positions[i] === machine.accept)) continue;
      let ranges: readonly Range[] = TOPIC_CHARACTERS;
      machines.forEach((machine, i) => {
        ranges = intersectRanges(ranges, machine.rangesAt(positions[i] as number));
      });
      if (notDollarFirst && text === '') ranges = withoutPoint(ranges, DOLLAR);
      for (const { point, child } of moves(ranges, node)) {
        for (const following of tuples(machines.map((machine, i) => machine.after(positions[i] as number)))) {
          const key = `${following.join()}|${child?.id ?? ''}`;
          if (seen.has(key)) continue;
          seen.add(key);
          next.push({ positions: following, node: child, text: text + String.fromCodePoint(point) });
        }
      }
    }
    queue = next;
  }
  return undefined;
}

/** One readable character that leaves the tree, and each that stays in it. */
function moves(ranges: readonly Range[], node: TextTree | undefined): { point: number; child: TextTree | undefined }[] {
  let free = ranges;
  const inside: { point: number; child: TextTree | undefined }[] = [];
  for (const [point, child] of node?.children ?? []) {
    const without = withoutPoint(free, point);
    if (intersectRanges(ranges, [[point, point]]).length > 0) inside.push({ point, child });
    free = without;
  }
  return free.length > 0 ? [{ point: readablePoint(free), child: undefined }, ...inside] : inside;
}

function tuples(choices: readonly (readonly number[])[]): number[][] {
  let result: number[][] = [[]];
  for (const options of choices) result = result.flatMap((before) => options.map((option) => [...before, option]));
  return result;
}

/** Steps that a search may still take; shared by everything that one question needs. */
export interface Budget {
  left: number;
}

export interface Cells extends Wanted {
  /** What tells texts apart: being of these shapes, being one of these texts, and, if asked, beginning with `$`. */
  readonly by: readonly LevelShape[];
  readonly texts: ReadonlySet<string>;
  readonly byDollar?: boolean;
}

interface SetState {
  readonly sets: readonly (readonly number[])[];
  readonly node: TextTree | undefined;
  readonly dollar: boolean;
  readonly text: string;
}

/**
 * One text of each kind (a minterm) that the shapes and texts of `cells` can tell apart, within `cells.within`: shortest first.
 * Stops early at a text of which `enough` holds. `undefined` when the budget does not suffice.
 */
export function cellTexts(cells: Cells, budget: Budget, enough?: (text: string) => boolean): string[] | undefined {
  const machines = [...cells.within, ...cells.by].map(machineOf);
  const required = cells.within.length;
  const found = new Map<string, string>();
  const seen = new Set<string>();
  let queue: SetState[] = [
    {
      sets: machines.map((machine) => machine.start),
      node: cells.texts.size > 0 ? textTree(cells.texts) : undefined,
      dollar: false,
      text: '',
    },
  ];
  while (queue.length > 0) {
    const next: SetState[] = [];
    for (const state of queue) {
      budget.left -= 1 + state.sets.reduce((sum, set) => sum + set.length, 0);
      if (budget.left < 0) return undefined;
      const kind = kindOf(state, machines, required);
      if (kind !== undefined && !found.has(kind) && !(cells.notEmpty && state.text === '')) {
        found.set(kind, state.text);
        if (enough?.(state.text)) return [state.text];
      }
      // Nothing is left to be told apart: all longer texts are of this kind.
      if (!state.node && required === 0 && state.text !== '' && state.sets.every((set) => set.length === 0)) continue;
      for (const ranges of partition(state, machines, cells)) {
        const following = follow(state, machines, readablePoint(ranges), cells);
        if (following.sets.slice(0, required).some((set) => set.length === 0)) continue;
        const key = `${following.sets.map((set) => set.join()).join(';')}|${following.node?.id ?? ''}|${following.dollar}`;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push(following);
      }
    }
    queue = next;
  }
  return [...found.values()];
}

/** Which of the shapes a text that ends here is of, and which text it is; `undefined` outside of `within`. */
function kindOf(state: SetState, machines: readonly ShapeMachine[], required: number): string | undefined {
  const accepting = machines.map((machine, i) => (state.sets[i] as readonly number[]).includes(machine.accept));
  if (accepting.slice(0, required).includes(false)) return undefined;
  return `${accepting.map(Number).join('')}|${state.node?.ends ? state.node.id : ''}|${state.dollar}`;
}

/** The characters that can come next, in groups that no machine can tell apart here. */
function partition(state: SetState, machines: readonly ShapeMachine[], cells: Cells): Range[][] {
  let groups: Range[][] = [[...TOPIC_CHARACTERS]];
  const split = (ranges: readonly Range[]) => {
    groups = groups.flatMap((group) => {
      const inside = intersectRanges(group, ranges);
      if (inside.length === 0) return [group];
      const outside = complementWithin(group, inside);
      return outside.length === 0 ? [group] : [inside, outside];
    });
  };
  const done = new Set<readonly Range[]>();
  machines.forEach((machine, i) => {
    for (const position of state.sets[i] as readonly number[]) {
      if (position === machine.accept) continue;
      const ranges = machine.rangesAt(position);
      if (done.has(ranges)) continue;
      done.add(ranges);
      split(ranges);
    }
  });
  for (const point of state.node?.children.keys() ?? []) split([[point, point]]);
  if (state.text === '' && (cells.byDollar || cells.notDollarFirst)) split([[DOLLAR, DOLLAR]]);
  if (state.text === '' && cells.notDollarFirst) groups = groups.filter((group) => group[0]?.[0] !== DOLLAR);
  return groups;
}

function complementWithin(group: readonly Range[], inside: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (const [from, to] of group) {
    let at = from;
    for (const [cutFrom, cutTo] of inside) {
      if (cutTo < at || cutFrom > to) continue;
      if (cutFrom > at) result.push([at, cutFrom - 1]);
      at = cutTo + 1;
    }
    if (at <= to) result.push([at, to]);
  }
  return result;
}

function follow(state: SetState, machines: readonly ShapeMachine[], point: number, cells: Cells): SetState {
  const sets = machines.map((machine, i) => {
    const following = new Set<number>();
    for (const position of state.sets[i] as readonly number[]) {
      if (position === machine.accept) continue;
      if (!machine.rangesAt(position).some(([from, to]) => point >= from && point <= to)) continue;
      for (const after of machine.after(position)) following.add(after);
    }
    return [...following].sort((a, b) => a - b);
  });
  return {
    sets,
    node: state.node?.children.get(point),
    dollar: state.text === '' ? cells.byDollar === true && point === DOLLAR : state.dollar,
    text: state.text + String.fromCodePoint(point),
  };
}
