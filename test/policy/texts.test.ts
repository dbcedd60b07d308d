import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseShape } from '../../src/policy/shape.js';
import { parseTemplate } from '../../src/policy/template.js';

describe('templates', () => {
  it.each([
    [
      'a/b',
      [
        { kind: 'literal', text: 'a' },
        { kind: 'literal', text: 'b' },
      ],
    ],
    ['+/#', [{ kind: 'single' }, { kind: 'multi' }]],
    ['', [{ kind: 'literal', text: '' }]],
    [
      '/a/',
      [
        { kind: 'literal', text: '' },
        { kind: 'literal', text: 'a' },
        { kind: 'literal', text: '' },
      ],
    ],
    ['{x}', [{ kind: 'pieces', pieces: [{ kind: 'name', name: 'x' }] }]],
    [
      'm-{x}.f1',
      [
        {
          kind: 'pieces',
          pieces: [
            { kind: 'literal', text: 'm-' },
            { kind: 'name', name: 'x' },
            { kind: 'literal', text: '.f1' },
          ],
        },
      ],
    ],
    ['{a|b}', [{ kind: 'pieces', pieces: [{ kind: 'alternatives', texts: ['a', 'b'] }] }]],
    [
      'a/{x...}',
      [
        { kind: 'literal', text: 'a' },
        { kind: 'path', name: 'x' },
      ],
    ],
    ['{{a}}', [{ kind: 'literal', text: '{a}' }]],
    [
      '$SYS/{x}{a|b}',
      [
        { kind: 'literal', text: '$SYS' },
        {
          kind: 'pieces',
          pieces: [
            { kind: 'name', name: 'x' },
            { kind: 'alternatives', texts: ['a', 'b'] },
          ],
        },
      ],
    ],
  ])('%j', (text, levels) => {
    const { template, faults } = parseTemplate(text);
    expect(faults).toEqual([]);
    expect(template).toEqual({ text, levels });
  });

  it.each([
    ['a/#/b', 2, /last level/],
    ['a+/b', 1, /whole level/],
    ['+a', 0, /whole level/],
    ['a#', 1, /stands alone/],
    ['{x', 0, /not closed/],
    ['{x/y}', 0, /not closed/],
    ['a}', 1, /none is open/],
    ['{}', 0, /missing/],
    ['{1x}', 0, /begins with a letter/],
    ['{a||b}', 3, /empty/],
    ['{a|b/c}', 4, /no "\/"/],
    ['{a|+}', 3, /no "\+"/],
    ['{a|a}', 3, /twice/],
    ['a/x{p...}', 2, /whole levels/],
    ['a\0', 1, /NUL/],
    ['a\ud800', 1, /half a character/],
    ['{dev name}', 0, /write \{devname\}/],
    ['a/'.repeat(128), 0, /128 levels/],
  ])('%j is refused at %i', (text, at, message) => {
    const { faults, template } = parseTemplate(text);
    expect(template).toBeUndefined();
    expect(faults).toHaveLength(1);
    expect(faults[0]?.offset).toBe(at);
    expect(faults[0]?.message).toMatch(message);
  });

  it('tell where their names stand', () => {
    expect(parseTemplate('a/{x}-{y...}').names).toEqual([
      { kind: 'name', name: 'x', offset: 2, length: 3 },
      { kind: 'name', name: 'y', suffix: '...', offset: 6, length: 6 },
    ]);
  });

  it('spell themselves so that they read back the same, whatever the text', () => {
    const piece = fc.constantFrom(
      'a',
      '/',
      '{x}',
      '{b|c}',
      '+',
      '#',
      '{{',
      '}}',
      '{p...}',
      '{',
      '}',
      '$',
      'é',
      '|',
      '?',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const { template } = parseTemplate(pieces.join(''));
        if (template) expect(parseTemplate(template.text).template).toEqual(template);
      }),
      { numRuns: 5000 },
    );
  });
});

/** The texts of a shape as a regular expression: an oracle that shares nothing with the parser. */
const oracle = (text: string): RegExp =>
  new RegExp(
    `^(?:${text
      .split(' | ')
      .map((one) => one.replace(/[.$]/g, '\\$&'))
      .join('|')})$`,
    'u',
  );

