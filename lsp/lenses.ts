import { setTimeout } from 'node:timers/promises';
import { type ClientCapabilities, CodeLensRefreshRequest, type Connection } from 'vscode-languageserver';
import type { Workspace } from './workspace.js';

/** Milliseconds in which several reasons to ask again become one. */
const delay = 500;

/** What stands above the lines of a policy rests on every file of the workspace, so the editor is told to ask again when one changes. */
export class Lenses {
  readonly #client: ClientCapabilities;
  readonly #connection: Connection;
  readonly #workspace: Workspace;
  #waits = false;

  constructor(client: ClientCapabilities, connection: Connection, workspace: Workspace) {
    this.#client = client;
    this.#connection = connection;
    this.#workspace = workspace;
  }

  /** Something has changed: the document, which the editor asks about by itself, or nothing that is open. */
  changed(uri?: string): void {
    if (this.#waits || this.#client.workspace?.codeLens?.refreshSupport !== true) return;
    const others = this.#workspace.openSources.filter((source) => source.uri !== uri);
    if (!others.some(({ kind }) => kind === 'policy' || kind === 'session')) return;
    this.#waits = true;
    void setTimeout(delay).then(async () => {
      this.#waits = false;
      await this.#connection.sendRequest(CodeLensRefreshRequest.type).catch(() => {});
    });
  }
}
