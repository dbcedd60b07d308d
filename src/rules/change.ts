/** What a rule would change in a file, in values: how a value is spelled is the matter of the file's format (src/lint). */
import type { Located, Span } from '../readers/document.js';

export interface Change {
  /** What it does, as an order without a full stop: `Write "a/b"`. */
  readonly title: string;
  /** Safe: whoever wrote the file cannot have meant anything else, and nothing that works now works differently then. */
  readonly safe: boolean;
  /** Values to replace. A flag is turned over as it is spelled: `false` to `true`, `no` to `yes`. */
  readonly set?: readonly {
    readonly at: Located<string | number | boolean>;
    readonly value: string | number | boolean;
  }[];
  /** Values to take out together with their keys. */
  readonly remove?: readonly Span[];
}
