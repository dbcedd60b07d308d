/** Comparisons of the room with the oracle. Each yields a line for each disagreement, so that a caller can stop at the first. */

import type { Fault, PlainLevel, PlainPattern, PlainShape } from './oracle.js';
import {
  enumerate,
  faultsOf,
  filterMatches,
  isName,
  outsideByReading,
  patternHolds,
  shapeHolds,
  textsOver,
  topicsOver,
} from './oracle.js';
import { CHARACTERS, Random, randomFilter, randomPattern, randomShape } from './random.js';
import type { Room } from './room.js';

export type Disagreements = Generator<string, void>;

const show = (value: unknown) => JSON.stringify(value, (_, part: unknown) => (part instanceof Set ? [...part] : part));

export function* syntaxOf(room: Room, texts: Iterable<string>): Disagreements {
  for (const text of texts) {
    for (const kind of ['filter', 'name'] as const) {
      const expected = show(faultsOf(kind, text));
      const scanned = kind === 'filter' ? room.checkTopicFilter(text) : room.checkTopicName(text);
      if (show(scanned.map(({ code, offset }): Fault => [code, offset])) !== expected) {
        yield `scanner, ${kind} ${show(text)}: ${show(scanned)}, not ${expected}`;
      }
      const parsed = room.parseTopicTree(kind, text).problems;
      if (show(parsed) !== show(scanned)) yield `grammar, ${kind} ${show(text)}: ${show(parsed)}, not ${show(scanned)}`;
    }
  }
}

export function* matchingOf(room: Room, filters: readonly string[], topics: readonly string[]): Disagreements {
  for (const filter of filters) {
    const pattern = room.patternOf(filter);
    for (const topic of topics) {
      const expected = filterMatches(filter, topic);
      if (room.matches(filter, topic) !== expected) yield `matches ${show(filter)} ${show(topic)} is not ${expected}`;
      if (room.patternMatches(pattern, topic) !== expected)
        yield `patternMatches ${show(filter)} ${show(topic)} is not ${expected}`;
    }
  }
}

/** The valid filters and names among all short texts. */
export function shortFilters(length: number): string[] {
  return textsOver(['a', '$', '/', '+', '#'], length).filter((text) => faultsOf('filter', text).length === 0);
}
export function shortNames(length: number): string[] {
  return textsOver(['a', '$', '/', 'z'], length).filter(isName);
}

/** All filters of up to three levels and `#`, and which of all topics of up to five levels each matches, as bits. */
export class Universe {
  readonly filters: readonly string[];
  readonly #topics = topicsOver(['', 'a', 'b', '$x', 'z', '$z'], 5);
  readonly #sets: readonly Uint32Array[];

  constructor() {
    const levels = ['', 'a', 'b', '$x', '+'];
    const some = topicsOver(levels, 3);
    this.filters = ['#', ...some, ...[...some, ''].map((filter) => `${filter}/#`)];
    this.#sets = this.filters.map((filter) => {
      const set = new Uint32Array(Math.ceil(this.#topics.length / 32));
      this.#topics.forEach((topic, i) => {
        if (filterMatches(filter, topic)) set[i >> 5] = (set[i >> 5] as number) | (1 << (i & 31));
      });
      return set;
    });
  }

  /** Whether a topic is in a filter of `inner` and in none of `outer`; filters by number. */
  isOutside(outer: readonly number[], inner: readonly number[]): boolean {
    return this.#some((i) => this.#word(inner, i) & ~this.#word(outer, i));
  }

  isCommon(a: readonly number[], b: readonly number[]): boolean {
    return this.#some((i) => this.#word(a, i) & this.#word(b, i));
  }

  /** Whether `both` (one of the universe's filters, or `undefined` for none) matches what `a` and `b` both match. */
  isIntersection(a: number, b: number, both: string | undefined): boolean {
    const numbers = both === undefined ? [] : [this.filters.indexOf(both)];
    return (
      !numbers.includes(-1) && !this.#some((i) => (this.#word([a], i) & this.#word([b], i)) ^ this.#word(numbers, i))
    );
  }

  #word(filters: readonly number[], i: number): number {
    let word = 0;
    for (const filter of filters) word |= (this.#sets[filter] as Uint32Array)[i] as number;
    return word;
  }

  #some(word: (i: number) => number): boolean {
    for (let i = 0; i < (this.#sets[0] as Uint32Array).length; i++) if (word(i) !== 0) return true;
    return false;
  }
}

const inOne = (filters: readonly string[], topic: string) => filters.some((filter) => filterMatches(filter, topic));

