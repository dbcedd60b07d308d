import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

const names = ['.gitignore', '.topicguardignore'];

/** As git does by default: where names of files are the same in capitals, those of patterns are. */
const ignorecase = process.platform === 'darwin' || process.platform === 'win32';

/**
 * What `.gitignore` and `.topicguardignore` leave out of a search, as git understands them. Those of the folder that is searched
 * count, those inside it, and those above it up to the folder with `.git`, if there is one.
 */
export class IgnoreFiles {
  readonly #top: string;
  readonly #searched: string;
  readonly #folders = new Map<string, Ignore | undefined>();

  /** `folder` is the absolute path of the folder that is searched. */
  constructor(folder: string) {
    this.#top = topOf(folder);
    this.#searched = folder;
  }

  /** Whether a file or a folder below the one that is searched is left out; its parents are known not to be. */
  leavesOut(file: string, isFolder: boolean): boolean {
    for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
      const answer = this.#answer(folder, file, isFolder);
      // The nearest file that says anything decides.
      if (answer?.ignored) return true;
      if (answer?.unignored || folder === this.#top || folder === path.dirname(folder)) return false;
    }
  }

  #answer(folder: string, file: string, isFolder: boolean) {
    const own = this.#in(folder);
    if (!own) return undefined;
    const answer = own.test(relativeTo(folder, file, isFolder));
    if (!answer.ignored) return answer;
    // The search came by this parent, so a file nearer to it has taken back what is said of it here.
    const parent = path.dirname(file);
    const takenBack =
      parent !== folder && parent !== this.#searched && own.test(relativeTo(folder, parent, true)).ignored;
    return takenBack ? undefined : answer;
  }

  #in(folder: string): Ignore | undefined {
    if (this.#folders.has(folder)) return this.#folders.get(folder);
    let found: Ignore | undefined;
    for (const name of names) {
      const text = readIfThere(path.join(folder, name));
      if (text === undefined) continue;
      found ??= ignore({ ignorecase });
      found.add(text);
    }
    this.#folders.set(folder, found);
    return found;
  }
}

function relativeTo(folder: string, file: string, isFolder: boolean): string {
  const relative = path.relative(folder, file).replaceAll(path.sep, '/');
  return isFolder ? `${relative}/` : relative;
}

function topOf(folder: string): string {
  for (let at = folder; ; at = path.dirname(at)) {
    if (existsSync(path.join(at, '.git'))) return at;
    if (at === path.dirname(at)) return folder;
  }
}

function readIfThere(file: string): string | undefined {
  // Most folders have none, and an exception costs more than a look.
  if (!existsSync(file)) return undefined;
  try {
    // Opening a pipe would wait for somebody to write to it.
    if (!statSync(file).isFile()) return undefined;
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
