/** A test from its JSON form to a syntax tree. */
import type { Span, TestNode, Word } from '../../grammar/policy/ast.js';
import type { TestJson } from './json.js';
import { shapeWords } from './shape-words.js';

/** A test as a page writes it: `{ to: 8 }` is `<= 8`. `at` gives the place of a part, by its pointer inside the test. */
export function testNode(test: TestJson, at: (pointer: string) => Span): TestNode {
  const word = (text: string, pointer: string): Word => ({ ...at(pointer), text });
  const values = (words: Word[]): TestNode & { kind: 'values' } => ({ ...at(''), kind: 'values', values: words });
  if (test.is !== undefined) return { ...at(''), kind: 'is', word: word(test.is, '/is') };
  if (test.in) return values(test.in.map((value, index) => word(String(value), `/in/${index}`)));
  if (test.shape !== undefined) return values(shapeWords(test.shape, at('/shape')));
  const behind = {
    ...(test.unit && { unit: word(test.unit, '/unit') }),
    ...(test.per && {
      per: {
        keyword: word('per', '/per'),
        every: word(String(test.per.every), '/per/every'),
        unit: word(test.per.unit, '/per/unit'),
      },
    }),
  };
  const compare = (sign: string, bound: 'from' | 'to' | 'below' | 'above'): TestNode => ({
    ...at(''),
    kind: 'compare',
    sign: word(sign, `/${bound}`),
    value: word(String(test[bound]), `/${bound}`),
    ...behind,
  });
  const { from, to } = test;
  if (test.below !== undefined) return compare('<', 'below');
  if (test.above !== undefined) return compare('>', 'above');
  if (from === undefined) return compare('<=', 'to');
  if (to === undefined) return compare('>=', 'from');
  return { ...values([word(from === to ? String(from) : `${from}..${to}`, '')]), ...behind };
}
