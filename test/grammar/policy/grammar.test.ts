import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxPolicyCharacters, readPage } from '../../../grammar/policy/index.js';
import { PolicyLineParser } from '../../../grammar/policy/parser.js';
import { createLexer, lex } from '../../../grammar/policy/tokens.js';
import { fieldsOfSection } from '../../../src/policy/fields.js';
import { formatPolicy, parsePolicy } from '../../../src/policy/index.js';

const read = (text: string) => readPage(text, { fieldsOf: fieldsOfSection });
const faults = (text: string): string[] =>
  read(text).faults.map((fault) => `${fault.code} ${fault.offset}+${fault.length}`);

describe('Chevrotain', () => {
  it('has nothing against the lexer, which it can optimise', () => {
    expect(createLexer({ ensureOptimizations: true }).lexerDefinitionErrors).toEqual([]);
  });

  it('has nothing against the grammar', () => {
    expect(new PolicyLineParser({ skipValidations: false }).input).toEqual([]);
  });
});

describe('words', () => {
  const images = (text: string): string[] => lex(text).tokens.map((token) => token.image);

  it('hold # and // and commas inside', () => {
    expect(images('hosts https://x.example a//b {1,64} # a,b')).toEqual([
      'hosts',
      'https://x.example',
      'a//b',
      '{1,64}',
      '#',
      'a,b',
    ]);
  });

  it('end at a comma before a blank or the end of the line', () => {
    expect(images('a, b,\nc,')).toEqual(['a', ',', 'b', ',', 'c', ',']);
  });

  it('end where a comment begins a word', () => {
    const { tokens, comments } = lex('a // b, "c"\n// d\r\ne');
    expect(tokens.map((token) => token.image)).toEqual(['a', 'e']);
    expect(comments.map((token) => token.image)).toEqual(['// b, "c"', '// d']);
  });

  it('are strings where a quote begins them', () => {
    expect(images('"a b" c"d "e\\"f" "g')).toEqual(['"a b"', 'c"d', '"e\\"f"', '"g']);
  });

  it('may be of any script', () => {
    expect(images('温度/传感器 😀 \u{10ffff}')).toEqual(['温度/传感器', '😀', '\u{10ffff}']);
  });
});

describe('lines', () => {
  it('continue when they are indented deeper than the first of their section', () => {
    const { page } = read('policy p\n\ntopics\n  publish  a,\n    b,\n      c\n    reply d\n  subscribe e\n');
    const [first, second] = page.sections[0]?.lines ?? [];
    expect(first?.kind === 'listing' && first.topics.map((topic) => topic.text)).toEqual(['a', 'b', 'c']);
    expect(first?.clauses.reply?.map((topic) => topic.text)).toEqual(['d']);
    expect(second?.kind).toBe('listing');
  });

  it('that slip deeper change nothing in silence', () => {
    const text = 'policy p\n\ntopics\n  publish  a\n    publish  b\n';
    expect(faults(text)).toEqual(['syntax/indentation 34+7']);
    expect(read(text).page.sections[0]?.lines).toHaveLength(2);
  });

  it.each(['\n', '\r\n'])('end with %j', (end) => {
    const text = ['policy p', '', 'every publish', '  qos  0..3', ''].join(end);
    expect(parsePolicy(text).problems.map((one) => `${one.line}:${one.column}`)).toEqual(['4:8']);
  });

  it('may have tabs and stand behind a byte order mark', () => {
    expect(parsePolicy('\ufeffpolicy p\n\nevery publish\n\tqos\t0\n').problems).toEqual([]);
  });

  it('take a topic for what it is by its place', () => {
    const text = 'policy p\n\ntopics\n  publish  telemetry, publish, level, #, "for", "a b", none  qos 0\n';
    const [line] = read(text).page.sections[0]?.lines ?? [];
    expect(line?.kind === 'listing' && line.topics.map((topic) => topic.text)).toEqual([
      'telemetry',
      'publish',
      'level',
      '#',
      'for',
      'a b',
      'none',
    ]);
    expect(faults(text)).toEqual([]);
  });

  it('keep every word at its place', () => {
    const text =
      'policy p\n\ntopics under $sys/{x}\n  {x}  [a-z]{1,8}  "d"\n  deny publish  "a b/c"  qos 0  otherwise close\n';
    const places: string[] = [];
    JSON.stringify(read(text).page, (_, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'text' in value && 'offset' in value && 'length' in value) {
        const { text: word, offset, length } = value as { text: string; offset: number; length: number };
        places.push(text.slice(offset, offset + length).replaceAll('"', '') === word ? 'right' : word);
      }
      return value;
    });
    expect(new Set(places)).toEqual(new Set(['right']));
    expect(places.length).toBeGreaterThanOrEqual(12);
  });
});

