/**
 * The syntax tree of a policy page. It keeps every word with its place, and everything that the whole language can say, also
 * what this version does not act upon yet: the formatter prints from it, the model is built from it.
 */

/** A place in the text; for a page that came from JSON, the pointer to the value instead. */
export interface Span {
  readonly offset: number;
  readonly length: number;
  readonly path?: string;
  /** The line came from the page that this one extends; the place is that of the parent's name. */
  readonly inherited?: true;
}

/** A word or a string of the page; `text` is without quotes and escapes. */
export interface Word extends Span {
  readonly text: string;
  readonly quoted?: boolean;
}

/** A topic template as written; with `glob`, the other kind of text that may stand in its place. */
export interface TemplateWord extends Word {
  readonly glob?: Word;
}

/** What stood above a line and behind it: comments, and `''` for a blank line. */
export interface Surroundings {
  readonly above: readonly string[];
  readonly behind?: string;
}

export interface Page {
  readonly head?: HeadNode;
  readonly headLines: readonly HeadLine[];
  readonly sections: readonly SectionNode[];
  /** Comments below the last line. */
  readonly end: readonly string[];
}

export interface SourceNode extends Span {
  readonly title?: Word;
  readonly url?: Word;
}

export interface HeadNode extends Span {
  readonly around: Surroundings;
  readonly name: Word;
  readonly title?: Word;
  readonly extends?: Word;
  readonly on?: Word;
}

export type HeadLine = Span & { readonly around: Surroundings } & (
    | { readonly kind: 'source'; readonly source: SourceNode }
    | { readonly kind: 'hosts'; readonly hosts: readonly Word[] }
    | { readonly kind: 'dated'; readonly date: Word }
    | { readonly kind: 'order'; readonly keyword: Word; readonly order: Word }
    | { readonly kind: 'dialect'; readonly keyword: Word; readonly entries: readonly Word[] }
    | { readonly kind: 'remove'; readonly head: SectionHeadNode }
  );

export type SectionKind = 'identity' | 'settings' | 'roles' | 'connect' | 'every' | 'topics' | 'assert';

export interface SectionHeadNode extends Span {
  readonly kind: SectionKind;
  readonly keyword: Word;
  /** Only of `every`. */
  readonly occasion?: Word;
  readonly under?: readonly TemplateWord[];
  readonly roles?: readonly Word[];
  readonly when?: ConditionNode;
  readonly about?: Word;
}

export interface SectionNode {
  readonly around: Surroundings;
  readonly head: SectionHeadNode;
  readonly lines: readonly LineNode[];
}

export type LineNode = Span & {
  readonly around: Surroundings;
  readonly clauses: ClausesNode;
} & LineBody;

export type LineBody =
  | BindingNode
  | DeclarationNode
  | { readonly kind: 'role'; readonly role: Word }
  | { readonly kind: 'check'; readonly fields: readonly Word[]; readonly test: TestNode }
  | { readonly kind: 'filters'; readonly mode: Word }
  | { readonly kind: 'wildcards'; readonly rule: Word; readonly value?: Word }
  | { readonly kind: 'delivery'; readonly keyword: Word; readonly value: Word }
  | {
      readonly kind: 'listing';
      readonly deny?: Word;
      readonly verbs: readonly Word[];
      readonly topics: readonly TemplateWord[];
    }
  | { readonly kind: 'assert'; readonly claim: Word; readonly verb: Word; readonly topics: readonly TemplateWord[] }
  | { readonly kind: 'isolated'; readonly keyword: Word; readonly names: readonly Word[] }
  | { readonly kind: 'otherwise'; readonly otherwise: OtherwiseNode }
  | { readonly kind: 'source'; readonly source: SourceNode };

export interface BindingNode {
  readonly kind: 'binding';
  readonly fields: readonly Word[];
  /** The word `or` between the first two fields, or `not` before the template. */
  readonly or?: Word;
  readonly not?: Word;
  readonly template: TemplateWord;
}

export interface DeclarationNode {
  readonly kind: 'declaration';
  /** `{pid}`, braces included. */
  readonly name: Word;
  readonly shape: ShapeNode;
}

export type ShapeNode =
  | { readonly kind: 'words'; readonly alternatives: readonly Word[] }
  | { readonly kind: 'bag'; readonly keyword: Word; readonly items: readonly BagItemNode[] };

export interface BagItemNode {
  readonly key: Word;
  readonly values: readonly Word[];
  readonly optional: boolean;
}

export interface CheckNode {
  readonly field: Word;
  readonly test: TestNode;
}

export type TestNode = Span & {
  readonly not?: Word;
  readonly per?: { readonly keyword: Word; readonly every: Word; readonly unit: Word };
} & (
    | { readonly kind: 'is'; readonly word: Word }
    | { readonly kind: 'compare'; readonly sign: Word; readonly value: Word; readonly unit?: Word }
    | { readonly kind: 'values'; readonly values: readonly Word[]; readonly unit?: Word }
  );

export interface ConditionNode extends Span {
  readonly checks: readonly CheckNode[];
}

export interface OtherwiseNode extends Span {
  readonly consequence: Word;
  readonly code?: Word;
  readonly when?: ConditionNode;
}

export interface ClausesNode {
  readonly checks: readonly CheckNode[];
  readonly about?: Word;
  readonly roles?: readonly Word[];
  readonly when?: ConditionNode;
  readonly otherwise: readonly OtherwiseNode[];
  readonly levels?: { readonly keyword: Word; readonly test: TestNode };
  readonly notCounting?: { readonly keyword: Word; readonly topics: readonly TemplateWord[] };
  readonly except?: { readonly keyword: Word; readonly topics: readonly TemplateWord[] };
  readonly reply?: readonly TemplateWord[];
  readonly required?: Word;
  readonly after?: { readonly keyword: Word; readonly topics: readonly TemplateWord[] };
  readonly default?: { readonly keyword: Word; readonly value: Word };
  readonly note?: { readonly text: Word; readonly warning?: Word };
  readonly use?: TemplateWord;
  readonly source?: SourceNode;
  /** Clauses that stood twice; the second is ignored. */
  readonly repeated: readonly { readonly clause: string; readonly at: Word }[];
}

/** What is wrong with the syntax, with its place. */
export interface SyntaxFault extends Span {
  readonly code: string;
  readonly message: string;
  readonly fix?: { readonly title: string; readonly edits: readonly Edit[] };
}

export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

/** The place of a part of a word, as exactly as escapes and repairs allow. */
export function placeIn(word: Word, from: number, length: number): Span {
  if (word.path !== undefined) return { offset: 0, length: 0, path: word.path };
  if (word.inherited) return word;
  const lead = word.quoted === true ? 1 : 0;
  if (word.length !== word.text.length + 2 * lead) return { offset: word.offset, length: word.length };
  return { offset: word.offset + lead + from, length };
}

export function spanOf(first: Span, last: Span): Span {
  if (first.path !== undefined) return { offset: 0, length: 0, path: first.path };
  if (first.inherited) return first;
  return { offset: first.offset, length: last.offset + last.length - first.offset };
}
