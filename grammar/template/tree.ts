/** What a topic template is made of, with the place of every part; there for broken templates too. */
import type { Placed } from '../placed.js';
import type { TextFault } from '../text-fault.js';

export interface TemplateTree {
  readonly text: string;
  /** Empty for a template that is too long or has too many levels. */
  readonly levels: readonly TemplateLevelNode[];
  /** In the order of the text. */
  readonly faults: readonly TextFault[];
}

export interface TemplateLevelNode extends Placed {
  /** None in an empty level; `single` and `multi` stand alone. */
  readonly pieces: readonly TemplatePieceNode[];
  /** The level ends with a hole and a `?` behind it: it may be missing. */
  readonly optional?: true;
}

export type TemplatePieceNode = Placed &
  (
    | {
        readonly kind: 'literal';
        /** Without the doubling of braces. */
        readonly text: string;
      }
    /** `+` */
    | { readonly kind: 'single' }
    /** `#` */
    | { readonly kind: 'multi' }
    /** `{name}`, `{path...}`, `{maybe-empty?}` */
    | { readonly kind: 'name'; readonly name: string; readonly suffix?: '...' | '?' }
    /** `{a|b}` */
    | { readonly kind: 'alternatives'; readonly texts: readonly string[] }
    /** Something that a fault is reported for. */
    | { readonly kind: 'broken' }
  );
