import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { policyCompletion } from '../../../lsp/features/policy-completion.js';
import { marksOfPolicy } from '../../../lsp/language/policy-marks.js';
import { Lab } from '../lab.js';

const above = `policy plant "Plant"
  source "Page" https://plant.example

settings
  {base}  [a-z]{1,8}  default plant
  {most}  [0-9]{1,3}  default 9

roles
  crew
  guest

identity
  client-id  {device}
  {device}   [a-z]{1,8}

topics under line/{device}
  {job}  [0-9]{4}
  publish  job/{job}
    reply done/{job}

`;

async function items(text: string): Promise<{ lab: Lab; uri: string; found: CompletionItem[] }> {
  const lab = new Lab();
  const opened = lab.open('a.mqttpolicy', text, 'mqttpolicy');
  return { lab, uri: opened.uri, found: await lab.ask<CompletionItem[]>(policyCompletion, opened) };
}

const labels = async (text: string): Promise<string[]> => (await items(text)).found.map(({ label }) => label);

/** The text after one item was taken. */
async function taken(text: string, label: string): Promise<string> {
  const { lab, uri, found } = await items(text);
  const item = found.find((one) => one.label === label);
  expect(item, found.map((one) => one.label).join(' ')).toBeDefined();
  return lab.applied({ changes: { [uri]: [item?.textEdit as TextEdit] } })['a.mqttpolicy'] as string;
}

