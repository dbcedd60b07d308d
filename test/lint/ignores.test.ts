import { describe, expect, it } from 'vitest';
import { applyFixes } from '../../src/lint/fix.js';
import { lintText } from '../../src/lint/index.js';

async function lint(text: string, path: string) {
  const result = await lintText(text, { path });
  return {
    ...result,
    found: result.findings
      .filter(({ rule }) => rule === 'connect/keep-alive' || rule.startsWith('lint/'))
      .map(({ rule, line, column }) => `${line}:${column} ${rule}`),
  };
}

const host = 'mqtts.heclouds.com';

describe('an ignore', () => {
  it('is for its line, the next line or the file, in every format', async () => {
    const yaml = (comment: string, above = '', top = '') =>
      `${top}mqtt:\n  host: ${host}\n${above}  keepalive: 5${comment}\n`;
    expect((await lint(yaml(''), 'a.yaml')).found).toEqual(['3:14 connect/keep-alive']);
    const ignored = [
      [yaml(' # topicguard-ignore-line connect/keep-alive -- slow'), 'a.yaml'],
      [yaml('', '  # topicguard-ignore-next-line connect/keep-alive\n'), 'a.yaml'],
      [yaml('', '', '# topicguard-ignore-file connect/keep-alive\n'), 'a.yaml'],
      [`{"mqtt": {"host": "${host}",\n "keepalive": 5 // topicguard-ignore-line connect/keep-alive\n}}`, 'a.json'],
      [
        `{"mqtt": {"host": "${host}",\r\n/* topicguard-ignore-next-line connect/keep-alive */\r\n "keepalive": 5}}`,
        'a.json',
      ],
      [`policy onenet\nconnect keep-alive=5 // topicguard-ignore-line connect/keep-alive\n`, 'a.mqtt'],
      [`policy onenet\n// topicguard-ignore-next-line connect/keep-alive\nconnect keep-alive=5\n`, 'a.mqtt'],
      [`\uFEFF# topicguard-ignore-file connect/keep-alive\n${yaml('')}`, 'a.yaml'],
    ] as const;
    for (const [text, path] of ignored) {
      const { found, suppressed } = await lint(text, path);
      expect(found, text).toEqual([]);
      expect(
        suppressed.map(({ by, finding }) => `${by} ${finding.rule}`),
        text,
      ).toEqual(['comment connect/keep-alive']);
    }
    expect((await lint(ignored[0][0], 'a.yaml')).suppressed[0]?.reason).toBe('slow');
  });

  it('goes past other comments to the next line', async () => {
    const text = `mqtt:\n  host: ${host}\n  # topicguard-ignore-next-line connect/keep-alive\n  # topicguard-ignore-next-line connect/clean-session\n  # why not\n  keepalive: 5\n`;
    expect((await lint(text, 'a.yaml')).found).toEqual(['4:3 lint/unused-ignore']);
  });

  it('is none inside a value, or in the middle of a comment', async () => {
    const text = `mqtt:\n  host: ${host}\n  note: "# topicguard-ignore-file connect/keep-alive"\n  keepalive: 5 # see topicguard-ignore-line connect/keep-alive\n`;
    expect((await lint(text, 'a.yaml')).found).toEqual(['4:14 connect/keep-alive']);
  });

  it('with a rule, a scope or no name that does not exist is a finding', async () => {
    const text = `mqtt: # topicguard-ignore-line\n  host: ${host} # topicguard-ignore-lines connect/will\n  keepalive: 5 # topicguard-ignore-line connect/keepalive, connect/keep-alive, __proto__\n`;
    const { findings } = await lint(text, 'a.yaml');
    expect(
      findings
        .filter(({ rule }) => rule.startsWith('lint/'))
        .map(({ line, column, message }) => `${line}:${column} ${message}`),
    ).toEqual([
      '1:7 topicguard-ignore-line ignores nothing: it names no rule. Write which, and why: topicguard-ignore-line topic/unknown -- the reason.',
      '2:28 topicguard-ignore-lines is no ignore: there are topicguard-ignore-line, topicguard-ignore-next-line, topicguard-ignore-file.',
      '3:41 There is no rule "connect/keepalive". Did you mean connect/keep-alive?',
      '3:80 There is no rule "__proto__". `topicguard rules` lists them.',
    ]);
  });

  it('that is unused is taken out by a fix, alone or with its line', async () => {
    const text = `mqtt:\n  host: ${host}\n  # topicguard-ignore-next-line connect/will -- old\n  keepalive: 5 # topicguard-ignore-line connect/will, connect/keep-alive, topic/unknown -- slow\n  retries: 3   # topicguard-ignore-line connect/will\n`;
    let fixed = text;
    for (let round = 0; round < 5; round++) {
      const { findings } = await lintText(fixed, { path: 'a.yaml' });
      fixed = applyFixes(fixed, findings).text;
    }
    expect(fixed).toBe(
      `mqtt:\n  host: ${host}\n  keepalive: 5 # topicguard-ignore-line connect/keep-alive -- slow\n  retries: 3\n`,
    );
  });

  it('can be for what is wrong with ignores', async () => {
    const text = `# topicguard-ignore-file lint/unused-ignore, lint/unknown-rule\nmqtt:\n  host: ${host} # topicguard-ignore-line connect/will, x/y\n  keepalive: 60\n`;
    const { found, suppressed } = await lint(text, 'a.yaml');
    expect(found).toEqual([]);
    expect(suppressed.map(({ finding }) => finding.rule)).toEqual(['lint/unknown-rule', 'lint/unused-ignore']);
  });
});
