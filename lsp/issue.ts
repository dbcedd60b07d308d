import type { Finding, RelatedPlace } from '../src/lint/finding.js';
import type { Fix } from '../src/lint/fix.js';
import type { Span } from '../src/readers/document.js';

/** Something that is wrong in a document, whatever found it. */
export interface Issue {
  /** A rule, or what the reader of policies calls it. */
  readonly code?: string;
  readonly severity: Finding['severity'];
  readonly message: string;
  readonly span: Span;
  readonly related?: readonly RelatedIssue[];
  readonly fix?: Fix;
  /** There where lint found it. */
  readonly finding?: Finding;
}

/** A place in this document, or from its line on in another file. */
export type RelatedIssue = Omit<RelatedPlace, 'path'> & { readonly uri?: string };