function admits(text: string, candidate: string): boolean {
  const parsed = parseShape(text);
  if (!('shape' in parsed) || parsed.shape.kind !== 'level') throw new Error(`no shape: ${text}`);
  const characters = Array.from(candidate, (one) => one.codePointAt(0) as number);
  return parsed.shape.level.alternatives.some((atoms) => {
    let ends = new Set([0]);
    for (const atom of atoms) {
      const next = new Set<number>();
      for (const start of ends) {
        for (let end = start, count = 0; ; end++, count++) {
          if (count >= atom.min) next.add(end);
          const code = characters[end];
          if (count === atom.max || code === undefined || !atom.ranges.some(([from, to]) => from <= code && code <= to))
            break;
        }
      }
      ends = next;
    }
    return ends.has(characters.length);
  });
}

describe('shapes', () => {
  it.each([
    'gh-[0-9]{2}',
    '[a-c]{1,2}[0-9]',
    'json | cbor',
    '[^a]{0,2}',
    'x[ab]{2,}',
    '[a-]{1,3}',
    '[A-Za-z0-9_-]{1,4}',
    'tasmota_[0-9A-F]{2}',
    '$[a-c]{0,}',
    '[\\]a]{1,2}',
    '[é-ü]{1,2}',
  ])('%s admits what it says', (text) => {
    const alphabet = fc.constantFrom(...'abcx019-_$]g hjsontmpACFé', 'ü', '😀', 'gh-', 'json', 'cbor', 'tasmota_');
    fc.assert(
      fc.property(
        fc.array(alphabet, { maxLength: 5 }).map((all) => all.join('')),
        (candidate) => {
          expect(admits(text, candidate)).toBe(oracle(text).test(candidate));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('are normalised: ranges in order and apart, negation over all characters that a level may hold', () => {
    expect(parseShape('[cab-be]{2}')).toEqual({
      shape: {
        text: '[cab-be]{2}',
        kind: 'level',
        level: {
          alternatives: [
            [
              {
                ranges: [
                  [0x61, 0x63],
                  [0x65, 0x65],
                ],
                min: 2,
                max: 2,
              },
            ],
          ],
        },
      },
    });
    const negated = parseShape('[^a]');
    expect(
      'shape' in negated && negated.shape.kind === 'level' && negated.shape.level.alternatives[0]?.[0]?.ranges,
    ).toEqual([
      [1, 0x2e],
      [0x30, 0x60],
      [0x62, 0xd7ff],
      [0xe000, 0x10ffff],
    ]);
  });

  it('never hold what no level holds', () => {
    for (const text of ['[^]{1,}', '[ -~]', '[^a-z]', '[\u0001-\u{10ffff}]']) {
      for (const forbidden of ['/', '\0', '\ud800']) expect(admits(text, forbidden)).toBe(false);
    }
  });

  it('of a part of a token may hold a slash', () => {
    expect(parseShape('[A-Z/]', { slashes: true })).toMatchObject({ shape: { kind: 'level' } });
  });

  it.each([
    ['', 0, /missing/],
    ['[a', 0, /not closed/],
    ['a]', 1, /none is open/],
    ['[]', 0, /empty/],
    ['[z-a]', 1, /Write a-z/],
    ['[a]{3,1}', 3, /Write \{1,3\}/],
    ['[a]{x}', 3, /one number or two/],
    ['[a]{', 3, /one number or two/],
    ['[a]{0}', 3, /no time/],
    ['a/b', 1, /holds no "\/"/],
    ['[/]', 1, /holds no "\/"/],
    ['a|b', 1, /blank on each side/],
    ['[a]*', 3, /no repetition/],
    ['a b', 1, /in a set/],
    ['a | ', 4, /missing/],
    ['{3}', 0, /follows a set/],
    ['[\0]', 1, /NUL/],
    ['[a]{1,70000}', 3, /65535/],
    ['[^\u0001-\u{10ffff}]', 0, /No character/],
  ])('%j is refused at %i', (text, at, message) => {
    const parsed = parseShape(text);
    const [fault, ...more] = 'faults' in parsed ? parsed.faults : [];
    expect(more).toEqual([]);
    expect(fault?.offset).toBe(at);
    expect(fault?.message).toMatch(message);
  });
});
