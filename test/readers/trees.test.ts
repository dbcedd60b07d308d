import fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { parseDocument, stringify } from 'yaml';
import type { Document } from '../../src/readers/document.js';
import { readJson } from '../../src/readers/json.js';
import { parseJsonTree } from '../../src/readers/json-tree.js';
import { readSession } from '../../src/readers/session.js';
import type { TreeNode } from '../../src/readers/tree.js';
import { readYaml } from '../../src/readers/yaml.js';
import { parseYamlTree } from '../../src/readers/yaml-tree.js';

const plain = (node: TreeNode): unknown => {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  return node.entries.map(({ key, value }) => [key, plain(value)]);
};
const pairs = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(pairs);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value).map(([key, inner]) => [key, pairs(inner)]);
};
const sorted = (value: unknown): unknown => JSON.stringify(value);

/** Words that reach the shape detector, among others that do not. */
const key = fc.oneof(
  fc.constantFrom(
    'mqtt',
    'broker',
    'host',
    'port',
    'topic',
    'topics',
    'sub_topic',
    'publish',
    'will',
    'lwt',
    'qos',
    'retain',
    'client_id',
    '__proto__',
    'constructor',
    'servers',
    'a/b',
    'username',
    'keepalive',
    'mqtt_host',
    'will_topic',
    'client',
  ),
  fc.string({ maxLength: 8 }),
);
const value = fc.oneof(
  fc.constantFrom(
    'localhost',
    'mqtt://h:1883',
    'a/b',
    '$sys/%s/#',
    1883,
    1,
    0,
    true,
    null,
    '',
    '${X}/y',
    '60s',
    'tcp://x',
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
);
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    value,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(key, tie('node'), { maxKeys: 8 }),
  ),
})).node;

function checkSpans(text: string, document: Document): void {
  const check = (span: { start: number; end: number }): void => {
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(text.length);
  };
  for (const client of document.clients) {
    check(client.span);
    for (const request of client.requests) check(request.topic.span);
    for (const option of Object.values(client.options)) if (option) check(option.span);
  }
  for (const { span } of [...document.comments, ...document.problems]) check(span);
}

