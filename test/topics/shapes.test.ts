import { describe, expect, it } from 'vitest';
import { overlapWitness, uncovered } from '../../src/topics/algebra.js';
import { partialPattern } from '../../src/topics/partial.js';
import type { Atom, LevelPattern, LevelShape } from '../../src/topics/pattern.js';
import { TopicSyntaxError } from '../../src/topics/problems.js';
import { findTopic } from '../../src/topics/search.js';
import {
  checkShape,
  concatenate,
  NON_EMPTY,
  shapeMatches,
  shapeMatchesPart,
  shapeOfLiteral,
  shapeOfTexts,
} from '../../src/topics/shape.js';
import { shapeSample, shapesIntersect } from '../../src/topics/shape-search.js';
import { patternOf } from '../../src/topics/syntax.js';
import { fewTextsOf, patternsOf, shapesOf } from './comparison.js';
import { room } from './room.js';

const run = (from: string, to: string, min: number, max: number | null): Atom => ({
  ranges: [[from.codePointAt(0) as number, to.codePointAt(0) as number]],
  min,
  max,
});
const shape = (...atoms: Atom[]): LevelShape => ({ alternatives: [atoms] });
const level = (of: LevelShape): LevelPattern => ({ kind: 'shape', shape: of });
const literal = (text: string): LevelPattern => ({ kind: 'literal', text });

