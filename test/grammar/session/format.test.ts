import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSessionScript, parseSessionScript, type Statement } from '../../../grammar/session/index.js';

const format = (text: string): string => {
  const { text: formatted, problems } = formatSessionScript(text);
  expect(problems).toEqual([]);
  if (formatted === undefined) throw new Error('not formatted');
  return formatted;
};

describe('formatSessionScript', () => {
  it('aligns the arrows of neighbouring lines, keeps comments, tidies blanks and quotes', () => {
    const text = `

  // first
//second
policy   onenet
connect  client-id="sensor-1"  username="a b" clean-session=true   keep-alive=120 // who
subscribe a/b   qos=1=> x
`;
    expect(formatSessionScript(text).text).toBeUndefined();
    expect(formatSessionScript(text).problems).toHaveLength(1);
    expect(
      format(`

  // first
//second
policy   onenet
connect  client-id="sensor-1"  username="a b" clean-session=true   keep-alive=120 // who
subscribe   a/b , "c d"   qos=1 =>   granted 0 ,   failure   topic/foreign


subscribe # => failure      // wide
publish a/long/topic  qos=1   {"id" : 1}   => closed
publish x
receive "y" => dropped topic/foreign
packet   pingreq`),
    ).toBe(`// first
//second
policy onenet
connect client-id=sensor-1 username="a b" clean-session=1 keep-alive=120  // who
subscribe a/b, "c d" qos=1 => granted 0, failure topic/foreign

${'subscribe #'.padEnd(37)} => failure  // wide
publish a/long/topic qos=1 {"id" : 1} => closed
publish x
${'receive y'.padEnd(37)} => dropped topic/foreign
packet pingreq
`);
  });

  it('keeps CRLF, and gives nothing for nothing', () => {
    expect(format('packet pingreq\r\n\r\n\r\n// x\r\n')).toBe('packet pingreq\r\n\r\n// x\r\n');
    expect(format('\n\n')).toBe('');
  });

  it('does not let a very long line push its neighbours', () => {
    const long = `publish ${'a/'.repeat(60)} => closed`;
    expect(format(`publish a => closed\n${long}\n`)).toBe(`publish a => closed\n${long}\n`);
  });

  /** A statement without places. */
  const meaning = (statement: Statement): unknown =>
    JSON.parse(
      JSON.stringify(statement, (key, value) =>
        key === 'span' || key === 'line' || key === 'options' ? undefined : value,
      ),
    );

  const topic = fc.oneof(
    fc.constantFrom(
      'a/b',
      '#',
      '//',
      '=>',
      'a b',
      'x,',
      'a"b',
      '',
      '{p}/x',
      'qos=1',
      '温/+',
      '\u0000',
      'a=>b',
      '\u2028',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
  );
  const quoted = fc.oneof(
    topic.map((value) => JSON.stringify(value)),
    fc.constantFrom('a/b', '#', 'x,y', 'a//b'),
  );
  const gap = fc.constantFrom(' ', '  ', '\t');
  const line = fc.oneof(
    fc
      .tuple(
        quoted,
        gap,
        fc.constantFrom('', 'qos=1', 'qos=-1 retain=true'),
        gap,
        fc.constantFrom('', '{"a": "=> //"}', '"x"', '5'),
        fc.constantFrom('', ' => closed', ' =>  dropped topic/foreign'),
      )
      .map(([t, g, o, h, p, e]) => `publish${g}${t} ${o}${h}${p}${e}`),
    fc
      .tuple(quoted, quoted, gap, fc.constantFrom('', ' => granted 0 , failure', ' => closed // c'))
      .map(([a, b, g, e]) => `subscribe ${a},${g}${b} qos=2${e}`),
    quoted.map(
      (value) =>
        `connect complete client-id=${value.startsWith('"') ? value : JSON.stringify(value)} will.retain=false`,
    ),
    fc.constantFrom(
      '',
      '// comment',
      '  //',
      'packet pubrec',
      'policy mqtt',
      'role  gateway',
      'connect tls=true port=1883',
    ),
  );

  it('changes nothing that matters, and formatting twice is formatting once', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const text = lines.join('\n');
        const before = parseSessionScript(text);
        expect(before.problems).toEqual([]);
        const formatted = format(text);
        const after = parseSessionScript(formatted);
        expect(after.problems).toEqual([]);
        expect(after.script.statements.map(meaning)).toEqual(before.script.statements.map(meaning));
        expect(after.script.comments.map((c) => c.text.trimEnd())).toEqual(
          before.script.comments.map((c) => c.text.trimEnd()),
        );
        expect(format(formatted)).toBe(formatted);
      }),
      { numRuns: 500 },
    );
  });
});
