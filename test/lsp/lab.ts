/** A workspace in memory, for features without a connection. In its texts `<|>` is the cursor. */
import path from 'node:path';
import type { CodeAction, Range, TextEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { AboutDocument, Feature } from '../../lsp/features/feature.js';
import type { Host } from '../../lsp/host.js';
import type { Source } from '../../lsp/source.js';
import { pathOf, uriOf } from '../../lsp/source.js';
import { Workspace } from '../../lsp/workspace.js';
import { isOwnFile } from '../../src/lint/own-files.js';
import { formatOf } from '../../src/readers/index.js';

export const folder = path.resolve('/lab');

export interface Opened {
  readonly uri: string;
  readonly source: Source;
  /** The cursor, and the end of the marked part where there are two marks. */
  readonly range: Range;
}

export class Lab {
  /** What is on the disk, by names seen from the folder. */
  readonly files: Map<string, string | Uint8Array>;
  readonly workspace: Workspace;
  /** What the reporter would have to look at again, in order; nothing: all. */
  readonly outdated: (readonly string[] | undefined)[] = [];

  constructor(
    files: Readonly<Record<string, string | Uint8Array>> = {},
    settings: object = {},
    folders: readonly string[] = [folder],
  ) {
    this.files = new Map(Object.entries(files));
    this.workspace = new Workspace(this.#host(), (uris) => this.outdated.push(uris?.map((uri) => this.nameOf(uri))));
    this.workspace.configure(folders, settings);
  }

  uriOf(name: string): string {
    return uriOf(path.join(folder, name));
  }

  nameOf(uri: string): string {
    return path.relative(folder, pathOf(uri) ?? uri).replaceAll(path.sep, '/');
  }

  open(name: string, marked: string, languageId = 'json'): Opened {
    const uri = name.includes(':') ? name : this.uriOf(name);
    const [before = '', ...rest] = marked.split('<|>');
    const text = before + rest.join('');
    this.workspace.open(uri, languageId, 1, text);
    const source = this.workspace.source(uri) as Source;
    const span = { start: before.length, end: before.length + (rest.length > 1 ? (rest[0] as string).length : 0) };
    return { uri, source, range: source.rangeOf(span) };
  }

  edit(uri: string, text: string): void {
    const before = this.workspace.source(uri) as Source;
    this.workspace.change(uri, before.version + 1, [{ text }]);
  }

  /** What is said about an open document: rule, place, and message. */
  async findings(uri: string): Promise<string[]> {
    const source = this.workspace.source(uri) as Source;
    const { issues } = await this.workspace.check(source);
    return issues.map(({ code, message, span }) => {
      const { line, character } = source.rangeOf(span).start;
      return `${line + 1}:${character + 1} ${code ?? '-'} ${message.split('\n')[0]}`;
    });
  }

  ask<Result>(one: Feature, { source, range }: Opened, params: object = {}, client: object = {}): Promise<Result> {
    return Promise.resolve(
      one.answer({
        params: { textDocument: { uri: source.uri }, position: range.start, range, ...params } as AboutDocument,
        source,
        workspace: this.workspace,
        client,
        cancelled: () => false,
      }),
    ) as Promise<Result>;
  }

  async actions(one: Feature, opened: Opened, only?: string[], client?: object): Promise<CodeAction[]> {
    return this.ask(one, opened, { context: { diagnostics: [], ...(only && { only }) } }, client);
  }

  /** The texts of the files after an edit, by name. */
  applied(edit: WorkspaceEdit | undefined): Record<string, string> {
    const texts: Record<string, string> = {};
    const apply = (uri: string, edits: readonly TextEdit[]): void => {
      const text = this.workspace.sourceAt(pathOf(uri) ?? uri)?.text ?? this.workspace.source(uri)?.text ?? '';
      texts[this.nameOf(uri)] = TextDocument.applyEdits(TextDocument.create(uri, '', 0, text), [...edits]);
    };
    for (const [uri, edits] of Object.entries(edit?.changes ?? {})) apply(uri, edits);
    for (const change of edit?.documentChanges ?? [])
      if ('edits' in change) apply(change.textDocument.uri, change.edits as TextEdit[]);
    return texts;
  }

  #host(): Host {
    return {
      version: '0',
      readBytes: (file) => {
        const content = this.files.get(path.relative(folder, file).replaceAll(path.sep, '/'));
        return content === undefined ? undefined : Buffer.from(content);
      },
      filesBelow: (below) => [
        [...this.files.keys()]
          .filter((name) => formatOf(name) !== undefined && !isOwnFile(path.basename(name)))
          .sort()
          .map((name) => path.join(folder, name))
          .filter((file) => file.startsWith(below)),
      ],
      now: () => 1_700_000_000,
      pageOf: (page) => `page:///${page}`,
    };
  }
}
