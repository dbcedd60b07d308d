/** A client as small as one can be: messages over the standard streams of the built server. */
import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import { command } from '../cli/run.js';

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Published {
  readonly uri: string;
  readonly version?: number;
  readonly diagnostics: readonly Diagnostic[];
}

/** Milliseconds. */
const patience = 20_000;

export class Client {
  readonly process: ChildProcess;
  /** Everything that the server said of itself. */
  readonly received: Message[] = [];
  readonly exited: Promise<number | null>;
  #buffer = Buffer.alloc(0);
  #lastId = 0;
  #listeners = new Set<() => void>();

  constructor(cwd?: string, words: readonly string[] = []) {
    this.process = spawn(process.execPath, [command, 'lsp', '--stdio', ...words], {
      ...(cwd && { cwd }),
      stdio: 'pipe',
    });
    this.process.stdout?.on('data', (data: Buffer) => this.#take(data));
    this.process.stdin?.on('error', () => {});
    this.exited = new Promise((resolve) => this.process.on('exit', resolve));
    onTestFinished(() => {
      this.process.kill();
    });
  }

  /** Starts, says who it is, and gives what the server announces. */
  async start(
    folder: string | undefined,
    capabilities: object = {},
    more: object = {},
  ): Promise<Record<string, unknown>> {
    const uri = folder === undefined ? null : pathToFileURL(folder).href;
    const result = await this.request('initialize', {
      processId: process.pid,
      rootUri: uri,
      workspaceFolders: uri === null ? null : [{ uri, name: 'test' }],
      capabilities,
      ...more,
    });
    this.notify('initialized', {});
    return (result as { capabilities: Record<string, unknown> }).capabilities;
  }

  /** Rejects with the error that the server answers. */
  async request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    this.send({ id, method, params });
    return this.answer(id);
  }

  async answer(id: number): Promise<unknown> {
    const message = await this.waitFor((one) => one.id === id && one.method === undefined);
    if (message.error) throw Object.assign(new Error(message.error.message), { code: message.error.code });
    return message.result;
  }

  notify(method: string, params: unknown): void {
    this.send({ method, params });
  }

  /** In one piece, so that the server has read the last one before it works on the first. */
  send(...messages: readonly Message[]): void {
    const parts = messages.flatMap((message) => {
      const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
      return [Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body];
    });
    this.write(Buffer.concat(parts));
  }

  write(bytes: Buffer | string): void {
    this.process.stdin?.write(bytes);
  }

  open(uri: string, text: string, languageId = 'json'): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version: 1, text } });
  }

  /** The newest findings of a document, as soon as those of this version are there. */
  async publishedAt(uri: string, version: number): Promise<readonly Diagnostic[]> {
    const isThat = ({ method, params }: Message): boolean => {
      const { uri: of, version: at } = (params ?? {}) as Published;
      return method === 'textDocument/publishDiagnostics' && of === uri && (at ?? 0) >= version;
    };
    return ((await this.waitFor(isThat)).params as Published).diagnostics;
  }

  /** Everything that was pushed so far. */
  published(): Published[] {
    return this.received.flatMap(({ method, params }) =>
      method === 'textDocument/publishDiagnostics' ? [params as Published] : [],
    );
  }

  publications(uri: string): Published[] {
    return this.published().filter((one) => one.uri === uri);
  }

  async waitFor(wanted: (message: Message) => boolean): Promise<Message> {
    const end = performance.now() + patience;
    for (;;) {
      const found = this.received.findLast(wanted);
      if (found) return found;
      if (performance.now() > end)
        throw new Error(`The server did not say it: ${JSON.stringify(this.received.slice(-5)).slice(0, 2000)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, 200);
        const listeners = this.#listeners;
        function done(): void {
          clearTimeout(timer);
          listeners.delete(done);
          resolve();
        }
        listeners.add(done);
      });
    }
  }

  #take(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      if (head < 0) break;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.toString('latin1', 0, head))?.[1]);
      if (this.#buffer.length < head + 4 + length) break;
      const message = JSON.parse(this.#buffer.toString('utf8', head + 4, head + 4 + length)) as Message;
      this.#buffer = this.#buffer.subarray(head + 4 + length);
      this.received.push(message);
      // A question of the server: nothing is set, everything is fine.
      if (message.id !== undefined && message.method !== undefined)
        this.send({ id: message.id, result: message.method === 'workspace/configuration' ? [null] : null } as Message);
    }
    for (const listener of [...this.#listeners]) listener();
  }
}