/** `includes` and `overlaps` for lists of the universe's filters, each given by numbers. */
export function* setsOf(room: Room, universe: Universe, cases: Iterable<readonly [number[], number[]]>): Disagreements {
  for (const [one, other] of cases) {
    const a = one.map((i) => universe.filters[i] as string);
    const b = other.map((i) => universe.filters[i] as string);
    const inclusion = room.includes(a, b);
    if (inclusion.included === universe.isOutside(one, other))
      yield `includes ${show(a)} ${show(b)} is ${show(inclusion)}`;
    const outside = inclusion.witness;
    if (
      inclusion.included !== (outside === undefined) ||
      (outside !== undefined && !(isName(outside) && inOne(b, outside) && !inOne(a, outside)))
    ) {
      yield `includes ${show(a)} ${show(b)} has the witness ${show(outside)}`;
    }
    const overlap = room.overlaps(a, b);
    if (overlap.overlaps !== universe.isCommon(one, other)) yield `overlaps ${show(a)} ${show(b)} is ${show(overlap)}`;
    const common = overlap.witness;
    if (
      overlap.overlaps !== (common !== undefined) ||
      (common !== undefined && !(isName(common) && inOne(a, common) && inOne(b, common)))
    ) {
      yield `overlaps ${show(a)} ${show(b)} has the witness ${show(common)}`;
    }
  }
}

/** `intersection` of every pair of the universe's filters. */
export function* intersectionsOf(
  room: Room,
  universe: Universe,
  cases: Iterable<readonly [number[], number[]]>,
): Disagreements {
  for (const [[one], [other]] of cases as Iterable<[[number], [number]]>) {
    const [a, b] = [universe.filters[one] as string, universe.filters[other] as string];
    const both = room.intersection(a, b);
    if (!universe.isIntersection(one, other, both)) yield `intersection ${show(a)} ${show(b)} is ${show(both)}`;
  }
}

export function* allPairs(count: number): Generator<[number[], number[]]> {
  for (let i = 0; i < count; i++) for (let j = 0; j < count; j++) yield [[i], [j]];
}

export function* randomPairs(seed: number, cases: number, count: number): Generator<[number[], number[]]> {
  const random = new Random(seed);
  for (let i = 0; i < cases; i++) yield [[random.below(count)], [random.below(count)]];
}

export function* randomLists(seed: number, cases: number, count: number): Generator<[number[], number[]]> {
  const random = new Random(seed);
  for (let i = 0; i < cases; i++) {
    yield [random.list(0, 6, () => random.below(count)), random.list(0, 2, () => random.below(count))];
  }
}

/** Long filters: up to nine levels, many of them made from the inner one so that inclusion is close. */
export function* longFiltersOf(room: Room, seed: number, cases: number): Disagreements {
  const random = new Random(seed);
  const literals = ['a', 'x', '', '$x', 'other', 'é'];
  for (let i = 0; i < cases; i++) {
    const inner = randomFilter(random, literals, 9);
    const outers = random.list(1, 6, () => {
      if (random.below(3) === 0) return randomFilter(random, literals, 9);
      const levels = inner
        .split('/')
        .map((level) => (level !== '#' && random.below(4) === 0 ? random.pick(['+', 'x', 'other']) : level));
      return (
        (random.below(4) === 0
          ? [...levels.slice(0, 1 + random.below(levels.length)).filter((level) => level !== '#'), '#']
          : levels
        ).join('/') || '/'
      );
    });
    const expected = outsideByReading(outers, inner);
    const { included, witness } = room.includes(outers, inner);
    if (included !== (expected === undefined))
      yield `includes ${show(outers)} ${show(inner)} is ${included}, the oracle has ${show(expected)}`;
    else if (witness !== undefined && !(filterMatches(inner, witness) && !inOne(outers, witness)))
      yield `includes ${show(outers)} ${show(inner)}: ${show(witness)}`;
  }
}

const SHORT_TEXTS = textsOver(CHARACTERS, 4);
const SHORTER_TEXTS = textsOver(CHARACTERS, 3);

export function* shapesOf(room: Room, seed: number, cases: number): Disagreements {
  const random = new Random(seed);
  for (let i = 0; i < cases; i++) {
    const [a, b, c] = [randomShape(random), randomShape(random), randomShape(random)];
    const wrong = SHORT_TEXTS.find((text) => room.shapeMatches(a, text) !== shapeHolds(a, text));
    if (wrong !== undefined) yield `shapeMatches ${show(a)} ${show(wrong)} is not ${shapeHolds(a, wrong)}`;

    const avoid = new Set(random.list(0, 5, () => random.pick(SHORT_TEXTS.slice(0, 50))));
    const wanted = { within: [a, b], avoid, notDollarFirst: random.below(2) === 0, notEmpty: random.below(2) === 0 };
    const good = (text: string) =>
      shapeHolds(a, text) &&
      shapeHolds(b, text) &&
      !avoid.has(text) &&
      !(wanted.notDollarFirst && text.startsWith('$')) &&
      !(wanted.notEmpty && text === '');
    const found = room.findText(wanted);
    const expected = SHORT_TEXTS.find(good);
    if ((found === undefined) !== (expected === undefined) && !(found !== undefined && good(found))) {
      yield `findText ${show(wanted)} is ${show(found)}, the oracle has ${show(expected)}`;
    } else if (found !== undefined && !good(found)) yield `findText ${show(wanted)} is ${show(found)}`;

    const cells = { within: [a], by: [b, c], texts: avoid, byDollar: true };
    const kindOf = (text: string) =>
      `${shapeHolds(b, text)} ${shapeHolds(c, text)} ${avoid.has(text) ? show(text) : ''} ${text.startsWith('$')}`;
    const texts = room.cellTexts(cells, { left: 1_000_000 });
    const kinds = new Set(texts?.map(kindOf));
    if (!texts?.every((text) => shapeHolds(a, text)) || kinds.size !== texts.length)
      yield `cellTexts ${show(cells)} is ${show(texts)}`;
    const missing = SHORT_TEXTS.find((text) => shapeHolds(a, text) && !kinds.has(kindOf(text)));
    if (missing !== undefined) yield `cellTexts ${show(cells)} lacks the kind of ${show(missing)}`;
  }
}

