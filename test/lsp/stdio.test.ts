import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { device, folderWith, root } from '../cli/run.js';
import { Client } from './client.js';

function uriIn(folder: string, name: string): string {
  return pathToFileURL(path.join(folder, name)).href;
}

const pulling = {
  textDocument: { diagnostic: {} },
  workspace: { diagnostics: { refreshSupport: true }, didChangeWatchedFiles: { dynamicRegistration: true } },
};

interface Report {
  readonly kind: string;
  readonly resultId: string;
  readonly items: readonly Diagnostic[];
  readonly uri: string;
}

describe('the start', () => {
  it('announces what there is, and asks to be told of files that change', async () => {
    const client = new Client();
    const announced = await client.start(folderWith({}), pulling);
    expect(announced).toMatchObject({
      positionEncoding: 'utf-16',
      textDocumentSync: { openClose: true, change: 2 },
      diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true },
      codeActionProvider: { codeActionKinds: ['quickfix', 'source.fixAll.topicguard'] },
      hoverProvider: true,
      completionProvider: { triggerCharacters: expect.arrayContaining(['/', '"', "'", ':', '=']) },
      documentLinkProvider: {},
      documentSymbolProvider: true,
      inlayHintProvider: true,
      workspace: { workspaceFolders: { supported: true } },
    });
    const { params } = await client.waitFor(({ method }) => method === 'client/registerCapability');
    expect(params).toMatchObject({ registrations: [{ method: 'workspace/didChangeWatchedFiles' }] });
  });

  it('says nothing of pulling to a client that does not', async () => {
    expect(await new Client().start(undefined)).not.toHaveProperty('diagnosticProvider');
  });

  it('ends when the client or its process does', async () => {
    const client = new Client();
    await client.start(undefined);
    client.process.stdin?.end();
    expect(await client.exited).toBe(1);
    const gone = new Client(undefined, ['--clientProcessId=999999999']);
    expect(await gone.exited).toBe(1);
  });

  it('ends when the client says so', async () => {
    const client = new Client();
    await client.start(undefined);
    await client.request('shutdown', null);
    client.notify('exit', undefined);
    expect(await client.exited).toBe(0);
  });
});

describe('findings that are pushed', () => {
  it('come for every open and change, if with an empty list, and go when the document is closed', async () => {
    const folder = folderWith({});
    const client = new Client();
    await client.start(folder);
    const uri = uriIn(folder, 'device.json');
    client.open(uri, device({ keepalive: 60 }));
    expect(await client.publishedAt(uri, 1)).toEqual([]);
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line: 5, character: 17 }, end: { line: 5, character: 19 } }, text: '5' }],
    });
    expect(await client.publishedAt(uri, 2)).toMatchObject([
      {
        code: 'connect/keep-alive',
        severity: 1,
        source: 'topicguard',
        range: { start: { line: 5, character: 17 }, end: { line: 5, character: 18 } },
        codeDescription: { href: pathToFileURL(path.join(root, 'docs/rules/connect/keep-alive.md')).href },
      },
    ]);
    const text = uriIn(folder, 'notes.txt');
    client.open(text, 'keepalive: 5', 'plaintext');
    expect(await client.publishedAt(text, 1)).toEqual([]);
    client.notify('textDocument/didClose', { textDocument: { uri } });
    await client.waitFor(({ params }) => {
      const { uri: of, version, diagnostics } = (params ?? {}) as { uri?: string; version?: number; diagnostics?: [] };
      return of === uri && version === undefined && diagnostics?.length === 0;
    });
  });

  it('follow a policy that changes on the disk, and a configuration that comes', async () => {
    const policy = (seconds: string): string => `policy plant\n\nconnect\n  keep-alive ${seconds}\n`;
    const folder = folderWith({
      'topicguard.json': '{"policy": "plant.mqttpolicy"}',
      'plant.mqttpolicy': policy('10..100'),
    });
    const client = new Client();
    await client.start(folder);
    const uri = uriIn(folder, 'device.json');
    client.open(uri, device({ keepalive: 60 }));
    expect(await client.publishedAt(uri, 1)).toEqual([]);
    const now = async (): Promise<number> => {
      const before = client.publications(uri).length;
      await client.waitFor(() => client.publications(uri).length > before);
      return client.publications(uri).at(-1)?.diagnostics.length ?? -1;
    };
    writeFileSync(path.join(folder, 'plant.mqttpolicy'), policy('5..5'));
    client.notify('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriIn(folder, 'plant.mqttpolicy'), type: 2 }],
    });
    expect(await now()).toBe(1);
    rmSync(path.join(folder, 'topicguard.json'));
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriIn(folder, 'topicguard.json'), type: 3 }] });
    expect(await now()).toBe(0);
  });

  it('are those of the last of many edits', async () => {
    const client = new Client();
    await client.start(undefined);
    const uri = 'file:///typed/device.json';
    client.open(uri, device({ keepalive: 60 }));
    const edits = Array.from({ length: 199 }, (_, at) => ({
      method: 'textDocument/didChange',
      params: {
        textDocument: { uri, version: at + 2 },
        contentChanges: [{ text: device({ keepalive: at % 2 === 0 ? 5 : 60 }) }],
      },
    }));
    client.send(...edits);
    expect(await client.publishedAt(uri, 200)).toHaveLength(1);
    expect(client.publications(uri).length).toBeLessThan(100);
  });
});

