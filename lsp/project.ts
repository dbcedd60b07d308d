import path from 'node:path';
import type { Suppressed } from '../src/lint/finding.js';
import type { Inspection, LintOptions } from '../src/lint/lint.js';
import { ClientMemory } from '../src/lint/memory.js';
import { Run } from '../src/lint/run.js';
import { UsedExceptions } from '../src/lint/unused-exceptions.js';
import { fileBeside } from '../src/load.js';
import { builtinNames } from '../src/policy/builtins.js';
import type { Policy } from '../src/policy/model.js';
import type { Host } from './host.js';
import type { Issue } from './issue.js';
import { configIssues } from './issues/config.js';
import { issueOf, lintIssues, unusable } from './issues/lint.js';
import { policyIssues } from './issues/policy.js';
import { type ClientSettings, Settings } from './settings.js';
import { type Source, uriOf } from './source.js';

/** What is known about one text. */
export interface Check {
  readonly issues: readonly Issue[];
  /** There for formats that the linter reads, if it could. */
  readonly inspection?: Inspection;
}

/** A workspace folder: its files make up one lint run. */
interface Folder {
  readonly path: string;
  readonly run: Run;
  /** The names of its files, seen from it, in the order of the run; absent until they have been looked for. */
  files?: ReadonlySet<string>;
}

/**
 * Everything that is known until a configuration, a policy, a baseline or the set of files changes: then a new one takes its place.
 * One lint at a time, because files of a folder are told apart by their order.
 */
export class Project {
  readonly settings: Settings;
  readonly #host: Host;
  readonly #folders: readonly Folder[];
  readonly #checks = new WeakMap<Source, Promise<Check>>();
  readonly #memories = new Map<string, ClientMemory>();
  /** By file: what exceptions keep quiet in it. */
  readonly #quieted = new Map<string, readonly Suppressed[]>();
  #complete = false;
  #last: Promise<unknown> = Promise.resolve();
  /** Takes the paths of files about which something else may have to be said now. */
  readonly #onOutdated: (paths: readonly string[]) => void;

  constructor(
    host: Host,
    folders: readonly string[],
    readBytes: (path: string) => Uint8Array | undefined,
    client: ClientSettings,
    onOutdated: (paths: readonly string[]) => void,
  ) {
    this.#host = host;
    this.#folders = folders.map((folder) => ({ path: folder, run: new Run() }));
    this.#onOutdated = onOutdated;
    this.settings = new Settings(readBytes, client, folders[0] ?? '');
  }

  /** What there is to say about a text; worked out once. Never rejects for anything that a text or a configuration holds. */
  check(source: Source): Promise<Check> {
    let check = this.#checks.get(source);
    if (!check) {
      check = this.#last.then(() => this.#check(source));
      this.#last = check.catch(() => {});
      this.#checks.set(source, check);
    }
    return check;
  }

  forget(source: Source): void {
    this.#checks.delete(source);
  }

  /** The folder of the workspace that a file is in, or the one that it is in itself: where its policies are looked for. */
  folderOf(file: string | undefined): string {
    return this.#folderOf(file)?.path ?? (file === undefined ? (this.#folders[0]?.path ?? '') : path.dirname(file));
  }