/** Patterns with shapes: what is found is right, and where nothing is found, enumeration finds nothing. */
export function* patternsOf(room: Room, seed: number, cases: number): Disagreements {
  const random = new Random(seed);
  const literals = ['a', '', 'b0', '$a', '$'];
  for (let i = 0; i < cases; i++) {
    const shapes = random.list(1, 3, () => randomShape(random));
    const make = () => randomPattern(random, literals, shapes, 2);
    const inAll = random.list(1, 2, make);
    const inNone = random.list(0, 4, make);
    const finding = room.findTopic(inAll, inNone);
    const question = `findTopic ${show(inAll)} ${show(inNone)}`;
    if (finding.status === 'unknown') yield `${question} is unknown`;
    if (finding.status === 'found') {
      const { witness } = finding;
      if (
        !inAll.every((pattern) => patternHolds(pattern, witness)) ||
        inNone.some((pattern) => patternHolds(pattern, witness))
      )
        yield `${question}: ${show(witness)}`;
      for (const pattern of [...inAll, ...inNone]) {
        if (room.patternMatches(pattern, witness) !== patternHolds(pattern, witness))
          yield `patternMatches ${show(pattern)} ${show(witness)}`;
      }
    } else {
      const topic = enumerate(inAll, inNone, SHORTER_TEXTS, 5);
      if (topic !== undefined) yield `${question} finds nothing, the oracle finds ${show(topic)}`;
    }
    const [inner] = inAll as [(typeof inAll)[0]];
    const coverage = room.uncovered(inner, inNone);
    if ((coverage.status === 'covered') !== (room.findTopic([inner], inNone).status === 'none'))
      yield `uncovered ${show(inner)} ${show(inNone)} is ${show(coverage)}`;
    const [denied, ...allowed] = inNone;
    if (denied) {
      const answer = room.uncoveredBy(inner, allowed, [denied]);
      const holds = (topic: string) =>
        patternHolds(inner, topic) &&
        (patternHolds(denied, topic) || !allowed.some((pattern) => patternHolds(pattern, topic)));
      if (answer.status === 'uncovered' && !holds(answer.witness))
        yield `uncoveredBy ${show(inner)} ${show(allowed)} ${show(denied)}: ${show(answer)}`;
      if (
        answer.status === 'covered' &&
        (room.overlapWitness(inner, denied) !== undefined || room.findTopic([inner], allowed).status !== 'none')
      ) {
        yield `uncoveredBy ${show(inner)} ${show(allowed)} ${show(denied)} is covered`;
      }
    }
  }
}

/** Levels with few texts, where several patterns cover together what none of them covers alone. */
export function* fewTextsOf(room: Room, seed: number, cases: number): Disagreements {
  const random = new Random(seed);
  const texts = ['0', '1', '2'];
  const some = (): PlainLevel => ({
    kind: 'shape',
    shape: { alternatives: random.pick([['0', '1'], ['1', '2'], ['0', '2'], texts]).map(alternative) },
  });
  const any = (): PlainLevel => ({ kind: 'any' });
  const literal = (): PlainLevel => ({ kind: 'literal', text: random.pick(texts) });
  for (let i = 0; i < cases; i++) {
    const count = 1 + random.below(4);
    const withRest = random.below(3) === 0;
    const make = (levels: number, of: readonly (() => PlainLevel)[]): PlainPattern => ({
      levels: Array.from({ length: levels }, () => random.pick(of)()),
      ...(withRest && { rest: some() }),
    });
    const inner = make(withRest ? 1 : count, [some]);
    const outers = random.list(1, 8, () => make(withRest ? random.below(3) : count, [any, literal, some]));
    const expected = enumerate([inner], outers, texts, withRest ? 5 : 4);
    const coverage = room.uncovered(inner, outers);
    const question = `uncovered ${show(inner)} ${show(outers)}`;
    if (coverage.status === 'unknown') yield `${question} is unknown`;
    else if (coverage.status === 'covered') {
      if (expected !== undefined) yield `${question} is covered, the oracle finds ${show(expected)}`;
    } else if (
      !patternHolds(inner, coverage.witness) ||
      outers.some((pattern) => patternHolds(pattern, coverage.witness))
    ) {
      yield `${question}: ${show(coverage.witness)}`;
    }
  }
}

function alternative(text: string): PlainShape['alternatives'][number] {
  const point = text.codePointAt(0) as number;
  return [{ ranges: [[point, point]], min: 1, max: 1 }];
}
