import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parsePlainYaml } from '../../src/readers/yaml-plain.js';
import { parseAnyYaml } from '../../src/readers/yaml-tree.js';
import { Random } from '../topics/random.js';

const file = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const KEYS = ['a', 'b', 'c', 'd e', 'x.y', '"k"', "'k'", '"a: b"', '1', 'k-1'];
const VALUES = [
  ...[
    'a',
    'a b',
    'a/b/#',
    'tcp://h:1',
    'x#y',
    'a,b',
    'a [b] c',
    '-x',
    'é 物',
    '<x>',
    '=',
    '~',
    'null',
    'True',
    '',
    '--- a',
    '...',
  ],
  ...['-5', '007', '1.5e3', '.5', '0x1F', '+1', '"q"', "'q'", '"a: b"', "'# x'", "''", '"" '],
  ...['[]', '{}', '[ ]', '{ }', '[a, b]', '[a,"b", 1]', '[a, ]'],
];
/** What does not stand there, or is not for this parser. */
const ODD = [
  ...[
    '- x',
    "'it''s'",
    '"a\\n"',
    '[, a]',
    '[-x, - y]',
    '[-, a]',
    '[a: b]',
    '[a:]',
    '["a": b]',
    '[a #b]',
    '[[a]]',
    '{a: b}',
  ],
  ...[
    'a: b',
    'a:',
    ': a',
    '&a x',
    '*a',
    '!t x',
    '|',
    '>',
    '? x',
    '%x',
    '@x',
    '`x',
    '<<: x',

    '"',
    "'",
    '[',
  ],
  ...[']', ',', '\t', 'a\r', '\u0085', '\uFEFF', '😀', '{} x', '[a] b', '[a]#c', '"v"#c', '"v" x'],
];

/** Blocks by indentation; one in thirty places has something odd or a wrong indentation. */
class Writer {
  readonly #random: Random;
  text = '';

  constructor(random: Random) {
    this.#random = random;
    this.#block(0, 3);
  }

  #chance(one: number): boolean {
    return this.#random.below(one) === 0;
  }

  #block(indent: number, depth: number): void {
    const isList = this.#chance(3);
    for (let entries = 1 + this.#random.below(3); entries > 0; entries--) {
      const dash = isList ? this.#random.pick(['- ', '- ', '-  ']) : '';
      this.text += ' '.repeat(this.#chance(60) ? indent + 1 : indent) + dash;
      if (isList && !this.#chance(3)) this.#value();
      else this.#entry(indent + dash.length, depth);
      for (; isList && this.#chance(4); ) {
        this.text += ' '.repeat(indent + dash.length);
        this.#entry(indent + dash.length, depth);
      }
    }
  }

  #entry(indent: number, depth: number): void {
    this.text += this.#random.pick(KEYS) + this.#random.pick([':', ':', ':', ' :']);
    if (depth === 0 || this.#chance(2)) this.#value();
    else {
      this.#endLine();
      this.#block(indent + this.#random.pick([0, 1, 2, 2, 4]), depth - 1);
    }
  }

  #value(): void {
    this.text += ' '.repeat(1 + this.#random.below(2)) + this.#random.pick(this.#chance(30) ? ODD : VALUES);
    this.#endLine();
  }

  #endLine(): void {
    this.text += this.#random.pick(['', '', '', '', ' ', ' # c', ' #']);
    this.text += this.#random.pick(['\n', '\n', '\n', '\n', '\n\n', '\n  \n', '\n# c\n', '\n      # c\n']);
  }
}

describe('plain YAML', () => {
  it('gives the tree that the events of js-yaml make up, or none', () => {
    const random = new Random(20261126);
    let plain = 0;
    for (let round = 0; round < 20_000; round++) {
      let { text } = new Writer(random);
      if (random.below(8) === 0)
        text =
          random.pick(['---', '--- ', '# a\n---', '---\n---', '---#', '--- a', '----']) +
          random.pick(['\n', ' # c\n']) +
          text;
      if (random.below(5) === 0) text = text.slice(0, random.below(text.length + 1));
      const tree = parsePlainYaml(text);
      if (tree === undefined) continue;
      plain++;
      expect([text, tree]).toEqual([text, parseAnyYaml(text)]);
    }
    expect(plain).toBeGreaterThan(5000);
  });

  it.each(ODD)('leaves %j to js-yaml', (odd) => expect(parsePlainYaml(`a: ${odd}\n`)).toBeUndefined());

  it.each([
    ['no value', ''],
    ['only a comment', '# a\n'],
    ['a value alone', 'a\n'],
    ['an indented beginning', ' a: 1\n'],
    ['a value on the next line', 'a:\n  b\n'],
    ['a value over two lines', 'a: b\n  c\n'],
    ['two documents', 'a: 1\n---\nb: 2\n'],
    ['an empty document before one', '---\n---\na: 1\n'],
    ['a document on its first line', '--- {}\n'],
    ['lists in one line', '- - a\n'],
    ['an item without a value', '-\n- a\n'],
    ['a merge', '<<: {}\n'],
    ['Windows line ends', 'a: 1\r\n'],
    ['a staircase', Array.from({ length: 60 }, (_, level) => `${' '.repeat(level)}a:\n`).join('')],
  ])('leaves %s to js-yaml', (_, text) => expect(parsePlainYaml(text)).toBeUndefined());

  it.each(VALUES)('takes %j', (value) => {
    const text = `# all of this\n--- #\na: ${value}\nb:\n- ${value || 'x'}\n-   c d : ${value} # e\n    "f#g": x#y\n\nh:\n  i: [ a,'b' ] #\n`;
    const tree = parsePlainYaml(text);
    expect(tree).toBeDefined();
    expect(tree).toEqual(parseAnyYaml(text));
  });

  it.each([
    'examples/onenet/meter.yaml',
    'test/readers/fixtures/22-ha-fragment.yaml',
    'test/readers/fixtures/32-onenet-list.yaml',
  ])('is what %s is written in', (path) => {
    const tree = parsePlainYaml(file(path));
    expect(tree).toBeDefined();
    expect(tree).toEqual(parseAnyYaml(file(path)));
  });
});
