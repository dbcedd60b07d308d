/** Looking for texts of shapes, one for each way in which shapes and texts can be told apart. */

import type { Range } from './alphabet.js';
import { intersectRanges, readablePoint, TOPIC_CHARACTERS } from './alphabet.js';
import type { ShapeMachine, TextTree } from './automaton.js';
import { machineOf, textTree } from './automaton.js';
import type { LevelShape } from './pattern.js';
import { shapeMatches } from './shape.js';
import type { Wanted } from './shape-text.js';
import { DOLLAR, isWanted, listedWithin } from './shape-text.js';

export { shapeSample, shapesIntersect } from './shape-text.js';

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
  const listed = listedWithin(cells);
  if (listed) return listedCells(cells, listed, budget, enough);
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

/** `cellTexts` where the texts are listed. */
function listedCells(
  cells: Cells,
  listed: readonly string[],
  budget: Budget,
  enough?: (text: string) => boolean,
): string[] | undefined {
  const found = new Map<string, string>();
  for (const text of listed) {
    budget.left -= 1 + cells.by.length;
    if (budget.left < 0) return undefined;
    if (!isWanted(cells, text)) continue;
    if (enough?.(text)) return [text];
    const shapes = cells.by.map((shape) => Number(shapeMatches(shape, text))).join('');
    const kind = `${shapes}|${cells.texts.has(text) ? text : ''}|${cells.texts.has(text)}|${cells.byDollar === true && text.startsWith('$')}`;
    if (!found.has(kind)) found.set(kind, text);
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
