/**
 * Shapes: sets of level texts. A shape is a choice of plain sequences of character runs, never a repeated group, so that
 * membership is linear and emptiness and overlap are decidable.
 */
import { inRanges, TOPIC_CHARACTERS } from './alphabet.js';
import type { Atom, LevelShape } from './pattern.js';

/** Bounds that keep every operation on shapes affordable. */
const MAX_REPEAT = 1024;
const MAX_ALTERNATIVES = 1024;
/** Characters of repeated runs, over all alternatives: comparing two shapes takes up to the product. */
const MAX_REPEATED = 1280;
/** Characters of a shape in all. */
const MAX_CHARACTERS = 65_535;

export interface ShapeProblem {
  readonly code: 'repeat' | 'repeat-order' | 'alternatives' | 'size' | 'empty-set' | 'forbidden-character';
  readonly message: string;
}

/** The first reason why a shape is not one that topics can work with; nothing for a good shape. */
export function checkShape(shape: LevelShape): ShapeProblem | undefined {
  if (shape.alternatives.length > MAX_ALTERNATIVES) {
    return {
      code: 'alternatives',
      message: `The shape has ${shape.alternatives.length} alternatives, the limit is ${MAX_ALTERNATIVES}: describe them by a character class.`,
    };
  }
  let repeated = 0;
  let characters = 0;
  for (const atoms of shape.alternatives) {
    for (const { ranges, min, max } of atoms) {
      const bound = Math.max(min, max ?? 0);
      if (bound > MAX_REPEAT) {
        return {
          code: 'repeat',
          message: `A repetition of ${bound} is above the limit of ${MAX_REPEAT}: write "{${Math.min(min, MAX_REPEAT)},}" for no upper bound.`,
        };
      }
      if (max !== null && max < min) {
        return {
          code: 'repeat-order',
          message: `The repetition {${min},${max}} ends before it begins: write "{${max},${min}}".`,
        };
      }
      if (ranges.length === 0) {
        return {
          code: 'empty-set',
          message: 'A character class without characters matches nothing: name at least one character.',
        };
      }
      if (ranges.some(([from, to]) => from === 0 || (from <= 0x2f && to >= 0x2f) || (from <= 0xdfff && to >= 0xd800))) {
        return {
          code: 'forbidden-character',
          message:
            'A shape describes one topic level, which never holds "/", U+0000 or a lone surrogate: leave them out of the class.',
        };
      }
      characters += bound;
      if (max !== 1 || min !== 1) repeated += bound;
    }
  }
  if (repeated > MAX_REPEATED || characters > MAX_CHARACTERS) {
    return {
      code: 'size',
      message: `The shape's repetitions add up to ${repeated} characters of ${characters}, the limits are ${MAX_REPEATED} and ${MAX_CHARACTERS}: use smaller repetitions, or "{1,}" without an upper bound.`,
    };
  }
  return undefined;
}

/** Any text of one or more characters without wildcards: what a hole may stand for. */
export const NON_EMPTY: LevelShape = Object.freeze({
  alternatives: [[{ ranges: TOPIC_CHARACTERS, min: 1, max: null }]],
});

/** The shape of exactly these texts. */
export function shapeOfTexts(texts: readonly string[]): LevelShape {
  return { alternatives: texts.map(atomsOfText) };
}

export function shapeOfLiteral(text: string): LevelShape {
  return shapeOfTexts([text]);
}

function atomsOfText(text: string): Atom[] {
  return Array.from(text, (character) => {
    const point = character.codePointAt(0) as number;
    return { ranges: [[point, point]], min: 1, max: 1 };
  });
}

/**
 * The texts that are one text of each shape, in order. The alternatives multiply: above `MAX_ALTERNATIVES` the answer is
 * `undefined`, and the caller has to refuse or to widen.
 */
export function concatenate(shapes: readonly LevelShape[]): LevelShape | undefined {
  let alternatives: (readonly Atom[])[] = [[]];
  for (const shape of shapes) {
    if (alternatives.length * shape.alternatives.length > MAX_ALTERNATIVES) return undefined;
    alternatives = alternatives.flatMap((before) => shape.alternatives.map((after) => [...before, ...after]));
  }
  return { alternatives };
}

const listedTexts = new WeakMap<LevelShape, readonly string[] | null>();

/** The texts of a shape that is nothing but a list of texts; `undefined` for a shape with classes or repetitions. */
export function textsOf(shape: LevelShape): readonly string[] | undefined {
  let texts = listedTexts.get(shape);
  if (texts === undefined) {
    texts = shape.alternatives.every((atoms) => atoms.every(isOneCharacter))
      ? [...new Set(shape.alternatives.map(textOfAtoms))]
      : null;
    listedTexts.set(shape, texts);
  }
  return texts ?? undefined;
}

function isOneCharacter({ ranges, min, max }: Atom): boolean {
  return min === 1 && max === 1 && ranges.length === 1 && ranges[0]?.[0] === ranges[0]?.[1];
}

function textOfAtoms(atoms: readonly Atom[]): string {
  return atoms.map(({ ranges }) => String.fromCodePoint(ranges[0]?.[0] as number)).join('');
}

