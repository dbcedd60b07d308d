import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShapeTree, type ShapeTree } from '../../../grammar/shape/index.js';
import { ShapeParser } from '../../../grammar/shape/parser.js';
import { createShapeLexer } from '../../../grammar/shape/tokens.js';
import { hold, inOrder } from '../hold.js';
import { shortTexts } from '../short-texts.js';

type Set = { readonly not: boolean; readonly ranges: string[]; readonly times: string };

/** Shapes said again as plainly as possible: parts one behind another, and ` | ` between. `undefined`: no shape. */
const part =
  /\[(?<not>\^?)(?<inner>(?:\\[\s\S]|[^\]\\])*)\](?:\{(?<min>\d{1,6})(?:(?<comma>,)(?<max>\d{0,6}))?\})?|(?<character>[^[\]{}|*? ])/uy;

function oracle(text: string): (string | Set)[][] | undefined {
  const alternatives: (string | Set)[][] = [[]];
  part.lastIndex = 0;
  for (let at = 0; at < text.length; at = part.lastIndex) {
    if (text.startsWith(' | ', at)) {
      alternatives.push([]);
      part.lastIndex = at + 3;
      continue;
    }
    const groups = part.exec(text)?.groups;
    if (!groups) return undefined;
    const read = groups.character ?? setOf(groups);
    if (read === undefined) return undefined;
    alternatives.at(-1)?.push(read);
  }
  return alternatives.some((one) => one.length === 0) ? undefined : alternatives;
}

function setOf({ not, inner = '', min, comma, max }: Record<string, string | undefined>): Set | undefined {
  const members = inner.match(/\\[\s\S]|[\s\S]/gu) ?? [];
  const ranges: string[] = [];
  while (members.length > 0) {
    const plain = (member: string): string => (member.length > 1 && member.startsWith('\\') ? member.slice(1) : member);
    const from = plain(members.shift() as string);
    const to = members.length > 1 && members[0] === '-' ? plain(members.splice(0, 2)[1] as string) : from;
    if ((from.codePointAt(0) as number) > (to.codePointAt(0) as number)) return undefined;
    ranges.push(`${from}-${to}`);
  }
  if (ranges.length === 0 && not === '') return undefined;
  const low = Number(min ?? 1);
  const high = min === undefined ? 1 : comma === undefined ? low : max === '' ? Infinity : Number(max);
  if (high < low || high === 0 || low > 65_535 || (high > 65_535 && high < Infinity)) return undefined;
  return { not: not === '^', ranges, times: `${low} to ${high}` };
}

/** A tree in the oracle's words. */
function said({ alternatives }: ShapeTree): (string | Set)[][] {
  return alternatives.map(({ atoms }) =>
    atoms.map((atom) => {
      if (atom.kind === 'character') return String.fromCodePoint(atom.code);
      const ranges = atom.ranges.map(({ from, to }) => `${String.fromCodePoint(from)}-${String.fromCodePoint(to)}`);
      return { not: atom.complement, ranges, times: `${atom.min} to ${atom.max ?? Infinity}` };
    }),
  );
}

function compare(text: string): void {
  hold(parseShapeTree(text), said, oracle(text), isWhole);
}

/** Whether every character of a shape without faults is in a part or between two alternatives, and faults are in order. */
function isWhole({ text, alternatives, faults }: ShapeTree): boolean {
  if (faults.length > 0) return inOrder(faults) && faults.every(({ offset }) => offset <= text.length);
  const parts = alternatives.map(({ atoms }) =>
    atoms.map(({ offset, length }) => text.slice(offset, offset + length)).join(''),
  );
  return parts.join(' | ') === text;
}

describe('the grammar of shapes', () => {
  it('is valid, and its lexer chooses by first characters', () => {
    expect(() => new ShapeParser(false)).not.toThrow();
    expect(createShapeLexer(false).lexerDefinitionErrors).toEqual([]);
  });

  it('agrees with a plain reading of all short texts', () => {
    for (const text of shortTexts(['a', 'b', '[', ']', '^', '-', '{2}', '{', '}', ' | ', ' ', '|', '\\'], 4))
      compare(text);
    for (const text of shortTexts(['a', ']', '-', '\\', '{'], 5, '[')) compare(text);
    for (const text of shortTexts(['0', '2', ',', '}', '1', 'x'], 5, '[a]{')) compare(text);
  });

  it('agrees with it on longer ones', () => {
    const piece = fc.constantFrom(
      ...['gh-', '[a-z]', '[^/]', '{6}', '{1,}', '{2,1}', '{0}', '[', ']', ' | ', '|', ' ', '-', 'z-a', '\\', '*', '{'],
      ...['é', '😀', '[😀-😂]', '[\\😀]', '\ud800', '[a-]', '[]'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => compare(pieces.join(''))),
      { numRuns: 20_000 },
    );
  });

  it('gives every part its place', () => {
    expect(parseShapeTree('x[a-c^]{1,3} | 😀').alternatives).toEqual([
      {
        offset: 0,
        length: 12,
        atoms: [
          { kind: 'character', offset: 0, length: 1, code: 0x78 },
          {
            kind: 'set',
            offset: 1,
            length: 11,
            complement: false,
            ranges: [
              { offset: 2, length: 3, from: 0x61, to: 0x63 },
              { offset: 5, length: 1, from: 0x5e, to: 0x5e },
            ],
            min: 1,
            max: 3,
          },
        ],
      },
      { offset: 15, length: 2, atoms: [{ kind: 'character', offset: 15, length: 2, code: 0x1f600 }] },
    ]);
  });

  it.each([
    [
      '[z-a]{3,1} | a* | [b]{x} | ]',
      [
        [1, 3],
        [5, 5],
        [14, 1],
        [21, 3],
        [27, 1],
      ],
    ],
    [
      '[]{2} |  | [a',
      [
        [0, 2],
        [8, 1],
        [11, 2],
      ],
    ],
    [
      'a  b | c|d',
      [
        [1, 2],
        [8, 1],
      ],
    ],
    [
      '{3}a}',
      [
        [0, 1],
        [4, 1],
      ],
    ],
  ])('finds every mistake of %j, one message for each', (text, places) => {
    expect(parseShapeTree(text).faults.map(({ offset, length }) => [offset, length])).toEqual(places);
  });

  it.each(['[', '[a', '{', '[a]{', ' ', ' | ', '|', '\\', '[a]', 'a', '\ud800', '[\\', '{ '])(
    'reads 65,535 characters of %j in bounded time',
    (text) => {
      const start = performance.now();
      expect(parseShapeTree(text.repeat(Math.floor(65_535 / text.length))).faults.length).toBeGreaterThan(0);
      expect(performance.now() - start).toBeLessThan(2_000);
    },
  );

  it('refuses what is too large', () => {
    expect(parseShapeTree('x'.repeat(65_536))).toMatchObject({ alternatives: [], faults: [{ length: 65_536 }] });
    expect(parseShapeTree('x'.repeat(1024)).faults).toEqual([]);
    expect(parseShapeTree('x'.repeat(1030)).faults.map(({ offset }) => offset)).toEqual([1024]);
    const many = (count: number): string => Array.from({ length: count }, () => 'x').join(' | ');
    expect(parseShapeTree(many(256)).faults).toEqual([]);
    expect(parseShapeTree(many(300)).faults.map(({ offset }) => offset)).toEqual([256 * 4]);
  });
});
