import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Range } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { configNames } from '../src/lint/config/find-config.js';
import { isOwnFile } from '../src/lint/own-files.js';
import type { ReadProblem, Span } from '../src/readers/document.js';
import { type Format, formatOf } from '../src/readers/index.js';
import { languages } from './languages.js';

/** What a file is to the server: a format that the linter reads, a policy, or a configuration of Topicguard. */
export type Kind = Format | 'policy' | 'config';

/** One text at one moment: that of an open document, or of a file. It never changes; an edit makes a new one. */
export class Source {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** Absolute; absent where the document is no file. */
  readonly path: string | undefined;
  /** The file's name, by which its reader is chosen. */
  readonly fileName: string;
  readonly kind: Kind | undefined;
  /** What went wrong before there was a text. */
  readonly problems: readonly ReadProblem[];
  readonly #languageId: string;
  #lines: TextDocument | undefined;

  constructor(
    document: Pick<TextDocument, 'uri' | 'languageId' | 'version'>,
    text: string,
    problems: readonly ReadProblem[] = [],
  ) {
    this.uri = document.uri;
    this.version = document.version;
    this.text = text;
    this.problems = problems;
    this.path = pathOf(document.uri);
    this.#languageId = document.languageId;
    this.fileName = fileNameOf(this.path ?? document.uri, document.languageId);
    this.kind = kindOf(this.fileName);
  }

  /** From UTF-16 offsets into the text. */
  rangeOf({ start, end }: Span): Range {
    return { start: this.lines.positionAt(start), end: this.lines.positionAt(end) };
  }

  /** Positions and offsets of this text, as the protocol counts them. */
  get lines(): TextDocument {
    this.#lines ??= TextDocument.create(this.uri, this.#languageId, this.version, this.text);
    return this.#lines;
  }
}

/** The absolute path of a file's address; nothing for any other address. */
export function pathOf(uri: string): string | undefined {
  if (!uri.startsWith('file:')) return undefined;
  try {
    return fileURLToPath(uri);
  } catch {
    return undefined;
  }
}

export function uriOf(path: string): string {
  return pathToFileURL(path).href;
}

function fileNameOf(pathOrUri: string, languageId: string): string {
  const name = pathOrUri.slice(Math.max(pathOrUri.lastIndexOf('/'), pathOrUri.lastIndexOf('\\')) + 1);
  if (kindOf(name) !== undefined) return name;
  const ending = Object.hasOwn(languages, languageId) ? languages[languageId] : undefined;
  return ending === undefined ? name : `${name}.${ending}`;
}

function kindOf(name: string): Kind | undefined {
  if (name.toLowerCase().endsWith('.mqttpolicy')) return 'policy';
  if (isOwnFile(name)) return configNames.some((known) => known === name) ? 'config' : undefined;
  return formatOf(name);
}
