import { describe, expect, it } from 'vitest';
import type { DocumentSymbol, FoldingRange, TextEdit } from 'vscode-languageserver';
import { folding } from '../../../lsp/features/folding.js';
import { format } from '../../../lsp/features/format.js';
import { languageSymbols } from '../../../lsp/features/language-symbols.js';
import { Lab } from '../lab.js';

const policy = `// The plant.
// Two lines of it.
policy plant "Our plant"
  hosts broker.plant.example

identity
  client-id  {device}
  {device}   [a-z]{1,8}  "As on the label"

topics under plant/{device} "Its own branch"
  publish    state, alarm
  deny subscribe  a, 
  subscribe  command/#

assert
  isolated {device}
`;
const script = `policy onenet

// first
connect client-id=a username=1 => allowed
subscribe $sys/1/a/cmd/request/+ => granted 0
publish $sys/1/a/dp/post/json qos=
connect client-id=b
publish x
packet pingreq
`;

describe('formatting', () => {
  const formatted = async (name: string, text: string): Promise<string> => {
    const lab = new Lab();
    const opened = lab.open(name, text, name.split('.')[1] as string);
    const edits = await lab.ask<TextEdit[]>(format, opened, { options: {} });
    return lab.applied({ changes: { [opened.uri]: edits } })[name] as string;
  };

  it('writes what fmt writes', async () => {
    expect(await formatted('a.mqttpolicy', 'policy a\n\ntopics\n   publish   b\n   subscribe c   "C"\n')).toBe(
      'policy a\n\ntopics\n  publish    b\n  subscribe  c  "C"\n',
    );
    expect(await formatted('a.mqtt', 'connect   client-id="a"\npublish b   =>   allowed\n')).toBe(
      'connect client-id=a\npublish b => allowed\n',
    );
  });

  it.each([
    ['a.mqttpolicy', 'policy a\n\ntopics\n   publish   b,\n'],
    ['a.mqtt', 'connect   client-id="a\n'],
    ['a.mqttpolicy', ''],
    ['a.mqtt', ''],
  ])('leaves %s alone where it has mistakes or is right', async (name, text) => {
    expect(await formatted(name, text)).toBe(text);
  });
});

describe('folding', () => {
  it('folds the head, sections and comments of a policy, broken lines included', async () => {
    const lab = new Lab();
    const folds = await lab.ask<FoldingRange[]>(folding, lab.open('a.mqttpolicy', policy, 'mqttpolicy'));
    expect(folds).toEqual([
      { startLine: 2, endLine: 3 },
      { startLine: 5, endLine: 7 },
      { startLine: 9, endLine: 12 },
      { startLine: 14, endLine: 15 },
      { startLine: 0, endLine: 1, kind: 'comment' },
    ]);
  });

  it('folds the sessions of a script', async () => {
    const lab = new Lab();
    const folds = await lab.ask<FoldingRange[]>(folding, lab.open('a.mqtt', script, 'mqtt'));
    expect(folds).toEqual([
      { startLine: 3, endLine: 4 },
      { startLine: 6, endLine: 8 },
    ]);
  });
});

describe('the outline', () => {
  const outline = async (name: string, text: string): Promise<string[]> => {
    const lab = new Lab();
    const opened = lab.open(name, text, name.split('.')[1] as string);
    const shown = (symbols: readonly DocumentSymbol[], depth: number): string[] =>
      symbols.flatMap(({ name: said, detail, children = [], selectionRange: { start } }) => [
        `${'  '.repeat(depth)}${start.line + 1}:${start.character + 1} ${said}${detail ? ` (${detail})` : ''}`,
        ...shown(children, depth + 1),
      ]);
    return shown(await lab.ask<DocumentSymbol[]>(languageSymbols, opened), 0);
  };

  it('of a policy has its sections, names, fields and listings', async () => {
    expect(await outline('a.mqttpolicy', policy)).toEqual([
      '3:8 plant (Our plant)',
      '6:1 identity',
      '  7:3 client-id',
      '  8:3 {device} (As on the label)',
      '10:1 topics under plant/{device} (Its own branch)',
      '  11:14 publish state, alarm',
      '  13:14 subscribe command/#',
      '15:1 assert',
      '  16:3 isolated {device}',
    ]);
  });

  it('of a script has its sessions and their requests', async () => {
    expect(await outline('a.mqtt', script)).toEqual([
      '1:1 policy onenet',
      '4:1 connect a (=> allowed)',
      '  5:1 subscribe $sys/1/a/cmd/request/+ (=> granted 0)',
      '7:1 connect b',
      '  8:1 publish x',
      '  9:1 packet pingreq',
    ]);
  });
});
