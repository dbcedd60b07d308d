import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { includes, intersection, overlaps } from '../../src/topics/algebra.js';
import { matches } from '../../src/topics/match.js';
import { TopicSyntaxError } from '../../src/topics/problems.js';
import { isTopicName } from '../../src/topics/syntax.js';
import {
  allPairs,
  intersectionsOf,
  longFiltersOf,
  matchingOf,
  randomLists,
  setsOf,
  shortFilters,
  shortNames,
  Universe,
} from './comparison.js';
import { filterMatches, outsideByReading } from './oracle.js';
import { room } from './room.js';

describe('matches', () => {
  it('agrees with the oracle on all short filters and names', () => {
    expect([...matchingOf(room, shortFilters(6), shortNames(5))]).toEqual([]);
  });

  it.each([
    ['a/#', 'a', true],
    ['a/#', 'a/', true],
    ['a/+', 'a', false],
    ['a/+', 'a/', true],
    ['+/+', '/', true],
    ['+', '/a', false],
    ['#', '$SYS/x', false],
    ['+/x', '$SYS/x', false],
    ['$SYS/#', '$SYS', true],
    ['$SYS/+', '$SYS/$x', true],
    ['/+', '/$x', true],
    ['a', 'A', false],
    ['é', 'e\u0301', false],
  ])('%s and %s: %s', (filter, topic, expected) => {
    expect(matches(filter, topic)).toBe(expected);
  });
});

describe('includes and overlaps agree with brute force', () => {
  let universe: Universe;
  beforeAll(() => {
    universe = new Universe();
  });

  it('for all pairs of filters of up to three levels and "#", intersections too', () => {
    expect([...setsOf(room, universe, allPairs(universe.filters.length))]).toEqual([]);
    expect([...intersectionsOf(room, universe, allPairs(universe.filters.length))]).toEqual([]);
  });

  it('for 100,000 random lists of filters', () => {
    expect([...setsOf(room, universe, randomLists(1, 100_000, universe.filters.length))]).toEqual([]);
  });

  it('for 40,000 random lists of filters of up to nine levels', () => {
    expect([...longFiltersOf(room, 2, 40_000)]).toEqual([]);
  });

  it('for whatever fast-check thinks of', () => {
    const level = fc.oneof(
      fc.constantFrom('+', '', 'a', '$a'),
      fc.string({ unit: 'binary', maxLength: 3 }).map((text) => text.replace(/[/+#\0]/g, '-')),
    );
    const filter = fc
      .tuple(fc.array(level, { minLength: 1, maxLength: 5 }), fc.boolean())
      .map(([levels, multi]) => levels.join('/') + (multi ? '/#' : ''))
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(filter, { maxLength: 4 }), filter, (outer, inner) => {
        const { included, witness } = includes(outer, inner);
        expect(included).toBe(outsideByReading(outer, inner) === undefined);
        expect(witness === undefined).toBe(included);
        if (witness !== undefined) {
          expect(isTopicName(witness)).toBe(true);
          expect(filterMatches(inner, witness)).toBe(true);
          expect(outer.some((text) => filterMatches(text, witness))).toBe(false);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('includes', () => {
  it.each([
    ['#', '+/#', true],
    ['+/#', '#', true],
    ['a/#', 'a', true],
    ['/+/#', '/#', true],
    ['/#', '/+/#', true],
    ['#', '$SYS', false],
    ['a/+', 'a/#', false],
  ])('%s in %s: %s', (outer, inner, expected) => {
    expect(includes(outer, inner).included).toBe(expected);
  });

  it('takes lists as unions', () => {
    expect(includes(['a', 'a/+', 'a/+/#'], 'a/#')).toEqual({ included: true });
    expect(includes([], 'a')).toEqual({ included: false, witness: 'a' });
    expect(includes([], [])).toEqual({ included: true });
    expect(includes('a', [])).toEqual({ included: true });
    expect(includes('a/#', ['a/b', 'b/c'])).toEqual({ included: false, witness: 'b/c' });
  });

  it('shows topics that read well', () => {
    expect(includes('$sys/p1/sensor-1/#', '$sys/p1/+/cmd/request/+').witness).toBe('$sys/p1/other/cmd/request/x');
    expect(includes(['a/other', 'a/x'], 'a/+').witness).toBe('a/y');
    expect(includes('$sys/p1/d1/#', '$sys/p1/#').witness).toBe('$sys/p1/other');
  });

  it('throws for what is no filter', () => {
    expect(() => includes('a#', 'a')).toThrow(TopicSyntaxError);
    expect(() => includes('a', ['b', ''])).toThrow(TopicSyntaxError);
    expect(() => overlaps('a', 'a/#/b')).toThrow(TopicSyntaxError);
    expect(() => intersection('+a', 'a')).toThrow(TopicSyntaxError);
  });
});

describe('at the size limit of topics', () => {
  /** Below it there is room for one level of one byte, or for two empty ones. */
  const long = 'x'.repeat(65_533);

  it('topics that would be too long do not exist', () => {
    expect(includes([long, `${long}/+`], `${long}/#`)).toEqual({ included: false, witness: `${long}//` });
    // Not decided exactly, but never a leak.
    expect(includes([long, `${long}/+`, `${long}//`], `${long}/#`)).toEqual({ included: false });
    expect(overlaps(`${'a'.repeat(60_000)}/+`, `+/${'b'.repeat(60_000)}`)).toEqual({ overlaps: false });
  });

  it('witnesses fit', () => {
    const filter = `${'+/'.repeat(32_767)}+`;
    const { included, witness } = includes(`${'a/'.repeat(32_766)}#`, filter);
    expect(included).toBe(false);
    expect(isTopicName(witness as string)).toBe(true);
    expect(matches(filter, witness as string)).toBe(true);
    expect(includes(long, `${long}/#`).witness).toBe(`${long}/`);
  });
});

it('decides about long lists and deep filters quickly', () => {
  const start = performance.now();
  const many = Array.from({ length: 3000 }, (_, i) => `a/b${i}`);
  expect(includes(many, many).included).toBe(true);
  const deep = Array.from({ length: 1000 }, (_, i) => `${'+/'.repeat(i + 1)}x`);
  expect(includes(deep, '#').included).toBe(false);
  expect(includes(`${'+/'.repeat(30_000)}#`, '#').included).toBe(false);
  expect(performance.now() - start).toBeLessThan(5000);
});