  /**
   * What lint has to know of a document beside its text, but for the files around it; nothing where it is ignored. Rejects as
   * `Settings.forFile`.
   */
  async lintOptions(source: Source): Promise<LintOptions | undefined> {
    const file = source.path ?? path.join(this.folderOf(undefined), source.fileName);
    const settings = await this.settings.forFile(file, this.folderOf(file));
    return settings && { ...settings, path: this.#nameOf(source), now: this.#host.now() };
  }

  /** Looks for the files of every folder and says in which order they are linted. */
  async arrange(breathe: () => Promise<boolean>): Promise<string[]> {
    const found: string[] = [];
    for (const folder of this.#folders) {
      const files = new Set<string>();
      let folders = 0;
      for (const below of this.#host.filesBelow(folder.path)) {
        if (found.length >= mostFiles || ++folders > mostFolders || !(await breathe())) break;
        for (const file of below) {
          // A folder inside another one of the workspace has a run of its own.
          if (this.#folderOf(file) !== folder) continue;
          files.add(nameIn(folder, file));
          found.push(file);
        }
      }
      folder.run.arrange(files);
      folder.files = files;
    }
    return found;
  }

  async #check(source: Source): Promise<Check> {
    try {
      return await this.#checkByKind(source);
    } catch (error) {
      return { issues: [unusable(error, source)] };
    }
  }

  async #checkByKind(source: Source): Promise<Check> {
    switch (source.kind) {
      case undefined:
        return { issues: [] };
      case 'policy':
        return { issues: await policyIssues(source, this.settings.readBytes) };
      case 'config':
        return { issues: await this.#checkConfig(source) };
      default:
        return this.#lint(source);
    }
  }

  /** Exceptions are unused only if all files of the folder have been looked at. */
  async #checkConfig(source: Source): Promise<readonly Issue[]> {
    const { path: file, text } = source;
    const issues = await configIssues(source, this.settings, this.folderOf(file));
    const folder = this.#folderOf(file);
    if (issues.length > 0 || file === undefined || !folder || !this.#complete || this.settings.isPolicySet)
      return issues;
    const used = new UsedExceptions();
    for (const suppressed of this.#quieted.values()) used.note(suppressed);
    const all = await this.settings.exceptions();
    return used.unused(file, all, text, await this.settings.configFor(file)).map((finding) => issueOf(finding));
  }

  /** Every file has been looked at: now it is known which exceptions are good for nothing. */
  async complete(): Promise<void> {
    this.#complete = true;
    this.#onOutdated(await this.configs());
  }

  /** The configurations in the folders that have something to say about exceptions. */
  async configs(): Promise<string[]> {
    const files = new Set((await this.settings.exceptions()).flatMap(({ place }) => place?.file ?? []));
    return [...files].filter((file) => this.#folderOf(file));
  }

  /** What exceptions keep quiet in a file; their configurations are looked at again where that is something else now. */
  #noteQuieted(file: string, suppressed: readonly Suppressed[]): void {
    const now = suppressed.filter(({ place }) => place);
    const before = this.#quieted.get(file) ?? [];
    const written = (list: readonly Suppressed[]): string =>
      JSON.stringify(list.map(({ finding, place }) => [finding.rule, place?.file, place?.start]));
    this.#quieted.set(file, now);
    if (this.#complete && written(now) !== written(before))
      this.#onOutdated([...new Set([...now, ...before].flatMap(({ place }) => place?.file ?? []))]);
  }

  async #lint(source: Source): Promise<Check> {
    const folder = this.#folderOf(source.path);
    const name = this.#nameOf(source);
    const run = folder?.files?.has(name) ? folder.run : new Run();
    const before = run.dependentsOf(name);
    try {
      const options = await this.lintOptions(source);
      if (!options) {
        run.begin(name);
        return { issues: [] };
      }
      const addresses = {
        ofFile: (other: string): string | undefined => folder && uriOf(path.join(folder.path, other)),
        ofPage: (policy: Policy, page: string): string | undefined => this.#addressOf(policy, page),
      };
      const linted = await lintIssues(source, { ...options, run, memory: this.#memoryOf(source) }, addresses);
      if (source.path !== undefined && folder) this.#noteQuieted(source.path, linted.inspection.suppressed);
      return linted;
    } catch (error) {
      run.begin(name);
      throw error;
    } finally {
      const dependents = new Set([...before, ...run.dependentsOf(name)]);
      if (folder && dependents.size > 0)
        this.#onOutdated([...dependents].map((other) => path.join(folder.path, other)));
    }
  }

  /** A policy in JSON has no lines that anybody could be shown. */
  #addressOf(policy: Policy, name: string): string | undefined {
    let file = this.settings.fileOf(policy);
    for (let page: Policy = policy; page.name !== name && page.on; page = page.on) {
      const below = page.onFile ?? page.on.name;
      file = file === undefined || builtinNames().includes(below) ? undefined : fileBeside(file, below);
    }
    if (file === undefined) return this.#host.pageOf(`policies/${name}.mqttpolicy`);
    return file.toLowerCase().endsWith('.mqttpolicy') ? uriOf(file) : undefined;
  }

  /** Of a document that is edited; a file that is read once has nothing to remember. */
  #memoryOf({ uri, version }: Source): ClientMemory | undefined {
    if (version === 0) return undefined;
    let memory = this.#memories.get(uri);
    if (!memory) {
      memory = new ClientMemory();
      this.#memories.set(uri, memory);
    }
    return memory;
  }

  /** As a run calls it. */
  #nameOf({ path: file, fileName }: Source): string {
    const folder = this.#folderOf(file);
    return folder && file !== undefined ? nameIn(folder, file) : fileName;
  }

  /** The innermost one. */
  #folderOf(file: string | undefined): Folder | undefined {
    if (file === undefined) return undefined;
    const around = this.#folders.filter((folder) => file.startsWith(withSlash(folder.path)));
    return around.sort((a, b) => b.path.length - a.path.length)[0];
  }
}

/** More are linted when they are opened only. */
const mostFiles = 20_000;
/** Somebody opens the whole disk now and then. */
const mostFolders = 20_000;

function nameIn(folder: Folder, file: string): string {
  return file.slice(withSlash(folder.path).length).replaceAll(path.sep, '/');
}

function withSlash(folder: string): string {
  return folder.endsWith(path.sep) ? folder : folder + path.sep;
}