describe('completion in a policy', () => {
  it.each([
    ['<|>', ['policy', 'identity', 'settings', 'roles', 'connect', 'assert', 'every', 'topics']],
    [`${above}every <|>`, ['publish', 'subscribe', 'receive', 'unsubscribe', 'session', 'packet']],
    ['policy a\n  <|>', ['source', 'hosts', 'dated', 'remove']],
    ['policy a\n  dated <|>', ['2023-11-14']],
    ['policy a <|>', ['extends', 'on']],
    ['policy a extends one<|>', ['mqtt', 'onenet', 'onenet-studio', 'thingsboard']],
    [`${above}topics <|>`, ['under', 'for', 'when']],
    [`${above}topics under <|>`, ['line/{device}', '{base}', '{most}', '{device}']],
    [`${above}topics for <|>`, ['crew', 'guest']],
    [`${above}topics for crew, g<|>`, ['crew', 'guest']],
    [`${above}topics\n  filters <|>`, ['within', 'exact', 'overlap']],
    [`${above}topics\n  wildcards from <|>`, ['level']],
    [
      `${above}topics\n  publish a <|>`,
      [
        'for',
        'when',
        'otherwise',
        'except',
        'reply',
        'note',
        'use',
        'source',
        'qos',
        'retain',
        'dup',
        'payload',
        'topic',
        'level',
      ],
    ],
    [`${above}topics\n  publish a qos <|>`, ['none', '<', '<=', '>', '>=', '0', '1', '2', '{base}', '{most}'].slice(1)],
    [
      `${above}topics\n  publish a otherwise <|>`,
      ['refuse', 'close', 'drop', 'ignore', 'clamp', 'downgrade', 'warn', 'advise', 'none', 'unknown', 'none'],
    ],
    [`${above}topics\n  subscribe a source "<|>"`, ['Page']],
    [
      `${above}topics\n  publish x/{j}\n  <|>`,
      ['deny', 'publish', 'subscribe', 'receive', '{j}', 'otherwise', 'source', 'filters', 'wildcards'],
    ],
    [
      `${above}connect\n  keep-alive 1..60 <|>`,
      ['s', 'ms', 'min', 'h', 'd', 'for', 'when', 'otherwise', 'note', 'source'],
    ],
    [`${above}connect\n  username <|>`, ['none', 'required', '{base}', '{most}']],
    [`${above}connect\n  clean-session <|>`, ['0', '1', '{base}', '{most}']],
    [`${above}every packet\n  pubrec <|>`, ['none', 'required', '{base}', '{most}']],
    [`${above}assert\n  <|>`, ['never', 'always', 'isolated', 'source']],
    [`${above}assert\n  isolated <|>`, ['{device}']],
    [`${above}assert\n  never publish <|>`, ['line/{device}/job/{job}', '{base}', '{most}', '{device}']],
    [`${above}assert\n  never publish a/{<|>`, ['{base}', '{most}', '{device}']],
    [`${above}identity\n  <|>`, ['otherwise', 'source', 'client-id', 'username', 'password', 'will.topic']],
    [`${above}identity\n  {x} <|>`, ['bag', '[A-Za-z0-9_-]{1,64}', '[0-9]{1,10}', '[0-9a-f]{8}', 'any']],
    [`${above}settings\n  {x} eu | us default <|>`, ['eu', 'us']],
    [`${above}// topics <|>`, []],
    ['nonsense\n  <|>', []],
    ['policy a "ti<|>tle"', []],
  ])('of %j', async (text, wanted) => {
    const found = await labels(text);
    expect([...found].sort()).toEqual([...wanted].sort());
  });

  it('knows the names of the section it is in', async () => {
    const inside = above.replace('  reply done/{job}\n', '  reply done/{job}\n  subscribe  <|>\n');
    expect(await labels(inside)).toEqual(['job/{job}', 'done/{job}', '{base}', '{most}', '{device}', '{job}']);
  });

  it('puts a name into the topic that is written, and a topic in its place', async () => {
    const inside = (written: string): string =>
      above.replace('  publish  job/{job}\n', `  publish  job/{job}\n  subscribe  ${written}\n`);
    expect(await taken(inside('a/<|>'), '{job}')).toBe(inside('a/{job}'));
    expect(await taken(inside('a/{j<|>}/b'), '{job}')).toBe(inside('a/{job}/b'));
    expect(await taken(inside('a/{<|>'), '{device}')).toBe(inside('a/{device}'));
    expect(await taken(inside('"a b/{<|>"'), '{device}')).toBe(inside('"a b/{device}"'));
    expect(await taken(inside('do<|>'), 'done/{job}')).toBe(inside('done/{job}'));
    expect(await taken(inside('x sou<|>'), 'source')).toBe(inside('x source'));
    expect(await taken(inside('x source <|>'), 'Page')).toBe(inside('x source "Page"'));
    expect(await taken(inside('x source "P<|>'), 'Page')).toBe(inside('x source "Page'));
  });

  it('goes on in the second line of a statement', async () => {
    const text = `${above}topics\n  publish a\n    re<|>`;
    expect(await taken(text, 'reply')).toBe(text.replace('re<|>', 'reply'));
    expect(await labels(text)).not.toContain('publish');
  });

  it('says what a word means', async () => {
    const { found } = await items(`${above}topics\n  publish a otherwise <|>`);
    expect(found.find(({ label }) => label === 'drop')).toMatchObject({
      documentation: { kind: 'markdown', value: expect.stringContaining('acknowledged and thrown away') },
    });
  });

  it('offers a clause once, and none that the kind of line does not take', async () => {
    expect(await labels(`${above}topics\n  publish a note "x" <|>`)).not.toContain('note');
    expect(await labels(`${above}assert\n  isolated {device} <|>`)).toEqual(['for', 'note', 'source']);
  });

  it.each(['policies/onenet.mqttpolicy', 'policies/thingsboard.mqttpolicy', 'examples/workshop.mqttpolicy'])(
    'offers every word that %s has, where it stands',
    async (file) => {
      const text = readFileSync(path.resolve(import.meta.dirname, '../../..', file), 'utf8');
      const lab = new Lab();
      const opened = lab.open('a.mqttpolicy', text, 'mqttpolicy');
      const missing: string[] = [];
      let count = 0;
      for (const { type, start, end, modifiers = [] } of marksOfPolicy(opened.source)) {
        if (type !== 'keyword' && type !== 'property' && (type !== 'class' || modifiers.length > 0)) continue;
        // The keys of a token are anybody's words.
        if (/^[/a-z]+=|^\/devices/.test(text.slice(start, end))) continue;
        const word = text.slice(start, end);
        const range = opened.source.rangeOf({ start, end: start });
        const found = await lab.ask<CompletionItem[]>(policyCompletion, { ...opened, range });
        count++;
        if (!found.some(({ label }) => label === word)) missing.push(`${range.start.line + 1}: ${word}`);
      }
      expect(count).toBeGreaterThan(20);
      expect(missing).toEqual([]);
    },
  );
});
