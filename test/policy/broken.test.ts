import { describe, expect, it } from 'vitest';
import { readPage as readGrammarPage } from '../../grammar/policy/index.js';
import { fieldsOfSection } from '../../src/policy/fields.js';
import { parsePolicy } from '../../src/policy/index.js';
import { readPage } from './pages.js';

const page = readPage('test/policy/fixtures/onenet-page.mqttpolicy');

/** One fault, its one message, and, where there is a fix, the text that the fix puts there. */
const faults: readonly [name: string, from: string, to: string, at: string, message: RegExp, fix?: string][] = [
  [
    'a misspelt verb',
    'publish    dp/post/json  ',
    'publsh     dp/post/json  ',
    '57:3+6',
    /^"publsh" cannot start a line in a topics section\. Did you mean "publish"\?$/,
    'publish',
  ],
  [
    'a misspelt name',
    'under $sys/{pid}/{device-name}',
    'under $sys/{pid}/{devicename}',
    '50:25+12',
    /^\{devicename\} is not declared\. Did you mean \{device-name\} \(identity, line 11\)\?.*so it is refused\.$/,
    '{device-name}',
  ],
  [
    'an open string',
    '"Upload data points"',
    '"Upload data points',
    '57:56+0',
    /^This string is not closed\..*add " here/,
    '"',
  ],
  [
    'a missing topic',
    'subscribe  cmd/request/{cmdid}            "A command for the device"',
    'subscribe',
    '63:12+0',
    /^A topic is missing after "subscribe"\..*really called reply is written "reply"/,
  ],
  [
    'a misspelt section',
    'every subscribe',
    'evry subscribe',
    '31:1+4',
    /^There is no section "evry"\. Did you mean "every subscribe"\?$/,
    'every',
  ],
  [
    'a misspelt field',
    'clean-session  1',
    'clean-sesion   1',
    '19:3+12',
    /^"clean-sesion" is not a field of CONNECT\. Did you mean "clean-session"\? Fields: protocol/,
    'clean-session',
  ],
  [
    'a wrong consequence',
    'otherwise refuse 4',
    'otherwise reject 4',
    '15:13+6',
    /^"reject" is not a consequence\. Write "refuse 4".*close, drop, ignore, clamp/,
    'refuse',
  ],
  [
    'a blank in a name',
    'under $sys/{pid}/{device-name}',
    'under $sys/{pid}/{device- name}',
    '50:25+14',
    /^A name holds no blank: write \{device-name\}/,
    '{device-name}',
  ],
  [
    '# before the end',
    'subscribe  dp/post/json/accepted/+  ',
    'subscribe  dp/#/accepted',
    '82:17+1',
    /^"#" is only allowed as the last level.*dp\/# for everything below dp, or dp\/\+\/accepted/,
    'dp/+/accepted',
  ],
  [
    'a line at column 1',
    '  keep-alive  ',
    'keep-alive  ',
    '21:1+10',
    /^"keep-alive" stands at column 1, where sections start, but it is a line of "connect"\. Indent it by two blanks\.$/,
    '  ',
  ],
  [
    'an empty range',
    '10..1800 s',
    '1800..10 s',
    '21:18+8',
    /^This range is empty: 1800 is greater than 10\. Write 10\.\.1800\.$/,
    '10..1800',
  ],
  [
    'an unbound name',
    '  username   {pid}\n',
    '',
    '11:3+5',
    /^\{pid\} is declared here as part of the identity, but nothing binds it\. Add a line such as "username \{pid\}"\. Without it every line that uses \{pid\} \(lines 12, 49, 89, 90, 91\) could never hold\.$/,
  ],
  [
    'a field that can be cut in two ways',
    'username   {pid}\n',
    'username   {pid}{device-name}\n',
    '8:14+18',
    /^This cannot be cut in one way: ".+" could be \{pid\}=.+ or \{pid\}=.+\. Put a separator/,
  ],
];

describe('one fault in a page', () => {
  it.each(faults)('%s makes one message at its place', (_, from, to, at, message, fix) => {
    expect(page).toContain(from);
    const { policy, problems } = parsePolicy(page.replace(from, to));
    expect(policy).toBeUndefined();
    expect(problems).toHaveLength(1);
    const [problem] = problems;
    expect(`${problem?.line}:${problem?.column}+${problem?.length}`).toBe(at);
    expect(problem?.message).toMatch(message);
    expect(problem?.fix?.edits[0]?.text).toBe(fix);
  });

  it.each(faults.filter(([, , , , , fix]) => fix !== undefined))('%s is mended by its fix', (_, from, to) => {
    const text = page.replace(from, to);
    const [edit] = parsePolicy(text).problems[0]?.fix?.edits ?? [];
    if (!edit) throw new Error('no edit');
    const mended = text.slice(0, edit.offset) + edit.text + text.slice(edit.offset + edit.length);
    const after = parsePolicy(mended);
    expect(after.problems).toEqual([]);
    expect(after.policy?.name).toBe('onenet');
  });

  it.each(faults)('%s spoils no other line', (_, from, to) => {
    const count = (text: string): number =>
      readGrammarPage(text, { fieldsOf: fieldsOfSection }).page.sections.reduce(
        (sum, section) => sum + section.lines.length,
        0,
      );
    expect(count(page) - count(page.replace(from, to))).toBeLessThanOrEqual(1);
  });

  it('five mistakes give five messages and the statements between them', () => {
    const mistakes = [
      'a misspelt verb',
      'a misspelt field',
      'a wrong consequence',
      'an empty range',
      '# before the end',
    ];
    let text = page;
    for (const [name, from, to] of faults) if (mistakes.includes(name)) text = text.replace(from, to);
    expect(parsePolicy(text).problems.map((one) => one.line)).toEqual([15, 19, 21, 57, 82]);
  });
});
