import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTemplateTree, type TemplatePieceNode, type TemplateTree } from '../../../grammar/template/index.js';
import { TemplateParser } from '../../../grammar/template/parser.js';
import { createTemplateLexer } from '../../../grammar/template/tokens.js';
import { hold, inOrder } from '../hold.js';
import { shortTexts } from '../short-texts.js';

/**
 * Templates said again as plainly as possible: a level is `+`, `#`, or these parts one behind another. `undefined`: no template.
 * Limits are not known here.
 */
const part =
  /\{(?<name>[A-Za-z][A-Za-z0-9_-]*)(?<suffix>\.\.\.|\?)?\}|\{(?<texts>[^\s/+#|{}\0]+(?:\|[^\s/+#|{}\0]+)+)\}|(?<literal>(?:[^{}/+#\0]|\{\{|\}\})+?)/uy;

function oracle(text: string): unknown[] | undefined {
  if (!text.isWellFormed()) return undefined;
  // A slash inside of a choice makes it no template, so levels end at every one.
  const levels = text.split('/').map((level, index, all) => {
    if (level === '+') return ['+'];
    if (level === '#') return index === all.length - 1 ? ['#'] : undefined;
    const parts: unknown[] = [];
    let literal = '';
    part.lastIndex = 0;
    while (part.lastIndex < level.length) {
      const groups = part.exec(level)?.groups;
      if (!groups) return undefined;
      if (groups.literal !== undefined) {
        literal += groups.literal.replace(/\{\{|\}\}/, (brace) => brace.charAt(0));
        continue;
      }
      if (literal !== '') parts.push({ literal });
      literal = '';
      const texts = groups.texts?.split('|');
      if (texts && new Set(texts).size < texts.length) return undefined;
      parts.push(texts ?? `${groups.name}${groups.suffix ?? ''}`);
    }
    const holeBefore = parts.length > 0;
    if (literal === '?' && holeBefore) parts.push('may be missing');
    else if (literal !== '') parts.push({ literal });
    const path = parts.some((one) => typeof one === 'string' && one.endsWith('...'));
    return path && parts.filter((one) => one !== 'may be missing').length > 1 ? undefined : parts;
  });
  return levels.includes(undefined) ? undefined : levels;
}

/** A tree in the oracle's words. */
function said({ levels }: TemplateTree): unknown[] {
  const piece = (node: TemplatePieceNode): unknown => {
    switch (node.kind) {
      case 'single':
        return '+';
      case 'multi':
        return '#';
      case 'literal':
        return { literal: node.text };
      case 'name':
        return `${node.name}${node.suffix ?? ''}`;
      case 'alternatives':
        return node.texts;
      case 'broken':
        return 'broken';
    }
  };
  return levels.map(({ pieces, optional }) => [...pieces.map(piece), ...(optional ? ['may be missing'] : [])]);
}

/** Whether every character of the text is in a piece, a slash, or the `?` behind a hole, and every fault inside of the text. */
function isWhole({ text, levels, faults }: TemplateTree): boolean {
  let at = 0;
  for (const [index, { offset, length, pieces, optional }] of levels.entries()) {
    if (index > 0 && text[at++] !== '/') return false;
    if (offset !== at) return false;
    for (const piece of pieces) {
      if (piece.offset !== at) return false;
      at += piece.length;
    }
    if (optional && text[at++] !== '?') return false;
    if (offset + length !== at) return false;
  }
  const inside = faults.every(({ offset, length }) => length > 0 && offset + length <= text.length);
  return at === text.length && inside && inOrder(faults);
}

function compare(text: string): void {
  hold(parseTemplateTree(text), said, oracle(text), isWhole);
}

describe('the grammar of templates', () => {
  it('is valid, and its lexer chooses by first characters', () => {
    expect(() => new TemplateParser(false)).not.toThrow();
    expect(createTemplateLexer(false).lexerDefinitionErrors).toEqual([]);
  });

  it('agrees with a plain reading of all short texts, and keeps every character in its place', () => {
    for (const text of shortTexts(['a', '/', '{', '}', '|', '+', '#', '?', '...', ' ', '\0'], 5)) compare(text);
  });

  it('agrees with it on longer ones', () => {
    const piece = fc.constantFrom(
      ...['a', '1', '/', '/', '{x}', '{b|c}', '+', '#', '{{', '}}', '{p...}', '{q?}', '{', '}', '|', '?', ' '],
      ...['é', '😀', '\ud800', '\u3000', '$', '-', '{a|+}', '{a |b}', '{a||b}', '{x/y}'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => compare(pieces.join(''))),
      { numRuns: 20_000 },
    );
  });

  it('gives every part its place', () => {
    expect(parseTemplateTree('$sys/m-{pid}{a|b}?/{path...}/#').levels).toEqual([
      { offset: 0, length: 4, pieces: [{ kind: 'literal', offset: 0, length: 4, text: '$sys' }] },
      {
        offset: 5,
        length: 13,
        optional: true,
        pieces: [
          { kind: 'literal', offset: 5, length: 2, text: 'm-' },
          { kind: 'name', offset: 7, length: 5, name: 'pid' },
          { kind: 'alternatives', offset: 12, length: 5, texts: ['a', 'b'] },
        ],
      },
      { offset: 19, length: 9, pieces: [{ kind: 'name', offset: 19, length: 9, name: 'path', suffix: '...' }] },
      { offset: 29, length: 1, pieces: [{ kind: 'multi', offset: 29, length: 1 }] },
    ]);
  });

  it.each([
    [
      'a+/{1x}/#/b/{y',
      [
        [1, 1],
        [3, 4],
        [8, 1],
        [12, 2],
      ],
    ],
    ['{pid/{dev}/x}y', [[0, 4]]],
    ['{pid-{dev}/a}', [[0, 5]]],
    [
      'a}/b}',
      [
        [1, 1],
        [4, 1],
      ],
    ],
    [
      '{a||b}/{c|d/e}',
      [
        [3, 1],
        [11, 1],
      ],
    ],
    ['{a|b|a}', [[5, 1]]],
    ['{a | b}', [[0, 7]]],
    [
      '{ }/{}',
      [
        [0, 3],
        [4, 2],
      ],
    ],
    [
      '+a+/a#',
      [
        [0, 1],
        [5, 1],
      ],
    ],
    [
      'x{p...}/\0/\ud800',
      [
        [0, 7],
        [8, 1],
        [10, 1],
      ],
    ],
  ])('finds every mistake of %j, one message for each', (text, places) => {
    expect(parseTemplateTree(text).faults.map(({ offset, length }) => [offset, length])).toEqual(places);
  });

  it('reads on behind a mistake', () => {
    expect(said(parseTemplateTree('$sys/{pid/{device-name}/cmd+/#'))).toEqual([
      [{ literal: '$sys' }],
      ['broken'],
      ['device-name'],
      [{ literal: 'cmd' }, 'broken'],
      ['#'],
    ]);
  });

  it.each(['{', '{/', '{a|', '{|', '}', '+x', '{a}', '{{', '#/', '{a|b', '\ud800', '{a ', 'a/'])(
    'reads 65,535 characters of %j in bounded time',
    (text) => {
      const start = performance.now();
      const tree = parseTemplateTree(text.repeat(Math.floor(65_535 / text.length)));
      expect(tree.faults.length + tree.levels.length).toBeGreaterThan(0);
      expect(performance.now() - start).toBeLessThan(2_000);
    },
  );

  it('refuses what is too large with one message', () => {
    expect(parseTemplateTree('x'.repeat(65_536))).toMatchObject({
      levels: [],
      faults: [{ offset: 0, length: 65_536 }],
    });
    expect(parseTemplateTree('a/'.repeat(128))).toMatchObject({ levels: [], faults: [{ offset: 0, length: 256 }] });
    expect(parseTemplateTree('a/'.repeat(127)).faults).toEqual([]);
    expect(parseTemplateTree(`{${'x'.repeat(64)}}`).faults).toEqual([]);
    expect(parseTemplateTree(`{${'x'.repeat(65)}}`).faults).toHaveLength(1);
    const choice = (count: number): string => `{${Array.from({ length: count }, (_, at) => at).join('|')}}`;
    expect(parseTemplateTree(choice(64)).faults).toEqual([]);
    expect(parseTemplateTree(choice(65)).faults).toHaveLength(1);
  });
});
