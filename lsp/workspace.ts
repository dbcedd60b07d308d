import { setImmediate, setTimeout } from 'node:timers/promises';
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { fixText } from '../src/lint/fix-text.js';
import { type Inspection, type InspectOptions, inspectText } from '../src/lint/lint.js';
import { decode, unreadable } from '../src/readers/decode.js';
import type { ReadProblem } from '../src/readers/document.js';
import type { Host } from './host.js';
import { type Check, Project } from './project.js';
import { type ClientSettings, Settings } from './settings.js';
import { pathOf, Source, uriOf } from './source.js';

/** Told which documents somebody has to look at again; nothing: all of them. */
export type Listener = (uris?: readonly string[]) => void;

/** Milliseconds after the last change of a policy or a configuration before all files are looked at again. */
const indexDelay = 300;

/**
 * The documents that are open, the files around them, and what is known about them. What is open counts more than what is on the
 * disk, for policies and configurations too.
 */
export class Workspace {
  readonly host: Host;
  readonly #listener: Listener;
  readonly #documents = new Map<string, TextDocument>();
  readonly #sources = new Map<string, Source>();
  /** Of files that are not open, by path. */
  readonly #closed = new Map<string, Source>();
  /** Files that describe no client and have nothing wrong: most of a project, so nothing of them is kept. */
  readonly #plain = new Set<string>();
  readonly #fixed = new WeakMap<Source, Promise<string>>();
  readonly #openPaths = new Map<string, string>();
  #folders: readonly string[] = [];
  #client: ClientSettings = {};
  #project: Project;
  #files: Promise<readonly string[]> = Promise.resolve([]);

  constructor(host: Host, listener: Listener) {
    this.host = host;
    this.#listener = listener;
    this.#project = this.#newProject();
  }

  /** Folders and settings of the editor. */
  configure(folders: readonly string[], client: ClientSettings): void {
    this.#folders = folders;
    this.#client = client;
    this.#renew(0);
  }

  open(uri: string, languageId: string, version: number, text: string): void {
    this.#documents.set(uri, TextDocument.create(uri, languageId, version, text));
    const path = pathOf(uri);
    if (path !== undefined) this.#openPaths.set(path, uri);
    this.#edited(uri);
  }

  /** Does nothing to a document that is not open. */
  change(uri: string, version: number, changes: TextDocumentContentChangeEvent[]): void {
    const document = this.#documents.get(uri);
    if (!document) return;
    TextDocument.update(document, changes, version);
    this.#edited(uri);
  }

  close(uri: string): void {
    this.#documents.delete(uri);
    this.#sources.delete(uri);
    const path = pathOf(uri);
    if (path === undefined) return;
    this.#openPaths.delete(path);
    this.touched([path]);
  }

