import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { CodeLens, CompletionItem, FoldingRange, Hover, Location, TextEdit } from 'vscode-languageserver';
import { languageFeatures } from '../../lsp/features/languages.js';
import { device, folderWith } from '../cli/run.js';
import { Client } from './client.js';

const policy = `policy plant
identity
  client-id {device}
  {device} [a-z]{1,8}
topics under plant/{device}
  publish   state
  sub
`;

describe('the languages over stdio', () => {
  it('are announced with everything that the server can do for them', async () => {
    const announced = await new Client().start(undefined);
    expect(announced).toMatchObject({
      semanticTokensProvider: { full: true, legend: { tokenTypes: expect.arrayContaining(['variable', 'parameter']) } },
      definitionProvider: true,
      referencesProvider: true,
      renameProvider: { prepareProvider: true },
      foldingRangeProvider: true,
      documentFormattingProvider: true,
      documentSymbolProvider: true,
      completionProvider: { triggerCharacters: expect.arrayContaining(['{', '/', '"', '=']) },
      hoverProvider: true,
      codeLensProvider: { resolveProvider: true },
    });
    for (const { capabilities } of languageFeatures)
      for (const provider of Object.keys(capabilities)) expect(announced).toHaveProperty(provider);
  });

  it('are served', async () => {
    const folder = folderWith({ 'device.json': device({}) });
    const client = new Client();
    await client.start(folder);
    const uri = pathToFileURL(path.join(folder, 'plant.mqttpolicy')).href;
    client.open(uri, policy, 'mqttpolicy');
    const textDocument = { uri };
    const at = (line: number, character: number) => ({ textDocument, position: { line, character } });
    const ask = async <Result>(method: string, params: object): Promise<Result> =>
      (await client.request(`textDocument/${method}`, params)) as Result;

    const items = await ask<CompletionItem[]>('completion', at(6, 5));
    expect(items.map(({ label }) => label)).toContain('subscribe');
    expect(await ask<Location[]>('definition', at(4, 22))).toMatchObject([{ uri, range: { start: { line: 3 } } }]);
    expect(await ask('references', { ...at(4, 22), context: { includeDeclaration: false } })).toHaveLength(2);
    expect(await ask('prepareRename', at(4, 22))).toMatchObject({ placeholder: 'device' });
    expect(await ask('rename', { ...at(4, 22), newName: 'meter' })).toMatchObject({
      changes: { [uri]: { length: 3 } },
    });
    await expect(ask('rename', { ...at(4, 22), newName: 'a b' })).rejects.toMatchObject({ code: -32803 });
    expect((await ask<Hover>('hover', at(5, 4))).contents).toMatchObject({
      value: expect.stringContaining('may publish'),
    });
    expect(await ask<FoldingRange[]>('foldingRange', { textDocument })).toContainEqual({ startLine: 4, endLine: 6 });
    expect(await ask('documentSymbol', { textDocument })).toHaveLength(3);
    expect(await ask('semanticTokens/full', { textDocument })).toHaveProperty('data.length', 65);
    expect(await ask<TextEdit[]>('formatting', { textDocument, options: {} })).toEqual([]);

    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: policy.replace('  sub\n', '') }],
    });
    expect(await ask<TextEdit[]>('formatting', { textDocument, options: {} })).not.toEqual([]);
    const [lens] = await ask<CodeLens[]>('codeLens', { textDocument });
    expect(await client.request('codeLens/resolve', lens)).toMatchObject({
      command: { title: expect.stringMatching(/^allows (none|0 of the \d+ topics)/) },
    });
  });

  it('have the editor ask for lenses again when another file changes', async () => {
    const folder = folderWith({});
    const client = new Client();
    await client.start(folder, { workspace: { codeLens: { refreshSupport: true } } });
    const uri = pathToFileURL(path.join(folder, 'plant.mqttpolicy')).href;
    client.open(uri, policy.replace('  sub\n', ''), 'mqttpolicy');
    const json = pathToFileURL(path.join(folder, 'a.json')).href;
    client.open(json, '{}');
    await client.publishedAt(json, 1);
    const shown = async (): Promise<string | undefined> => {
      const [lens] = (await client.request('textDocument/codeLens', { textDocument: { uri } })) as CodeLens[];
      return ((await client.request('codeLens/resolve', lens)) as CodeLens).command?.title;
    };
    expect(await shown()).toBe('allows none: there are no topics in this workspace');
    const text = '{"mqtt": {"host": "broker.example", "client_id": "a", "publish": ["plant/a/state"]}}';
    client.notify('textDocument/didChange', { textDocument: { uri: json, version: 2 }, contentChanges: [{ text }] });
    await client.waitFor(({ method }) => method === 'workspace/codeLens/refresh');
    expect(await shown()).toBe('allows 1 of the 1 topic in this workspace');
  });
});
