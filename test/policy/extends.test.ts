import { describe, expect, it } from 'vitest';
import { parsePolicy, policyFromJson, policyToText } from '../../src/policy/index.js';
import { readPage, withoutLines } from './pages.js';

const parent = `policy base "Base"
  source "A" https://a.example
  hosts a.example
  dated 2026-01-01

identity
  client-id  {x}
  {x}  [a-z]{1,8}
  otherwise refuse 2

connect
  keep-alive  10..1800 s  otherwise close
  will        none
  otherwise refuse

topics under a/{x}  "Own"
  filters    overlap
  wildcards  from level 3
  publish    b  qos 0
  subscribe  c

assert
  isolated {x}
`;
const resolve = (name: string): string | undefined => (name === 'base' ? parent : undefined);
const merged = (child: string): string[] => {
  const { policy, problems } = parsePolicy(child, { resolve });
  expect(problems).toEqual([]);
  return policy ? policyToText(policy).split('\n') : [];
};

describe('extends', () => {
  it('copies the page and replaces lines with the same key in their place', () => {
    const lines = merged(
      'policy child extends base\n  dated 2026-02-02\n\nconnect\n  keep-alive  <= 60 s\n\ntopics under a/{x}\n  wildcards  none\n  publish  b  qos 1\n  publish  d\n',
    );
    expect(lines).toEqual([
      'policy child "Base"',
      '  source "A" https://a.example',
      '  hosts  a.example',
      '  dated  2026-02-02',
      '',
      'identity',
      '  client-id  {x}',
      '',
      '  {x}  [a-z]{1,8}',
      '  otherwise refuse 2',
      '',
      'connect',
      '  keep-alive  <= 60 s',
      '  will        none',
      '  otherwise refuse',
      '',
      'topics under a/{x} "Own"',
      '  filters    overlap',
      '  wildcards  none',
      '  publish    b  qos 1',
      '  subscribe  c',
      '  publish    d',
      '',
      'assert',
      '  isolated {x}',
      '',
    ]);
  });

  it('replaces what happens otherwise, adds asserts up, and removes sections', () => {
    const lines = merged(
      'policy child extends base\n  remove topics under a/{x}\n\nconnect\n  otherwise close\n\nassert\n  never publish z\n',
    );
    expect(lines.join('\n')).toContain('  will        none\n  otherwise close\n');
    expect(lines.join('\n')).not.toContain('topics');
    expect(lines.filter((line) => line === 'assert')).toHaveLength(2);
  });

  it('is checked as a whole: the parent declares what the child uses, and the other way round', () => {
    expect(merged('policy child extends base\n\ntopics\n  publish  z/{x}\n').join('\n')).toContain('publish  z/{x}');
    const { problems } = parsePolicy('policy child extends base\n\ntopics\n  {x}  any\n', { resolve });
    expect(problems).toMatchObject([{ code: 'policy/shadow', line: 4, column: 3 }]);
  });

  it('has no lines of the parent in the model', () => {
    const { policy } = parsePolicy('policy child extends base\n\nconnect\n  keep-alive  <= 60 s\n', { resolve });
    const connect = policy?.sections.find((section) => section.section === 'connect');
    expect(connect?.lines.map((line) => line.line)).toEqual([4, undefined]);
  });

  it.each([
    ['policy child extends nobody\n', /^1:22 There is no policy "nobody" to extend/],
    ['policy child extends child\n', /child extends child: no policy can be its own parent/],
    [
      'policy child extends base\n  remove topics under a/{y}\n',
      /has no section "topics under a\/\{y\}"\. Did you mean "topics under a\/\{x\}"/,
    ],
    ['policy child extends base\n\nconnect\n  keep-aliv  1 s\n', /Did you mean "keep-alive"/],
  ])('%j is refused', (text, message) => {
    const said = parsePolicy(text, { resolve }).problems.map((one) => `${one.line}:${one.column} ${one.message}`);
    expect(said).toEqual([expect.stringMatching(message)]);
  });

  it('finds a cycle, and a parent that does not load', () => {
    const pages: Record<string, string> = {
      a: 'policy a extends b\n',
      b: 'policy b extends a\n',
      c: 'policy c extends d\n',
      d: 'policy d\n\ntopics\n  publish  {q}\n',
    };
    const load = (name: string) =>
      parsePolicy(pages[name] as string, { resolve: (other) => pages[other] }).problems.map((one) => one.message);
    expect(load('a')).toEqual([expect.stringMatching(/"b" does not load: .*a extends b extends a/)]);
    expect(load('c')).toEqual([expect.stringMatching(/"d" does not load: \{q\} is not declared.*\(its line 4\)/)]);
  });

  it('takes the built-in policies when nobody says others', () => {
    expect(parsePolicy('policy mine extends onenet\n').policy?.sections.length).toBeGreaterThan(5);
    expect(parsePolicy('policy mine extends onnet\n').problems[0]?.message).toMatch(
      /Did you mean "onenet"\? Built in: /,
    );
  });

  it('works from JSON alike', () => {
    const fromJson = policyFromJson(
      { language: 1, policy: 'child', extends: 'base', remove: [{ section: 'connect' }], sections: [] },
      { resolve },
    );
    const fromText = parsePolicy('policy child extends base\n  remove connect\n', { resolve });
    expect(fromJson.problems).toEqual([]);
    expect(withoutLines(fromJson.policy)).toEqual(withoutLines(fromText.policy));
  });

  it('lays Studio over the classic page', () => {
    const { policy } = parsePolicy(readPage('test/policy/fixtures/onenet-studio.mqttpolicy'));
    const identity = policy?.sections.find((section) => section.section === 'identity');
    expect(identity?.lines.flatMap((line) => ('name' in line ? [`${line.name} ${line.shape.text}`] : []))).toContain(
      'pid [A-Za-z0-9]{8,32}',
    );
    expect(policy?.sections.filter((section) => section.section === 'topics')).toHaveLength(1);
  });
});
