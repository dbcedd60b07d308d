import { describe, expect, it } from 'vitest';
import type { Location, WorkspaceEdit } from 'vscode-languageserver';
import { definition } from '../../../lsp/features/definition.js';
import { references } from '../../../lsp/features/references.js';
import { prepareRename, rename } from '../../../lsp/features/rename.js';
import { Lab } from '../lab.js';

const policy = `policy plant
  hosts  {region}.plant.example

settings
  {region}  [a-z]{2}  default eu
  {most}    [0-9]{1,3}  default 9

roles
  crew
  guest

identity
  client-id  {device}
  {device}   [a-z]{1,8}

every session
  subscriptions  <= {most}  otherwise refuse 0x80

topics under plant/{device} when {region} eu
  {job}  [0-9]{4}
  publish    job/{job}  for crew, guest
    reply done/{job}
  subscribe  "to {device}"

topics under line for crew
  {job}  [0-9]{8}
  publish  job/{job}

assert
  isolated {device}
`;

/** A text with every `{region` and so on marked would be hard to read: the cursor stands before the n-th occurrence of a piece. */
function marked(text: string, piece: string, nth = 0): string {
  let at = -1;
  for (let count = 0; count <= nth; count++) at = text.indexOf(piece, at + 1);
  return `${text.slice(0, at)}<|>${text.slice(at)}`;
}

const places = (lab: Lab, found: readonly Location[]): string[] =>
  found.map(({ uri, range: { start } }) => `${lab.nameOf(uri)}:${start.line + 1}:${start.character + 1}`);

async function defined(text: string, files: Record<string, string> = {}, name = 'a.mqttpolicy'): Promise<string[]> {
  const lab = new Lab(files);
  return places(lab, await lab.ask<Location[]>(definition, lab.open(name, text, name.split('.')[1] as string)));
}

describe('definition', () => {
  it.each([
    ['region}.plant', 0, ['5:4']],
    ['region} eu', 0, ['5:4']],
    ['most}  otherwise', 0, ['6:4']],
    ['device} when', 0, ['14:4']],
    ['device}"', 0, ['14:4']],
    ['guest', 1, ['10:3']],
    ['job}', 2, ['20:4']],
    ['job}', 4, ['26:4']],
    ['subscriptions', 0, []],
  ])('of %j (%i)', async (piece, nth, wanted) => {
    expect(await defined(marked(policy, piece, nth))).toEqual(wanted.map((place) => `a.mqttpolicy:${place}`));
  });

  it('is found from lines that are half written', async () => {
    const half = `${policy}  isolated {device}, {reg<|>ion}, \n\ntopics for gue<|>st,`;
    const [first = '', second = '', third = ''] = half.split('<|>');
    expect(await defined(`${first}<|>${second}${third}`)).toEqual(['a.mqttpolicy:5:4']);
    expect(await defined(`${first}${second}<|>${third}`)).toEqual(['a.mqttpolicy:10:3']);
  });

  it('leads to other pages', async () => {
    const files = { 'plant.mqttpolicy': policy, 'mid.mqttpolicy': 'policy mid extends plant\n' };
    expect(await defined('policy a extends pl<|>ant\n', files)).toEqual(['plant.mqttpolicy:1:1']);
    const child = 'policy a extends mid\n\ntopics for <|>crew\n  publish x/{device}\n';
    expect(await defined(child, files)).toEqual(['plant.mqttpolicy:9:3']);
    expect(await defined(marked(child.replace('<|>', ''), 'vice}'), files)).toEqual(['plant.mqttpolicy:14:4']);
    expect(await defined('policy a on onen<|>et\n')).toHaveLength(1);
    expect(await defined('policy a on n<|>one\n')).toEqual([]);
  });

  it('leads from a script to its policy and its role', async () => {
    const files = { 'plant.mqttpolicy': policy };
    expect(await defined('policy plant.mqtt<|>policy\n', files, 'a.mqtt')).toEqual(['plant.mqttpolicy:1:1']);
    expect(await defined('policy plant.mqttpolicy\nrole g<|>uest\n', files, 'a.mqtt')).toEqual([
      'plant.mqttpolicy:10:3',
    ]);
    expect(await defined('policy onenet\nconnect cl<|>ient-id=a\n', files, 'a.mqtt')).toEqual([]);
  });

  it('leads from the title of a source to its address', async () => {
    const text = 'policy a\n  source "Page" https://a.example\n\nconnect\n  source "Pa<|>ge"\n  keep-alive 1..9\n';
    expect(await defined(text)).toEqual(['a.mqttpolicy:2:3']);
  });
});

