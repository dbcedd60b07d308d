import type {
  ClientCapabilities,
  ProtocolRequestType,
  ServerCapabilities,
  TextDocumentIdentifier,
} from 'vscode-languageserver';
import type { Kind, Source } from '../source.js';
import type { Workspace } from '../workspace.js';

/** What a request is about: it names a document, or gives back `data` that holds a document's address. */
export type AboutDocument = { readonly textDocument: TextDocumentIdentifier } | { readonly data?: unknown };

/** What a feature gets to see when it is asked. */
export interface Asked<Params> {
  readonly params: Params;
  /** The document as it was when the request came. */
  readonly source: Source;
  readonly workspace: Workspace;
  readonly client: ClientCapabilities;
  /** Whether nobody waits for the answer any more; long work looks now and then. */
  readonly cancelled: () => boolean;
}

/**
 * One thing that the server does with a document when the editor asks: a file in this folder, and a line in `index.ts`. Several may
 * answer the same request: the first that has something to say does, and lists are joined.
 */
export interface Feature<Params extends AboutDocument = AboutDocument, Result = unknown> {
  // biome-ignore lint/suspicious/noExplicitAny: partial results and registration options differ from request to request.
  readonly request: ProtocolRequestType<Params, Result, any, any, any>;
  /** The kinds of documents it knows. */
  readonly kinds: readonly Kind[];
  /** What the server announces for it; options of the same provider are joined. */
  readonly capabilities: ServerCapabilities;
  /** Depends on nothing but what it is asked, so that a test can call it without a connection. */
  answer(asked: Asked<Params>): Result | Promise<Result>;
}

/** A feature with the types that its request has. */
export function feature<Params extends AboutDocument, Result>(one: Feature<Params, Result>): Feature {
  return one as unknown as Feature;
}
