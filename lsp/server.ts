/** The protocol, and nothing else: what a client says goes to the workspace, what it asks goes to the feature that knows. */
import {
  type ClientCapabilities,
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  LSPErrorCodes,
  ResponseError,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { readableExtensions } from '../src/readers/index.js';
import type { AboutDocument, Feature } from './features/feature.js';
import { features } from './features/index.js';
import type { Host } from './host.js';
import { Lenses } from './lenses.js';
import { type Reporter, reporterFor } from './report.js';
import type { ClientSettings } from './settings.js';
import { pathOf } from './source.js';
import { Workspace } from './workspace.js';

/** Answers on the connection until it closes. */
export function serve(connection: Connection, host: Host): void {
  let client: ClientCapabilities = {};
  let settings: ClientSettings = {};
  let folders: string[] = [];
  let reporter: Reporter | undefined;
  let lenses: Lenses | undefined;
  const workspace = new Workspace(host, (uris) => {
    reporter?.outdated(uris);
    lenses?.changed();
  });
  const configure = (): void => workspace.configure(folders, settings);

  connection.onInitialize((params) => {
    client = params.capabilities;
    folders = foldersOf(params);
    settings = settingsOf(params.initializationOptions);
    reporter = reporterFor(client, connection, workspace);
    lenses = new Lenses(client, connection, workspace);
    configure();
    return {
      capabilities: joined([base, reporter.capabilities, ...features.map(({ capabilities }) => capabilities)]),
      serverInfo: { name: 'topicguard', version: host.version },
    };
  });
  connection.onInitialized(async () => {
    if (client.workspace?.workspaceFolders)
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = removed.map(({ uri }) => pathOf(uri));
        folders = [...folders.filter((folder) => !gone.includes(folder)), ...pathsOf(added.map(({ uri }) => uri))];
        configure();
      });
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration)
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'topicguard' });
    if (client.workspace?.configuration) await pullSettings();
  });
  const pullSettings = async (): Promise<void> => {
    settings = settingsOf(await connection.workspace.getConfiguration('topicguard'));
    configure();
  };
  connection.onDidChangeConfiguration(async (params) => {
    if (client.workspace?.configuration) return pullSettings();
    settings = settingsOf((params.settings as { topicguard?: unknown } | null)?.topicguard);
    configure();
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    workspace.open(uri, languageId, version, text);
    reporter?.edited(uri);
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    workspace.change(uri, version, contentChanges);
    reporter?.edited(uri);
    lenses?.changed(uri);
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    workspace.close(uri);
    reporter?.closed(uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    const isOther = ({ type, uri }: { type: FileChangeType; uri: string }): boolean =>
      type !== FileChangeType.Changed || uri.endsWith('ignore');
    workspace.touched(pathsOf(changes.map(({ uri }) => uri)), changes.some(isOther));
  });

  for (const [method, answering] of byMethod(features)) {
    connection.onRequest(method, async (params: AboutDocument, token) => {
      // A cancellation that was sent right behind the request is read first.
      await new Promise(setImmediate);
      const cancelled = (): boolean => token.isCancellationRequested;
      const results: unknown[] = [];
      const source = workspace.source(uriIn(params));
      for (const { kinds, answer } of answering) {
        if (cancelled()) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
        if (source?.kind === undefined || !kinds.includes(source.kind)) continue;
        results.push(await answer({ params, source, workspace, client, cancelled }));
      }
      return results.every(Array.isArray) && results.length > 0
        ? results.flat()
        : (results.find((one) => one != null) ?? null);
    });
  }
  connection.listen();
}

const base: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

/** Everything that can be linted or that decides about it. */
const watchers = [
  { globPattern: `**/*.{${[...readableExtensions, 'mqttpolicy'].join(',')}}` },
  { globPattern: '**/{.gitignore,.topicguardignore}' },
];

function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): string[] {
  if (workspaceFolders && workspaceFolders.length > 0) return pathsOf(workspaceFolders.map(({ uri }) => uri));
  if (rootUri) return pathsOf([rootUri]);
  return rootPath ? [rootPath] : [];
}

function pathsOf(uris: readonly string[]): string[] {
  return uris.flatMap((uri) => pathOf(uri) ?? []);
}

/** Whatever a client sends: what is no text is not set. */
function settingsOf(sent: unknown): ClientSettings {
  const { policy, config } = (typeof sent === 'object' && sent !== null ? sent : {}) as Record<string, unknown>;
  return {
    ...(typeof policy === 'string' && policy !== '' && { policy }),
    ...(typeof config === 'string' && config !== '' && { config }),
  };
}

function uriIn(params: AboutDocument): string {
  if ('textDocument' in params) return params.textDocument.uri;
  const data = params.data as { uri?: unknown } | undefined;
  return typeof data?.uri === 'string' ? data.uri : '';
}

function byMethod(all: readonly Feature[]): Map<string, Feature[]> {
  const methods = new Map<string, Feature[]>();
  for (const one of all) methods.set(one.request.method, [...(methods.get(one.request.method) ?? []), one]);
  return methods;
}

type Json = Record<string, unknown>;

/** Objects are joined key by key, lists one behind the other; of other values the last counts. */
function joined(all: readonly ServerCapabilities[]): ServerCapabilities {
  return all.reduce<Json>((sum, one) => join(sum, one as Json), {});
}

function join(a: Json, b: Json): Json {
  const result: Json = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = result[key];
    if (Array.isArray(before) && Array.isArray(value)) result[key] = [...new Set([...before, ...value])];
    else if (isObject(before) && isObject(value)) result[key] = join(before, value);
    else result[key] = value;
  }
  return result;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