  /** Files have changed on the disk; `set` says that some came or went. */
  touched(paths: readonly string[], set = false): void {
    for (const path of paths) this.#drop(path);
    if (set || paths.some((path) => this.#project.settings.isOutdatedBy(path))) this.#renew(indexDelay);
    else this.#recheck(paths.filter((path) => !this.#openPaths.has(path)));
  }

  /** The text of an open document as it is now. */
  source(uri: string): Source | undefined {
    return this.#sources.get(uri);
  }

  get openSources(): readonly Source[] {
    return [...this.#sources.values()];
  }

  /** The text of a file: of its document where it is open. */
  sourceAt(path: string): Source | undefined {
    const open = this.#openPaths.get(path);
    if (open !== undefined) return this.#sources.get(open);
    let source = this.#closed.get(path);
    if (!source) {
      const bytes = this.host.readBytes(path);
      if (!bytes) return undefined;
      const { text, problems } = decode(bytes);
      source = new Source({ uri: uriOf(path), languageId: '', version: 0 }, text, problems);
      this.#closed.set(path, source);
    }
    return source;
  }

  /** Whether the file was looked at, and is one about which there is nothing to say or to know. */
  isPlain(path: string): boolean {
    return this.#plain.has(path);
  }

  check(source: Source): Promise<Check> {
    return this.#project.check(source);
  }

  /** The text with every safe fix that helps, as `topicguard lint --fix` would write it; worked out once. */
  fixed(source: Source): Promise<string> {
    let text = this.#fixed.get(source);
    if (!text) {
      text = this.#project.lintOptions(source).then(async (options) => {
        return options ? (await fixText(source.text, { ...options, problems: source.problems })).text : source.text;
      });
      this.#fixed.set(source, text);
    }
    return text;
  }

  /** What lint would say if this were the document's text, without the files around it; `only` of these clients. */
  async inspectAlone(source: Source, text: string, only?: InspectOptions['only']): Promise<Inspection | undefined> {
    const options = await this.#project.lintOptions(source);
    return options && inspectText(text, { ...options, ...(only && { only }) });
  }

  get settings(): Settings {
    return this.#project.settings;
  }

  /** What configurations would say with this text in one of the files. */
  settingsWith(file: string, text: string): Settings {
    const readBytes = (path: string): Uint8Array | undefined =>
      path === file ? Buffer.from(text) : this.#bytesOf(path);
    return new Settings(readBytes, this.#client, this.#folders[0] ?? '');
  }

  /** The workspace folder of a file, or the one that it is in itself. */
  folderOf(file: string): string {
    return this.#project.folderOf(file);
  }

  /** Whether the check is still what is to be said. */
  isCurrent(source: Source, check: Promise<Check>): boolean {
    return this.#sources.get(source.uri) === source && this.#project.check(source) === check;
  }

  /**
   * The files of all folders in the order of a lint run, once they have been found and looked at, and the configurations about whose
   * exceptions there is something to know then.
   */
  files(): Promise<readonly string[]> {
    return this.#files;
  }

  /** Something of the file has changed. */
  #drop(path: string): void {
    this.#closed.delete(path);
    this.#plain.delete(path);
  }

  #edited(uri: string): void {
    const document = this.#documents.get(uri) as TextDocument;
    const before = this.#sources.get(uri);
    const text = document.getText();
    const source = new Source(document, ...this.#withProblems(document, text));
    this.#sources.set(uri, source);
    const { path } = source;
    if (path === undefined) return;
    this.#drop(path);
    if (this.#project.settings.isOutdatedBy(path)) this.#renew(before ? indexDelay : 0);
  }

  /** A byte that is no character is seen on the disk only, and a text that is too large is not read from anywhere. */
  #withProblems({ uri }: TextDocument, text: string): [string, readonly ReadProblem[]] {
    const tooLarge = unreadable(Buffer.byteLength(text));
    if (tooLarge) return ['', [tooLarge]];
    const path = text.includes('\uFFFD') ? pathOf(uri) : undefined;
    const bytes = path === undefined ? undefined : this.host.readBytes(path);
    const decoded = bytes && decode(bytes);
    return [text, decoded?.text === text ? decoded.problems : []];
  }

  #newProject(): Project {
    const project: Project = new Project(
      this.host,
      this.#folders,
      (path) => this.#bytesOf(path),
      this.#client,
      (paths) => {
        if (project === this.#project) this.#recheck(paths);
      },
    );
    return project;
  }

  #bytesOf(path: string): Uint8Array | undefined {
    const open = this.#openPaths.get(path);
    const document = open === undefined ? undefined : this.#documents.get(open);
    return document ? Buffer.from(document.getText()) : this.host.readBytes(path);
  }

  #renew(delay: number): void {
    for (const source of this.#sources.values()) this.#fixed.delete(source);
    this.#plain.clear();
    this.#project = this.#newProject();
    this.#listener();
    const project = this.#project;
    this.#files = this.#folders.length === 0 ? Promise.resolve([]) : setTimeout(delay).then(() => this.#index(project));
  }

  /** Looks at every file once, so that clients of different files are held against each other. Ends when the project is replaced. */
  async #index(project: Project): Promise<readonly string[]> {
    const goOn = async (): Promise<boolean> => {
      await setImmediate();
      return project === this.#project;
    };
    if (project !== this.#project) return this.#files;
    const files = await project.arrange(goOn);
    this.#recheck([...this.#openPaths.keys()]);
    for (const path of files) {
      if (!(await goOn())) return this.#files;
      const source = this.sourceAt(path);
      if (!source) continue;
      const { issues, inspection } = await project.check(source);
      if (issues.length > 0 || inspection?.clients !== 0 || this.#openPaths.has(path)) continue;
      this.#closed.delete(path);
      this.#plain.add(path);
    }
    await project.complete();
    return [...files, ...(await project.configs())];
  }

  /** Something else may have to be said about these files. */
  #recheck(paths: readonly string[]): void {
    const uris: string[] = [];
    for (const path of paths) {
      const source = this.sourceAt(path);
      if (!source) continue;
      this.#project.forget(source);
      uris.push(source.uri);
    }
    if (uris.length > 0) this.#listener(uris);
  }
}