describe('JSON', () => {
  it('gives the values of JSON.parse, and each place slices to its value', () => {
    fc.assert(
      fc.property(tree, fc.constantFrom(0, 1, 2), (data, indent) => {
        const text = JSON.stringify(data, undefined, indent);
        const parsed = parseJsonTree(text);
        expect(parsed.problems).toEqual([]);
        const [root] = parsed.roots;
        if (root === undefined) throw new Error('no root');
        expect(plain(root)).toEqual(pairs(JSON.parse(text)));
        const visit = (node: TreeNode): void => {
          expect(sorted(JSON.parse(text.slice(node.start, node.end)))).toBe(
            sorted(node.kind === 'scalar' ? node.value : JSON.parse(text.slice(node.start, node.end))),
          );
          if (node.kind === 'list') node.items.forEach(visit);
          if (node.kind === 'map') {
            for (const entry of node.entries) {
              expect(JSON.parse(text.slice(entry.keyStart, entry.keyEnd))).toBe(entry.key);
              visit(entry.value);
            }
          }
        };
        visit(root);
        checkSpans(text, readJson(text));
      }),
      { numRuns: 300 },
    );
  });

  it('accepts comments and trailing commas, and keeps the comments', () => {
    const text = '// a\n{"x": [1, 2,], /* b */ "y": {},}\n//';
    const { roots, comments, problems } = parseJsonTree(text);
    expect(problems).toEqual([]);
    expect(roots.map(plain)).toEqual([
      [
        ['x', [1, 2]],
        ['y', []],
      ],
    ]);
    expect(comments).toEqual([
      { text: ' a', span: { start: 0, end: 4 } },
      { text: ' b ', span: { start: 20, end: 27 } },
      { text: '', span: { start: 38, end: 40 } },
    ]);
  });

  it.each([
    [
      '{"a": 1 "b": 2}',
      'A comma is missing before this.',
      '"b"',
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    ['{"a" 1}', 'A colon is missing after the key.', '1', [['a', 1]]],
    ['{"a": }', 'A value is missing here.', '}', []],
    ['{"a": , "b": 2}', 'A value is missing before this comma.', ',', [['b', 2]]],
    ['[1, , 2]', 'There is nothing before this comma.', ',', [1, 2]],
    ['{a: 1}', 'A key is written in double quotes: "a".', 'a', [['a', 1]]],
    [
      '{"a": yes}',
      '"yes" is not a value. Text is written in double quotes; the other values are numbers, true, false and null.',
      'yes',
      [['a', undefined]],
    ],
    ['{"a": [1}', 'Before this "}" a "]" is missing.', '}', [['a', [1]]]],
    ['{"a": 1', 'The file ends, and this "{" is not closed.', '{', [['a', 1]]],
    ['{} {}', 'The file goes on after its value has ended.', '{', []],
    [
      '{"a": "x',
      'This string is not closed: a double quote is missing before the end of the line.',
      '"x',
      [['a', 'x']],
    ],
    ['{"a": "\\q"}', 'In a string a backslash stands only before " \\ / b f n r t u.', '"\\q"', [['a', '']]],
    ['{"a": 1} ]', 'This "]" closes nothing.', ']', [['a', 1]]],
  ])('goes on after a mistake: %s', (text, message, at, result) => {
    const { roots, problems } = parseJsonTree(text);
    expect(problems[0]?.message).toBe(message);
    expect(text.slice(problems[0]?.span.start, problems[0]?.span.end)).toBe(at);
    expect(roots.map(plain)).toEqual([result]);
  });

  it('lets the last of equal keys win and says which is lost', () => {
    const text = '{"mqtt": {"host": "a", "host": "b", "port": 1883}}';
    const document = readJson(text);
    expect(document.clients[0]?.host?.value).toBe('b');
    expect(document.problems).toEqual([
      {
        code: 'duplicate-key',
        severity: 'warning',
        message: 'The key "host" is there twice in the same object: this value is lost, the later one counts.',
        span: { start: 10, end: 16 },
      },
    ]);
  });
});

describe('YAML', () => {
  it('gives the values that js-yaml and yaml give', () => {
    fc.assert(
      fc.property(tree, fc.boolean(), (data, flow) => {
        const text = flow ? `${JSON.stringify(data)}\n` : stringify(data);
        const parsed = parseYamlTree(text);
        expect(parsed.problems).toEqual([]);
        const [root] = parsed.roots;
        if (root === undefined) throw new Error('no root');
        expect(plain(root)).toEqual(pairs(load(text)));
        checkSpans(text, readYaml(text));
      }),
      { numRuns: 300 },
    );
  });

  it('has the same places as yaml', () => {
    fc.assert(
      fc.property(tree, (data) => {
        const text = stringify(data, { lineWidth: 0 });
        const [root] = parseYamlTree(text).roots;
        const places: string[] = [];
        const others: string[] = [];
        const visit = (node: TreeNode): void => {
          if (node.kind === 'list') node.items.forEach(visit);
          else if (node.kind === 'map') {
            for (const entry of node.entries) {
              places.push(text.slice(entry.keyStart, entry.keyEnd));
              visit(entry.value);
            }
          } else if (
            !text.slice(node.start).startsWith('\n') &&
            !/^ *[|>]/.test(text.slice(0, node.start).split('\n').at(-2)?.split(/[:-] /).at(-1) ?? '')
          )
            places.push(text.slice(node.start, node.end));
        };
        if (root) visit(root);
        const visitOther = (node: unknown): void => {
          const item = node as {
            items?: unknown[];
            key?: unknown;
            value?: unknown;
            range?: [number, number, number];
            type?: string;
          } | null;
          if (item?.items) item.items.forEach(visitOther);
          else if (item?.key !== undefined) {
            visitOther(item.key);
            visitOther(item.value);
          } else if (item?.range && item.type !== 'BLOCK_LITERAL' && item.type !== 'BLOCK_FOLDED')
            others.push(text.slice(item.range[0], item.range[1]));
        };
        visitOther(parseDocument(text).contents);
        // Block scalars are placed at their header by one and at their text by the other.
        // A merge (`<<: {}`) is no entry any more.
        if (!/[|>][-+0-9]*\n/.test(text) && !text.includes('<<:')) expect(places).toEqual(others);
      }),
      { numRuns: 200 },
    );
  });

  it('ends what is in brackets with its bracket, empty or not', () => {
    const text = 'a: []\nb: { }\nc: [x, {}]\nd: {e: [ ]}\n';
    const ends: string[] = [];
    const visit = (node: TreeNode): void => {
      if (node.kind !== 'scalar') ends.push(text.slice(node.start, node.end));
      if (node.kind === 'list') node.items.forEach(visit);
      if (node.kind === 'map') for (const entry of node.entries) visit(entry.value);
    };
    parseYamlTree(text).roots.forEach(visit);
    expect(ends).toEqual([text.trimEnd(), '[]', '{ }', '[x, {}]', '{}', '{e: [ ]}', '[ ]']);
  });

  it('finds comments and nothing else that begins with #', () => {
    const text =
      '# one\na: b#c # two\nd: "# no"\ne: |\n  # no\n  text\n# three\nf: [x, # four\n  y]\ng: \'#\' #five\n#';
    expect(parseYamlTree(text).comments.map((comment) => comment.text)).toEqual([
      ' one',
      ' two',
      ' three',
      ' four',
      'five',
      '',
    ]);
    for (const { span } of parseYamlTree(text).comments) expect(text[span.start]).toBe('#');
  });

  it('reads all documents, unknown tags, merge keys and aliases', () => {
    const text = 'a: !secret x\nb: &b {c: 1, d: 2}\ne: {<<: *b, d: 3}\nf: *b\n---\n- !include g\n- ! 1\n- !!str 2\n';
    expect(parseYamlTree(text).roots.map(plain)).toEqual([
      [
        ['a', undefined],
        [
          'b',
          [
            ['c', 1],
            ['d', 2],
          ],
        ],
        [
          'e',
          [
            ['d', 3],
            ['c', 1],
          ],
        ],
        [
          'f',
          [
            ['c', 1],
            ['d', 2],
          ],
        ],
      ],
      [undefined, '1', '2'],
    ]);
  });

  it('says where a bracket or a quote was opened, and reads the other lines', () => {
    const text = 'mqtt:\n  host: h\n  topic: [a/b\n  qos: 1\n  pub_topic: "c/d\n  sub_topic: e/f\n';
    const document = readYaml(text);
    expect(document.problems.map((problem) => [problem.message, problem.span.start])).toEqual([
      ['This "[" is not closed.', text.indexOf('[')],
      ['This string is not closed: a double quote is missing.', text.indexOf('"')],
    ]);
    expect(document.clients[0]?.requests.map((request) => request.topic.value)).toEqual(['e/f']);
  });

  it('ends where nothing stands before the mistake but line ends', { timeout: 5_000 }, () => {
    for (const text of [
      '\n\u000b',
      '\n\n\u000b',
      '\n',
      '\u000b',
      '\n\u0000',
      '\r\n\u000b',
      ' \n\u000b\n a: b',
      '\n: :\n\u000b',
    ])
      expect(readYaml(text).clients, JSON.stringify(text)).toEqual([]);
  });

  it('calls a template a template', () => {
    const { clients, problems } = readYaml(
      'mqtt:\n  host: {{ .Values.host }}\n{{- if x }}\n  port: 1883\n{{- end }}\n',
    );
    expect(clients).toEqual([]);
    expect(problems).toMatchObject([{ code: 'template', severity: 'warning' }]);
  });
});

describe('hostile input', () => {
  const readers = [
    ['json', readJson],
    ['yaml', readYaml],
    ['session', readSession],
  ] as const;

  it.each(readers)('%s: random text and random bytes never throw, and places lie inside', (_, reader) => {
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
          "'",
          '\n',
          '  ',
          '- ',
          '#',
          '//',
          '/*',
          '*a',
          '&a',
          '<<:',
          '|',
          '>',
          '!x',
          '%s',
          '${',
          '{{',
          'mqtt',
          'topic',
          'host: h',
          'port: 1883',
          '=>',
          'subscribe',
          '\0',
          '\uFEFF',
          '\uD800',
          '😀',
          '\r',
          '\t',
        ),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const text = parts.join('');
        checkSpans(text, reader(text));
      }),
      { numRuns: 2000 },
    );
  });

  const hostile: [string, string, typeof readJson][] = [
    ['100,000 brackets in JSON', '['.repeat(100_000), readJson],
    ['100,000 objects in JSON', '{"mqtt":'.repeat(100_000), readJson],
    ['100,000 brackets in YAML', '['.repeat(100_000), readYaml],
    ['100,000 dashes in YAML', '- '.repeat(100_000), readYaml],
    ['a staircase in YAML', Array.from({ length: 2000 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'), readYaml],
    [
      'an alias bomb',
      `mqtt: &a0 {host: h}\n${Array.from({ length: 30 }, (_, level) => `k${level}: &a${level + 1} [${`*a${level},`.repeat(10)}]`).join('\n')}\n`,
      readYaml,
    ],
    [
      'a merge bomb',
      `mqtt: &a0 {host: h}\n${Array.from({ length: 30 }, (_, level) => `k${level}: &a${level + 1} {x: [${`*a${level},`.repeat(10)}], <<: *a${level}}`).join('\n')}\n`,
      readYaml,
    ],
  ];
  it.each(hostile)('%s ends in a problem', (_, text, reader) => {
    const started = performance.now();
    expect(reader(text).problems.length).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it('an alias to itself is a value that is not known', () => {
    expect(readYaml('mqtt: &m\n  host: h\n  client: *m\n  topic: a/b\n').clients).toHaveLength(1);
  });

  const megabytes: [string, string, typeof readJson][] = [
    ['JSON', `{"mqtt": {"host": "h", "topics": [${'"a/b", '.repeat(500_000)}"c"]}}`, readJson],
    ['JSON comments', '/* a */ // b\n'.repeat(700_000), readJson],
    ['JSON garbage', '"mqtt" } : ] '.repeat(700_000), readJson],
    ['one long JSON string', `{"mqtt": {"host": "h", "topic": "${'${a'.repeat(2_000_000)}"}}`, readJson],
    ['YAML', `mqtt:\n  host: h\n  topics:\n${'    - a/b # x\n'.repeat(200_000)}`, readYaml],
    ['YAML with a mistake', `mqtt:\n  host: h\n  topics:\n${'    - a/b\n'.repeat(200_000)}   x: [\n`, readYaml],
    ['YAML with an open quote', `mqtt:\n  host: h\n${'# a\n'.repeat(500_000)}  topic: "a\n`, readYaml],
    ['YAML of one word', `mqtt ${'a#'.repeat(3_000_000)}`, readYaml],
    ['YAML keys', Array.from({ length: 100_000 }, (_, number) => `mqtt${number}: {topic: a}`).join('\n'), readYaml],
  ];
  it.each(megabytes)(
    'megabytes of %s are read in linear time',
    (_, text, reader) => {
      const started = performance.now();
      reader(text);
      expect(performance.now() - started).toBeLessThan(15_000);
    },
    30_000,
  );
});