/** Whether both are written alike (not: whether they are the same set). */
export function sameShape(a: LevelShape, b: LevelShape): boolean {
  if (a === b) return true;
  if (a.alternatives.length !== b.alternatives.length) return false;
  return a.alternatives.every((atoms, i) => {
    const others = b.alternatives[i] as readonly Atom[];
    return atoms.length === others.length && atoms.every((atom, k) => sameAtom(atom, others[k] as Atom));
  });
}

function sameAtom(a: Atom, b: Atom): boolean {
  return (
    a.min === b.min &&
    a.max === b.max &&
    a.ranges.length === b.ranges.length &&
    a.ranges.every(([from, to], i) => from === b.ranges[i]?.[0] && to === b.ranges[i]?.[1])
  );
}

/** Whether the whole text is of the shape; linear in the text for each run of characters. */
export function shapeMatches(shape: LevelShape, text: string): boolean {
  return shapeMatchesPart(shape, text, 0, text.length);
}

/** `shapeMatches` for `text.slice(start, end)`, without making the slice. */
export function shapeMatchesPart(shape: LevelShape, text: string, start: number, end: number): boolean {
  for (const alternative of compiled(shape)) {
    if (
      alternative.greedy
        ? greedyMatch(alternative.atoms, text, start, end)
        : windowMatch(alternative.atoms, text, start, end)
    ) {
      return true;
    }
  }
  return false;
}

interface CompiledAtom {
  /** One byte for each ASCII character. */
  readonly ascii: Uint8Array;
  readonly ranges: Atom['ranges'];
  readonly min: number;
  readonly max: number;
}
interface CompiledAlternative {
  readonly atoms: readonly CompiledAtom[];
  /** No run can take a character that a later run needs, so taking as many as possible is right. */
  readonly greedy: boolean;
}

const compiledShapes = new WeakMap<LevelShape, readonly CompiledAlternative[]>();

function compiled(shape: LevelShape): readonly CompiledAlternative[] {
  let result = compiledShapes.get(shape);
  if (!result) {
    result = shape.alternatives.map((atoms) => ({ atoms: atoms.map(compileAtom), greedy: isGreedy(atoms) }));
    compiledShapes.set(shape, result);
  }
  return result;
}

function compileAtom({ ranges, min, max }: Atom): CompiledAtom {
  const ascii = new Uint8Array(128);
  for (const [from, to] of ranges) for (let point = from; point <= Math.min(to, 127); point++) ascii[point] = 1;
  return { ascii, ranges, min, max: max ?? Number.POSITIVE_INFINITY };
}

function isGreedy(atoms: readonly Atom[]): boolean {
  return atoms.every((atom, i) => {
    if (atom.min === atom.max) return true;
    for (let next = i + 1; next < atoms.length; next++) {
      const follower = atoms[next] as Atom;
      if (
        follower.max !== 0 &&
        atom.ranges.some(([from, to]) => follower.ranges.some(([f, t]) => from <= t && f <= to))
      )
        return false;
      if (follower.min > 0) return true;
    }
    return true;
  });
}

function holds(atom: CompiledAtom, point: number): boolean {
  return point < 128 ? atom.ascii[point] === 1 : inRanges(atom.ranges, point);
}

function greedyMatch(atoms: readonly CompiledAtom[], text: string, start: number, end: number): boolean {
  let at = start;
  for (let i = 0; i < atoms.length; i++) {
    const atom = atoms[i] as CompiledAtom;
    const { ascii, min, max } = atom;
    let count = 0;
    while (at < end && count < max) {
      const unit = text.charCodeAt(at);
      if (unit < 128) {
        if (ascii[unit] === 0) break;
        at++;
      } else {
        const point = text.codePointAt(at) as number;
        if (!inRanges(atom.ranges, point)) break;
        at += point > 0xffff ? 2 : 1;
      }
      count++;
    }
    if (count < min) return false;
  }
  return at === end;
}

/**
 * Runs that compete for characters: after each atom, at how many of the places up to here it can have ended (a prefix sum, so
 * that "in this stretch" is one subtraction). Time is atoms times characters, whatever the shape.
 */
function windowMatch(atoms: readonly CompiledAtom[], text: string, start: number, end: number): boolean {
  const points: number[] = [];
  for (let at = start; at < end; ) {
    const point = text.codePointAt(at) as number;
    points.push(point);
    at += point > 0xffff ? 2 : 1;
  }
  let endsBefore = new Uint32Array(points.length + 2);
  endsBefore.fill(1, 1);
  for (const atom of atoms) {
    const next = new Uint32Array(points.length + 2);
    let runStart = 0;
    for (let at = 0; at <= points.length; at++) {
      if (at > 0 && !holds(atom, points[at - 1] as number)) runStart = at;
      const from = Math.max(runStart, at - atom.max);
      const to = at - atom.min;
      const reached = from <= to && (endsBefore[to + 1] as number) > (endsBefore[from] as number);
      next[at + 1] = (next[at] as number) + (reached ? 1 : 0);
    }
    endsBefore = next;
  }
  return endsBefore[points.length + 1] !== endsBefore[points.length];
}