describe('references', () => {
  const found = async (text: string, includeDeclaration = true): Promise<string[]> => {
    const lab = new Lab();
    const opened = lab.open('a.mqttpolicy', text, 'mqttpolicy');
    return places(lab, await lab.ask<Location[]>(references, opened, { context: { includeDeclaration } })).map(
      (place) => place.slice('a.mqttpolicy:'.length),
    );
  };

  it('are all uses in the reach of a name', async () => {
    expect(await found(marked(policy, 'device'))).toEqual(['13:15', '14:4', '19:21', '23:19', '30:13']);
    expect(await found(marked(policy, 'device'), false)).toEqual(['13:15', '19:21', '23:19', '30:13']);
    expect(await found(marked(policy, 'job}', 0))).toEqual(['20:4', '21:19', '22:17']);
    expect(await found(marked(policy, 'crew', 1))).toEqual(['9:3', '21:29', '25:23']);
    expect(await found(marked(policy, 'eu'))).toEqual([]);
  });
});

describe('rename', () => {
  const renamed = async (text: string, newName: string): Promise<string> => {
    const lab = new Lab();
    const opened = lab.open('a.mqttpolicy', text, 'mqttpolicy');
    const edit = await lab.ask<WorkspaceEdit>(rename, opened, { newName });
    return lab.applied(edit)['a.mqttpolicy'] as string;
  };

  it.each([
    ['device}', 'meter', (text: string) => text.replaceAll('{device}', '{meter}')],
    ['region}', '{where}', (text: string) => text.replaceAll('{region}', '{where}')],
    ['most}', 'limit', (text: string) => text.replaceAll('{most}', '{limit}')],
    ['crew', 'staff', (text: string) => text.replaceAll('crew', 'staff')],
    ['job}  [0-9]{4}', 'task', (text: string) => text.replace(/\{job\}(?=[\s\S]*\ntopics under line)/g, '{task}')],
  ])('of %j to %j', async (piece, newName, change) => {
    expect(await renamed(marked(policy, piece), newName)).toBe(change(policy));
  });

  it('goes on in half-written lines', async () => {
    const text = `${policy}  never publish a/{device} exc\n  isolated {dev<|>ice}, \n`;
    expect(await renamed(text, 'meter')).toBe(text.replace('<|>', '').replaceAll('{device}', '{meter}'));
  });

  it.each([
    ['device}', 'region', /cannot be the new name/],
    ['device}', 'job', /cannot be the new name/],
    ['device}', 'two words', /cannot be/],
    ['device}', 'a/b', /cannot be/],
    ['device}', 'a|b', /cannot be/],
    ['device}', '', /cannot be/],
    ['device}', '9', /cannot be/],
    ['device}', 'x'.repeat(65), /at most 64 characters/],
    ['crew', 'guest', /cannot be the new name/],
    ['crew', 'publish', /word of the language/],
    ['crew', 'a, b', /cannot be/],
    ['crew', '__proto__', /cannot/],
  ])('of %j to %j is refused', async (piece, newName, message) => {
    await expect(renamed(marked(policy, piece), newName)).rejects.toThrow(message);
  });

  it('is refused where the page does not declare the name', async () => {
    const lab = new Lab();
    const opened = lab.open('a.mqttpolicy', 'policy a extends onenet\n\ntopics\n  publish x/{p<|>id}\n', 'mqttpolicy');
    await expect((async () => lab.ask(prepareRename, opened))()).rejects.toThrow(
      '{pid} is not declared in this page, so it cannot be renamed here. Rename it where it is declared.',
    );
  });

  it('says beforehand what it would rename', async () => {
    const lab = new Lab();
    const opened = lab.open('a.mqttpolicy', marked(policy, 'device}'), 'mqttpolicy');
    expect(await lab.ask(prepareRename, opened)).toEqual({
      range: { start: { line: 12, character: 14 }, end: { line: 12, character: 20 } },
      placeholder: 'device',
    });
    expect(await lab.ask(prepareRename, lab.open('b.mqttpolicy', 'pol<|>icy b\n', 'mqttpolicy'))).toBeNull();
  });
});
