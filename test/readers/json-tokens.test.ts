import fc from 'fast-check';
import { createScanner } from 'jsonc-parser';
import { expect, it } from 'vitest';
import { JsonTokens, Token } from '../../src/readers/json-tokens.js';

type Told = readonly [kind: number, start: number, end: number, value: string, error: number];

/** Of a single character the kind says everything. */
const isMark = (kind: number): boolean => kind <= Token.COLON || kind === Token.EOF;

function told(text: string): Told[] {
  const tokens = new JsonTokens(text);
  const all: Told[] = [];
  for (let kind = 0; kind !== Token.EOF; ) {
    kind = tokens.next();
    all.push(
      isMark(kind)
        ? [kind, tokens.start, tokens.end, '', 0]
        : [kind, tokens.start, tokens.end, tokens.value, tokens.error],
    );
  }
  return all;
}

function scanned(text: string): Told[] {
  const scanner = createScanner(text, false);
  const all: Told[] = [];
  for (let kind = 0; kind !== Token.EOF; ) {
    kind = scanner.scan();
    if (kind === 14 || kind === 15) continue;
    const start = scanner.getTokenOffset();
    const end = Math.min(scanner.getPosition(), text.length);
    all.push(
      isMark(kind) ? [kind, start, end, '', 0] : [kind, start, end, scanner.getTokenValue(), scanner.getTokenError()],
    );
  }
  return all;
}

it('tokens are those of the scanner of jsonc-parser, without its blanks', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        ':',
        ',',
        '"',
        '"a/b"',
        '"',
        '\\',
        '\\"',
        '\\u0041',
        '\\q',
        '//',
        '/*',
        '*/',
        '/',
      ),
      fc.constantFrom(
        ' ',
        '\t',
        '\n',
        '\r\n',
        '\r',
        '\0',
        '\v',
        '\u00a0',
        '\uFEFF',
        '\u2028',
        '-',
        '0',
        '12',
        '1.5e3',
        '1.',
        '1e',
      ),
      fc.constantFrom('true', 'false', 'null', 'nul', 'x'),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(pieces, (parts) => {
      // A mark at the very beginning becomes a blank.
      const text = ` ${parts.join('')}`;
      expect(told(text)).toEqual(scanned(text));
    }),
    { numRuns: 10_000 },
  );
});

it('a byte order mark is a blank', () => {
  expect(told('\uFEFF"a"')).toEqual(scanned(' "a"'));
});