describe('findings that are pulled', () => {
  it('are answered, and never pushed', async () => {
    const folder = folderWith({ 'topicguard.json': '{}' });
    const client = new Client();
    await client.start(folder, pulling);
    const uri = uriIn(folder, 'device.json');
    client.open(uri, device({ keepalive: 5 }));
    const pull = (more: object = {}) =>
      client.request('textDocument/diagnostic', { textDocument: { uri }, ...more }) as Promise<Report>;
    const first = await pull();
    expect(first).toMatchObject({ kind: 'full', items: [{ code: 'connect/keep-alive' }] });
    expect(await pull({ previousResultId: first.resultId })).toEqual({ kind: 'unchanged', resultId: first.resultId });

    writeFileSync(path.join(folder, 'topicguard.json'), '{"rules": {"connect/keep-alive": "off"}}');
    client.notify('workspace/didChangeWatchedFiles', { changes: [{ uri: uriIn(folder, 'topicguard.json'), type: 2 }] });
    await client.waitFor(({ method }) => method === 'workspace/diagnostic/refresh');
    expect(await pull({ previousResultId: first.resultId })).toMatchObject({ kind: 'full', items: [] });
    expect(client.publications(uri)).toEqual([]);
  });

  it('are there for all files of the folder, open or not, and those that say something about each other', async () => {
    const folder = folderWith({
      'a.json': device({ keepalive: 60 }),
      'deep/b.json': device({ keepalive: 5 }),
      'ignored/c.json': device({ keepalive: 5 }),
      '.gitignore': 'ignored/\n',
    });
    const client = new Client();
    await client.start(folder, pulling);
    const all = async (previousResultIds: object[] = []): Promise<readonly Report[]> =>
      ((await client.request('workspace/diagnostic', { previousResultIds })) as { items: Report[] }).items;
    const [b, ...others] = await all();
    // Of files with which nothing is wrong there is nothing to say, unless there was.
    expect(others).toEqual([]);
    expect(b?.uri).toBe(uriIn(folder, 'deep/b.json'));
    expect(b?.items.map(({ code }) => code)).toEqual(['connect/duplicate-client-id', 'connect/keep-alive']);

    client.open(uriIn(folder, 'a.json'), device({ keepalive: 60, client_id: 'another' }));
    const known = (reports: readonly (Report | undefined)[]) =>
      reports.map((report) => ({ uri: report?.uri, value: report?.resultId }));
    const changed = await all(known([b]));
    expect(changed.map(({ items }) => items.map(({ code }) => code))).toEqual([['connect/keep-alive']]);
    expect(await all(known(changed))).toMatchObject([{ kind: 'unchanged', uri: b?.uri }]);
    client.open(uriIn(folder, 'deep/b.json'), device({ keepalive: 60 }));
    expect(await all(known(changed))).toMatchObject([{ kind: 'full', uri: b?.uri, items: [], version: 1 }]);
  });
});

describe('code actions', () => {
  it('are answered with edits', async () => {
    const folder = folderWith({});
    const client = new Client();
    await client.start(folder);
    const uri = uriIn(folder, 'device.json');
    client.open(uri, device({ keepalive: 5 }));
    const range = { start: { line: 5, character: 17 }, end: { line: 5, character: 17 } };
    const actions = (await client.request('textDocument/codeAction', {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    })) as { title: string }[];
    expect(actions.map(({ title }) => title)).toEqual([
      'Use a keep-alive of 10 s',
      'Ignore connect/keep-alive here, in topicguard.json',
      'Ignore connect/keep-alive here, in a comment',
      'Turn connect/keep-alive off in topicguard.json',
    ]);
    const strange = { textDocument: { uri: 'file:///nowhere.json' }, range, context: { diagnostics: [] } };
    expect(await client.request('textDocument/codeAction', strange)).toBeNull();
  });
});

