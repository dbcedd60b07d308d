import { describe, expect, it } from 'vitest';
import { builtinPolicy } from '../../src/policy/builtins.js';
import { parsePolicy } from '../../src/policy/index.js';
import { fixturePages, readPage } from './pages.js';

const pageNamed = (name: string): ReturnType<typeof builtinPolicy> | string =>
  builtinPolicy(name) ?? readPage(`test/policy/fixtures/${name}.mqttpolicy`);

const head = 'policy p\n\n';
const problems = (text: string): string[] =>
  parsePolicy(head + text).problems.map((one) => `${one.code} ${one.line}:${one.column} ${one.message}`);

describe('pages of other platforms', () => {
  it.each(fixturePages)('%s parses as a whole; what is not there yet is all that is said', (file) => {
    const said = parsePolicy(readPage(file), { resolve: pageNamed }).problems.filter((one) => one.severity === 'error');
    // What a page stands on, or extends, may itself hold something that is not there yet.
    const later = ({ code, message }: (typeof said)[number]): boolean =>
      code === 'policy/not-yet' || message.includes('known, but not yet in this version');
    expect(said.filter((one) => !later(one))).toEqual([]);
  });

  it.each(['onenet-page', 'onenet-studio', 'thingsboard', 'workshop'])('%s loads', (name) => {
    expect(parsePolicy(readPage(`test/policy/fixtures/${name}.mqttpolicy`)).policy?.sections.length).toBeGreaterThan(5);
  });
});

describe('known, not yet', () => {
  const topics = (line: string): string => `topics\n  {x}  any\n  ${line}\n`;
  const cases: readonly [text: string, place: string][] = [
    [topics('publish  a  required'), '5:15'],
    [topics('publish  a  after b'), '5:15'],
    [topics('publish  glob "a*"'), '5:12'],
    [topics('publish  {x?}/b'), '5:12'],
    [topics('publish  a/{x}?'), '5:14'],
    [topics('publish  {x...}/b'), '5:12'],
    [topics('delivery listed'), '5:3'],
    [topics('wildcards only +'), '5:13'],
    [topics('publish  a  note warning "x"'), '5:20'],
    [topics('publish  a  when qos 0'), '5:20'],
    [topics('{y}  any  levels 1..5'), '5:13'],
    ['identity\n  client-id or username  {x}\n  {x}  [a-z]{1,8}\n', '4:13'],
    ['identity\n  client-id  {x}\n  {x}  [a-z]{1,8}  otherwise unbound\n', '5:30'],
    ['identity\n  username  {x}@{y}\n  {x}  [a-z]{1,8}\n  {y}  [a-z]{1,8}\n', '4:13'],
    ['identity\n  registry.device  {x}\n  {x}  [a-z]{1,8}\n', '4:3'],
    ['identity\n  client-id  not {x}\n  {x}  [a-z]{1,8}\n', '4:14'],
    ['every publish\n  topic  <= 8 levels  not counting a/\n', '4:23'],
    ['every publish\n  otherwise close  when qos 0\n', '4:25'],
    ['every publish\n  topic-alias  <= 8\n', '4:3'],
    ['connect\n  keep-alive  0 | 30..1200 s\n', '4:15'],
    ['connect\n  session-expiry  <= 7 d\n', '4:3'],
    ['topics when qos 0\n  publish  a\n', '3:13'],
    ['roles\n  anna  when registry.kind 1\n', '4:14'],
  ];
  it.each(cases)('%j', (text, place) => {
    const [first, ...more] = problems(text);
    expect(first).toMatch(new RegExp(`^policy/not-yet ${place} .*known, but not yet in this version`));
    expect(more).toEqual([]);
  });

  it.each([
    ['policy p\n  order first-match\n', '2:9'],
    ['policy p\n  dialect a-quirk\n', '2:3'],
  ])('%j', (text, place) => {
    expect(parsePolicy(text).problems.map((one) => `${one.code} ${one.line}:${one.column}`)).toEqual([
      `policy/not-yet ${place}`,
    ]);
  });
});