describe('limits', () => {
  it('a text of more than 1 MB is not read', () => {
    expect(faults(' '.repeat(maxPolicyCharacters + 1))).toEqual(['syntax/too-large 0+0']);
  });

  it('a line of more than 64 KB is left out', () => {
    expect(faults(`policy p\n\ntopics\n  publish  ${'a'.repeat(70_000)}\n  publish  b c\n`)).toEqual([
      'syntax/too-large 17+0',
      'syntax/missing 70043+0',
    ]);
  });

  it.each([
    ['levels', 'a/'.repeat(30_000)],
    ['open braces', '{'.repeat(60_001)],
    ['braces', '{a}'.repeat(20_000)],
    ['alternatives', `{${'a|'.repeat(30_000)}b}`],
    ['sets', '[a]'.repeat(20_000)],
    ['characters of a set', `[^${'ab'.repeat(30_000)}]`],
    ['commas', 'a, '.repeat(20_000)],
    ['pipes', 'a | '.repeat(15_000)],
    ['quotes', '"'.repeat(60_000)],
    ['backslashes', `"${'\\'.repeat(60_000)}`],
  ])('60 KB of %s are read in no time', (_, word) => {
    const start = performance.now();
    parsePolicy(`policy p\n\nidentity\n  {x}  ${word}\n\ntopics\n  publish  ${word}\n`);
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it.each([
    '  publsh a\n',
    'x\n',
    '  {a} [\n',
    '  publish {b}\n',
    '//\n',
    '  {device- name}\n',
    '"\n',
    'topics under\n',
  ])(
    '200 KB of %j are read in bounded time',
    (line) => {
      const start = performance.now();
      const { problems } = parsePolicy(
        `policy p\ntopics\n  publish a\n${line.repeat(Math.floor(200_000 / line.length))}`,
      );
      expect(problems.length).toBeLessThanOrEqual(1000);
      expect(performance.now() - start).toBeLessThan(10_000);
    },
    20_000,
  );
});

const words = fc.constantFrom(
  'policy',
  'identity',
  'connect',
  'every',
  'topics',
  'assert',
  'roles',
  'under',
  'publish',
  'subscribe',
  'deny',
  'receive',
  'qos',
  'retain',
  '0..1',
  '<=',
  '8',
  'KB',
  'levels',
  '{a}',
  '{b|c}',
  '{d...}',
  '#',
  '+',
  'a/b',
  '"x"',
  '"',
  ',',
  ', ',
  '|',
  'for',
  'when',
  'otherwise',
  'close',
  'refuse',
  '0x80',
  'reply',
  'note',
  'use',
  'source',
  'bag',
  'of',
  'any',
  '[a-z]{1,3}',
  'k=v?',
  'none',
  'required',
  'not',
  'counting',
  'per',
  '//',
  '\n',
  '\n  ',
  '\n    ',
  '\r\n',
  '\t',
  'filters',
  'overlap',
  'wildcards',
  'from',
  'level',
  'isolated',
  'never',
  'always',
  'extends',
  'onenet',
  'client-id',
  '{',
  '}',
  '\\',
  '\0',
  '\ud800',
  'é',
  'session',
  'packet',
  'glob',
  'remove',
  '__proto__',
  'constructor',
);

describe('any text', () => {
  it('of words is read without a crash, and formatted the same way twice', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (parts) => {
        const text = parts.join(' ');
        parsePolicy(text);
        const { text: once, problems } = formatPolicy(text);
        if (problems.length === 0) expect(formatPolicy(once)).toEqual({ text: once, problems: [] });
        else expect(once).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  it('of characters is read without a crash', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void parsePolicy(text)),
      { numRuns: 2000 },
    );
  });

  it('of lines that belong somewhere is read without a crash, and keeps its places inside', () => {
    const line = fc.array(words, { maxLength: 8 }).map((parts) => parts.join(' '));
    const section = fc.constantFrom(
      'identity',
      'connect',
      'every publish',
      'topics',
      'topics under a/{x}',
      'assert',
      'roles',
      'every packet',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(section, fc.array(line, { maxLength: 6 })), { maxLength: 5 }), (sections) => {
        const text = `policy p\n${sections.map(([head, lines]) => `${head}\n${lines.map((one) => `  ${one}\n`).join('')}`).join('')}`;
        for (const problem of parsePolicy(text).problems) {
          expect(problem.offset).toBeGreaterThanOrEqual(0);
          expect(problem.offset + problem.length).toBeLessThanOrEqual(text.length);
          expect(problem.message).toMatch(/[.!?)]$/);
        }
      }),
      { numRuns: 1500 },
    );
  });
});