describe('shapes', () => {
  it('agree with regular expressions and enumeration', () => {
    expect([...shapesOf(room, 1, 1500)]).toEqual([]);
  });

  it('match in linear time, however the runs compete', () => {
    const competing = shape(...Array.from({ length: 30 }, () => run('a', 'b', 0, null)), run('c', 'c', 1, 1));
    const start = performance.now();
    expect(shapeMatches(competing, 'ab'.repeat(10_000))).toBe(false);
    expect(shapeMatches(competing, `${'ab'.repeat(10_000)}c`)).toBe(true);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('count code points and match parts of a text', () => {
    expect(shapeMatches(shape(run('\u{1f600}', '\u{1f64f}', 2, 2)), '😀😁')).toBe(true);
    expect(shapeMatchesPart(shape(run('a', 'z', 1, 3)), '1/abc/2', 2, 5)).toBe(true);
    expect(shapeMatchesPart(shape(run('a', 'z', 1, 3)), '1/abc/2', 2, 6)).toBe(false);
  });

  it('meet in a text', () => {
    expect(shapesIntersect(shape(run('a', 'm', 1, 4)), shape(run('k', 'z', 3, 9)))).toMatch(/^[k-m]{3,4}$/);
    expect(shapesIntersect(shape(run('a', 'j', 1, 4)), shape(run('k', 'z', 1, 9)))).toBeUndefined();
    // Exponentially many sets of positions, few positions.
    const late = (at: number) => shape(run('a', 'b', 0, null), run('a', 'a', 1, 1), run('a', 'b', at, at));
    expect(
      shapesIntersect(late(200), shape(run('b', 'b', 0, 100), run('a', 'a', 1, 1), run('b', 'b', 1, 300))),
    ).toMatch(/^b*ab{200}$/);
  });

  it('have samples that avoid texts', () => {
    expect(shapeSample(shape(run('a', 'z', 1, 8)))).toBe('other');
    expect(shapeSample(shape(run('a', 'z', 1, 8)), ['other', 'x'])).toBe('y');
    expect(shapeSample(shapeOfTexts(['up', 'down']), ['up'])).toBe('down');
    expect(shapeSample(shapeOfTexts(['up', 'down']), ['up', 'down'])).toBeUndefined();
    expect(shapeSample(shape(run('#', '+', 2, 2)))).not.toMatch(/[#+]/);
    expect(shapeSample({ alternatives: [] })).toBeUndefined();
  });

  it('are put together from pieces', () => {
    const glued = concatenate([shapeOfLiteral('gh-'), shape(run('0', '9', 6, 6))]) as LevelShape;
    expect(shapeMatches(glued, 'gh-123456')).toBe(true);
    expect(shapeMatches(glued, 'gh-12345')).toBe(false);
    const two = shapeOfTexts(['a', 'b']);
    expect(concatenate(Array.from({ length: 11 }, () => two))).toBeUndefined();
    expect(concatenate([])?.alternatives).toEqual([[]]);
  });

  it('are refused beyond their bounds', () => {
    expect(checkShape(shape(run('a', 'z', 1, 1024)))).toBeUndefined();
    expect(checkShape(shape(run('a', 'z', 1, 1025)))?.code).toBe('repeat');
    expect(checkShape(shape(run('a', 'z', 5000, null)))?.code).toBe('repeat');
    expect(checkShape(shape(run('a', 'z', 3, 2)))?.code).toBe('repeat-order');
    expect(checkShape(shape({ ranges: [], min: 1, max: 1 }))?.code).toBe('empty-set');
    expect(checkShape(shape(run('-', '0', 1, 1)))?.code).toBe('forbidden-character');
    expect(checkShape({ alternatives: Array.from({ length: 1025 }, () => []) })?.code).toBe('alternatives');
    expect(checkShape(shape(...Array.from({ length: 20 }, () => run('a', 'z', 0, 1000))))?.code).toBe('size');
  });
});

describe('patterns with shapes', () => {
  it('agree with enumeration', () => {
    expect([...patternsOf(room, 1, 3000)]).toEqual([]);
  });

  it('agree with enumeration where levels have few texts', () => {
    expect([...fewTextsOf(room, 1, 4000)]).toEqual([]);
  });

  it('are covered by several only together', () => {
    const upDown = { levels: [literal('a'), level(shapeOfTexts(['up', 'down']))] };
    expect(uncovered(upDown, ['a/up', 'a/down'].map(patternOf))).toEqual({ status: 'covered' });
    expect(uncovered(upDown, ['a/up', 'a/+/#', 'a/x'].map(patternOf))).toEqual({ status: 'covered' });
    expect(uncovered(upDown, ['a/up'].map(patternOf))).toEqual({ status: 'uncovered', witness: 'a/down' });
  });

  it('leave a rest of several shapes one by one', () => {
    const rest = (...texts: string[]) => ({ levels: [literal('a')], rest: level(shapeOfTexts(texts)) });
    expect(uncovered(rest('u', 'v', 'w'), [rest('u', 'v'), rest('v', 'w'), rest('u', 'w')])).toEqual({
      status: 'uncovered',
      witness: 'a/u/v/w',
    });
  });

  it('begin with a dollar sign where a shape says so', () => {
    const any = { levels: [level(NON_EMPTY)] };
    expect(uncovered(any, [patternOf('+')])).toEqual({ status: 'uncovered', witness: '$' });
    expect(
      findTopic([any, patternOf('#')], [{ levels: [level(shape(run('%', '\u{10ffff}', 1, null)))] }]),
    ).toMatchObject({ status: 'found' });
    expect(overlapWitness(patternOf('#'), { levels: [level(shape(run('$', '$', 1, 3)))] })).toBeUndefined();
  });

  it('end in "unknown" where the combinations outgrow the budget, quickly', () => {
    // Every level doubles the combinations, as in a satisfiability problem.
    const values = ['0', '1'];
    let state = 1;
    const next = () => {
      state = (state * 48271) % 2147483647;
      return state;
    };
    const columns = 60;
    const inner = { levels: Array.from({ length: columns }, () => level(shapeOfTexts(values))) };
    const outers = Array.from({ length: 400 }, () => {
      const fixed = new Set([next() % columns, next() % columns, next() % columns]);
      return {
        levels: Array.from(
          { length: columns },
          (_, i): LevelPattern => (fixed.has(i) ? literal(values[next() % 2] as string) : { kind: 'any' }),
        ),
      };
    });
    const start = performance.now();
    expect(['unknown', 'covered']).toContain(uncovered(inner, outers, 20_000).status);
    expect(uncovered(inner, outers, 100)).toEqual({ status: 'unknown' });
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('partialPattern', () => {
  it('makes a set of what is known', () => {
    const pattern = partialPattern(['$sys/', { hole: 'pid' }, '/d-', { hole: 'n' }, '/+/', 'x/#']);
    expect(room.patternMatches(pattern, '$sys/1/d-2/any/x')).toBe(true);
    expect(room.patternMatches(pattern, '$sys/1/d-/any/x')).toBe(false);
    expect(room.patternMatches(pattern, '$sys//d-2/any/x')).toBe(false);
    expect(room.patternMatches(pattern, '$sys/1/d-2//x/y')).toBe(true);
    expect(partialPattern(['a/', '+'])).toEqual(patternOf('a/+'));
    expect(partialPattern(['a', '/', '#'])).toEqual(patternOf('a/#'));
    expect(room.patternMatches(partialPattern([{ hole: 'h' }, '/a']), '$x/a')).toBe(true);
  });

  it('refuses what no filling can mend', () => {
    expect(() => partialPattern(['a/+', { hole: 'h' }])).toThrow(TopicSyntaxError);
    expect(() => partialPattern([{ hole: 'h' }, '#'])).toThrow(TopicSyntaxError);
    expect(() => partialPattern([])).toThrow(TopicSyntaxError);
    expect(() => partialPattern(['#/', { hole: 'h' }])).toThrow(TopicSyntaxError);
  });
});

describe('shapes of the greatest size', () => {
  const longRuns = (end: Atom[]) => shape(run('a', 'b', 0, 640), run('a', 'b', 0, 640), ...end);
  const manyAlternatives = (prefix: string) => ({
    alternatives: Array.from({ length: 1024 }, (_, i) => [
      ...[...`${prefix}${i}`].map((character) => run(character, character, 1, 1)),
      run('z', 'z', 0, 1),
    ]),
  });

  it('are compared in bounded time', () => {
    const start = performance.now();
    const ending = longRuns([run('c', 'c', 0, 0)]);
    expect(checkShape(ending)).toBeUndefined();
    expect(
      shapesIntersect(ending, shape(run('a', 'b', 0, 640), run('a', 'b', 0, 639), run('c', 'c', 1, 1))),
    ).toBeUndefined();
    expect(shapesIntersect(manyAlternatives('x'), manyAlternatives('y'))).toBeUndefined();
    expect(shapesIntersect(manyAlternatives('x'), shapeOfTexts(['x7z']))).toBe('x7z');
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  it('are told apart within a budget, or not at all', () => {
    const start = performance.now();
    const listed = { levels: [level(shapeOfTexts(Array.from({ length: 1024 }, (_, i) => `x${i}`)))] };
    const some = Array.from({ length: 1023 }, (_, i) => patternOf(`x${i}`));
    expect(uncovered(listed, some)).toEqual({ status: 'uncovered', witness: 'x1023' });
    expect(uncovered(listed, [...some, patternOf('x1023')])).toEqual({ status: 'covered' });
    const late = shape(run('a', 'b', 0, 500), run('a', 'a', 1, 1), run('a', 'b', 0, 500));
    expect(uncovered({ levels: [level(longRuns([]))] }, [{ levels: [level(late)] }]).status).toBe('uncovered');
    expect(performance.now() - start).toBeLessThan(3000);
  });

  it('come from topics with thousands of holes without harm', () => {
    const start = performance.now();
    const pieces = Array.from({ length: 10_000 }, (_, i) => (i % 2 ? 'a' : { hole: 'h' }));
    const pattern = partialPattern(pieces);
    expect(room.patternMatches(pattern, 'a'.repeat(60_000))).toBe(true);
    expect(overlapWitness(pattern, { levels: [level(longRuns([]))] })).toBeDefined();
    expect(partialPattern(Array.from({ length: 30_000 }, (_, i) => (i % 2 ? '/' : { hole: 'h' }))).levels).toHaveLength(
      15_001,
    );
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
