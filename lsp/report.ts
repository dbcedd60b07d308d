import { createHash } from 'node:crypto';
import { setImmediate, setTimeout } from 'node:timers/promises';
import {
  type ClientCapabilities,
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  DocumentDiagnosticRequest,
  type FullDocumentDiagnosticReport,
  LSPErrorCodes,
  ResponseError,
  type ServerCapabilities,
  type UnchangedDocumentDiagnosticReport,
  WorkspaceDiagnosticRequest,
} from 'vscode-languageserver';
import { diagnosticOf } from './diagnostic.js';
import type { Issue } from './issue.js';
import { type Source, uriOf } from './source.js';
import type { Workspace } from './workspace.js';

/** How findings reach the editor. */
export interface Reporter {
  readonly capabilities: ServerCapabilities;
  /** The document was opened or changed. */
  edited(uri: string): void;
  /** These documents, or all of them, have to be looked at again. */
  outdated(uris?: readonly string[]): void;
  closed(uri: string): void;
}

/** The editor asks for findings where it can, and gets them unasked otherwise; never both, because it would show them twice. */
export function reporterFor(client: ClientCapabilities, connection: Connection, workspace: Workspace): Reporter {
  return client.textDocument?.diagnostic ? pulled(client, connection, workspace) : pushed(connection, workspace);
}

/** Milliseconds: after a lint that took longer, the next one waits until typing pauses. */
const quick = 100;
const longestWait = 500;

function pushed(connection: Connection, workspace: Workspace): Reporter {
  const waiting = new Set<string>();
  const took = new Map<string, number>();
  const report = async (uri: string): Promise<void> => {
    const last = took.get(uri) ?? 0;
    if (last > quick) await setTimeout(Math.min(last, longestWait));
    const source = await settled(workspace, uri);
    waiting.delete(uri);
    if (!source) return;
    const start = performance.now();
    const check = workspace.check(source);
    const diagnostics = diagnosticsOf((await check).issues, source, workspace);
    took.set(uri, performance.now() - start);
    if (!workspace.isCurrent(source, check)) return;
    await connection.sendDiagnostics({ uri, version: source.version, diagnostics });
  };
  const outdated = (uri: string): void => {
    if (waiting.has(uri) || !workspace.source(uri)) return;
    waiting.add(uri);
    void report(uri);
  };
  return {
    capabilities: {},
    edited: outdated,
    outdated: (uris) => {
      for (const uri of uris ?? workspace.openSources.map((source) => source.uri)) outdated(uri);
    },
    closed: (uri) => {
      took.delete(uri);
      void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
  };
}

/** The document after the edits that have come by now: each is a message of its own, and they are read one in a turn. */
async function settled(workspace: Workspace, uri: string): Promise<Source | undefined> {
  const end = performance.now() + longestWait;
  for (;;) {
    const source = workspace.source(uri);
    await setImmediate();
    await setImmediate();
    if (workspace.source(uri) === source || performance.now() > end) return workspace.source(uri);
  }
}

type Report = FullDocumentDiagnosticReport | UnchangedDocumentDiagnosticReport;

/** Milliseconds in which several reasons to ask again become one. */
const refreshDelay = 50;

function pulled(client: ClientCapabilities, connection: Connection, workspace: Workspace): Reporter {
  connection.onRequest(DocumentDiagnosticRequest.type, async ({ textDocument, previousResultId }, token) => {
    // An edit that came after the question counts as well.
    await setImmediate();
    for (;;) {
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      const source = workspace.source(textDocument.uri);
      if (!source) return reportOf([], previousResultId);
      const check = workspace.check(source);
      const { issues } = await check;
      if (workspace.isCurrent(source, check))
        return reportOf(diagnosticsOf(issues, source, workspace), previousResultId);
    }
  });
  connection.onRequest(WorkspaceDiagnosticRequest.type, async ({ previousResultIds }, token) => {
    await setImmediate();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    const known = new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
    const items = [];
    for (const path of await workspace.files()) {
      // A client that asks again and again must not cost more than there is to say.
      if (workspace.isPlain(path) && !known.has(uriOf(path))) continue;
      await setImmediate();
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      const source = workspace.sourceAt(path);
      if (!source) continue;
      const { issues } = await workspace.check(source);
      const { uri } = source;
      if (issues.length === 0 && !known.has(uri)) continue;
      const version = workspace.source(uri)?.version ?? null;
      items.push({ uri, version, ...reportOf(diagnosticsOf(issues, source, workspace), known.get(uri)) });
    }
    return { items };
  });
  const canRefresh = client.workspace?.diagnostics?.refreshSupport === true;
  let refreshing = false;
  return {
    capabilities: {
      diagnosticProvider: { identifier: 'topicguard', interFileDependencies: true, workspaceDiagnostics: true },
    },
    // The editor asks by itself.
    edited: () => {},
    outdated: () => {
      if (!canRefresh || refreshing) return;
      refreshing = true;
      void setTimeout(refreshDelay).then(async () => {
        refreshing = false;
        await connection.languages.diagnostics.refresh().catch(() => {});
      });
    },
    closed: () => {},
  };
}

function diagnosticsOf(issues: readonly Issue[], source: Source, workspace: Workspace): Diagnostic[] {
  return issues.map((issue) => diagnosticOf(issue, source, workspace.host));
}

function reportOf(items: Diagnostic[], previous: string | undefined): Report {
  const resultId = createHash('sha256').update(JSON.stringify(items)).digest('base64url').slice(0, 16);
  if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items };
}