describe('whatever a client sends', () => {
  const alive = async (client: Client, uri = 'file:///alive/device.json'): Promise<void> => {
    client.open(uri, device({ keepalive: 5 }));
    expect(await client.publishedAt(uri, 1)).toHaveLength(1);
  };

  it.each([
    ['no JSON', 'Content-Length: 9\r\n\r\n{"a": [1}'],
    ['JSON that is no message', 'Content-Length: 2\r\n\r\n[]'],
    ['a message of a wrong kind', 'Content-Length: 26\r\n\r\n{"jsonrpc":"2.0","id":{}}\n'],
    ['a header without a length', 'Content-Type: text\r\n\r\n'],
    ['a header that is none', 'hello\r\n\r\n'],
    ['a message that is longer than it says', 'Content-Length: 5\r\n\r\n{"jsonrpc":"2.0","method":"a"}'],
    ['a length that nobody has', 'Content-Length: 99999999999999\r\n\r\n'],
    ['words in front of a message', 'Debugger listening on port 9229\n'],
    ['an answer to nothing', 'Content-Length: 38\r\n\r\n{"jsonrpc":"2.0","id":77,"result":[1]}\n'.replace('38', '39')],
  ])('survives %s', async (_name, bytes) => {
    const client = new Client();
    await client.start(undefined);
    client.write(bytes);
    await alive(client);
  });

  it('answers requests that it does not know, or cannot, with an error', async () => {
    const client = new Client();
    await client.start(undefined);
    await expect(client.request('textDocument/nonsense', {})).rejects.toMatchObject({ code: -32601 });
    await expect(client.request('textDocument/codeAction', { textDocument: { uri: 5 } })).resolves.toBeNull();
    await expect(client.request('textDocument/codeAction', null)).rejects.toHaveProperty('code');
    for (const params of [null, 5, {}, { textDocument: null }, { textDocument: { uri: {}, text: 5 } }]) {
      client.notify('textDocument/didOpen', params);
      client.notify('textDocument/didChange', params);
      client.notify('textDocument/didClose', params);
      client.notify('workspace/didChangeWatchedFiles', params);
      client.notify('workspace/didChangeConfiguration', params);
    }
    await alive(client);
  });

  it('answers a cancelled request as cancelled', async () => {
    const client = new Client();
    await client.start(undefined, pulling);
    const uri = 'file:///typed/device.json';
    client.open(uri, device({ keepalive: 5 }));
    const params = {
      textDocument: { uri },
      range: { start: { line: 0, character: 0 }, end: { line: 9, character: 0 } },
      context: { diagnostics: [] },
    };
    for (const [id, method] of [
      [1001, 'textDocument/diagnostic'],
      [1002, 'textDocument/codeAction'],
      [1003, 'workspace/diagnostic'],
    ] as const) {
      client.send(
        { id, method, params: { ...params, previousResultIds: [] } },
        { method: '$/cancelRequest', params: { id } },
      );
      await expect(client.answer(id)).rejects.toMatchObject({ code: -32800 });
    }
    expect(await client.request('textDocument/diagnostic', params)).toMatchObject({ kind: 'full' });
  });

  it('lives on with a document of 10 MB, 100,000 deep, with one finding', async () => {
    const client = new Client();
    await client.start(undefined);
    const uri = 'file:///hostile/deep.json';
    const deep = `${'['.repeat(100_000)}${' '.repeat(10_000_000)}`;
    client.open(uri, deep);
    expect(await client.publishedAt(uri, 1)).toHaveLength(1);
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ range: { start: { line: 0, character: 5 }, end: { line: 0, character: 6 } }, text: '{"a":' }],
    });
    expect(await client.publishedAt(uri, 2)).toHaveLength(1);
    for (const [name, language] of [
      ['deep.yaml', 'yaml'],
      ['deep.mqtt', 'mqtt'],
      ['deep.mqttpolicy', 'mqttpolicy'],
    ] as const) {
      client.open(`file:///hostile/${name}`, deep, language);
      expect((await client.publishedAt(`file:///hostile/${name}`, 1)).length).toBeGreaterThan(0);
    }
    await alive(client);
  });
});

describe('the bundle', () => {
  it('asks nobody on the network', () => {
    // What esbuild leaves of a module that is only there for sockets; vscode-jsonrpc has one for `--socket`.
    const bundle = readFileSync(path.join(root, 'dist/lsp/server.cjs'), 'utf8');
    const modules = new Set([...bundle.matchAll(/require\("(?:node:)?([a-z_/]+)"\)/g)].map(([, name]) => name));
    expect([...modules].filter((name) => /^(https?|http2|dgram|dns|tls|dns\/promises)$/.test(name ?? ''))).toEqual([]);
    expect(bundle).not.toMatch(/\bfetch\(/);
  });
});
