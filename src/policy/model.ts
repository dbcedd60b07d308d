/**
 * The policy model: what a policy says, section by section and line by line, in the order of the page. It is plain data, so
 * that the build can ship the built-in policies without a parser. The text form, the JSON form and the engine all meet here.
 */
import type { LevelShape } from '../topics/pattern.js';

export type Verb = 'publish' | 'subscribe' | 'receive';
/** What an `every …` section is about. */
export type Occasion = Verb | 'unsubscribe' | 'session' | 'packet';

/** A whole page: one that extends another comes out merged with it, and one that stands on another holds that one. */
export interface Policy {
  readonly language: 1;
  readonly name: string;
  readonly title?: string;
  /** The page of the platform below: a packet has to be allowed by both. */
  readonly on?: Policy;
  /** The path by which the page names that one, where it is not a built-in one. */
  readonly onFile?: string;
  readonly sources: readonly Source[];
  /** `host` or `host:port`. */
  readonly hosts: readonly string[];
  /** ISO date on which the page was read. */
  readonly dated?: string;
  readonly sections: readonly Section[];
}

export interface Source {
  readonly title?: string;
  readonly url?: string;
}

interface Placed {
  /** Line in the policy's text, counted from 1; absent when the policy came from JSON. */
  readonly line?: number;
}

interface SectionBase extends Placed {
  readonly about?: string;
  /** Roles; absent: everybody. */
  readonly roles?: readonly string[];
  /** The section only concerns clients for which all of these hold. */
  readonly when?: readonly Condition[];
  readonly otherwise?: Consequence;
  /** Where the lines of the section are written that name no source of their own. */
  readonly source?: Source;
}

export type Section =
  | IdentitySection
  | SettingsSection
  | RolesSection
  | ConnectSection
  | EverySection
  | TopicsSection
  | AssertSection;

/** Any line of a section, as it stands in the model. */
export type Line = Section['lines'][number];

export interface IdentitySection extends SectionBase {
  readonly section: 'identity';
  readonly lines: readonly (Binding | Declaration)[];
}
/** Names that the one who deploys fills in; `settle` puts their values in their places. */
export interface SettingsSection extends SectionBase {
  readonly section: 'settings';
  readonly lines: readonly Setting[];
}
export interface RolesSection extends SectionBase {
  readonly section: 'roles';
  readonly lines: readonly Role[];
}
export interface ConnectSection extends SectionBase {
  readonly section: 'connect';
  readonly lines: readonly Check[];
}
export interface EverySection extends SectionBase {
  readonly section: `every ${Occasion}`;
  readonly lines: readonly Check[];
}
export interface TopicsSection extends SectionBase {
  readonly section: 'topics';
  /** Prefixes; each listing stands under each of them. Absent: no prefix. */
  readonly under?: readonly Template[];
  readonly filters: FilterMode;
  /** What the text said about `filters`, for its description and line. */
  readonly filtersAbout?: string;
  readonly wildcards?: Wildcards;
  readonly wildcardsAbout?: string;
  readonly lines: readonly (Declaration | Listing)[];
}
export interface AssertSection extends SectionBase {
  readonly section: 'assert';
  readonly lines: readonly Assertion[];
}

export type FilterMode = 'within' | 'exact' | 'overlap';
/** `none`: no wildcard at all; a number: the first wildcard stands at this level (from 1) or later. */
export type Wildcards = Placed & ({ readonly none: true } | { readonly fromLevel: number });

export interface Consequence extends Placed {
  readonly do: 'refuse' | 'close' | 'drop' | 'ignore' | 'clamp' | 'downgrade' | 'warn' | 'advise' | 'none' | 'unknown';
  readonly code?: number;
}

/** Clauses that any line may carry. */
interface Clauses extends Placed {
  readonly about?: string;
  readonly roles?: readonly string[];
  readonly otherwise?: Consequence;
  readonly note?: string;
  readonly source?: Source;
}

/** `client-id {device-name}`: the field is taken apart by the template. */
export interface Binding extends Clauses {
  readonly bind: ConnectField;
  readonly to: Template;
}
export type ConnectField = 'client-id' | 'username' | 'password' | 'will.topic';

/** `{pid} [A-Za-z0-9]{1,32}`: which texts a name may be. In `identity` the client fills it, in `topics` anybody. */
export interface Declaration extends Clauses {
  readonly name: string;
  readonly shape: Shape;
}

/** `{region} eu | us default eu`: without a default, somebody has to say it. */
export interface Setting extends Declaration {
  readonly default?: string;
}

/** With `when`, a client has the role when all of it holds; without, the host of the engine says who has it. */
export interface Role extends Clauses {
  readonly role: string;
  readonly when?: readonly Condition[];
}

/** `username anna | bert`, `address 10.0.0.0/8`: a field and what it must be. A field in braces is a setting. */
export interface Condition {
  readonly field: string;
  readonly test: Test;
}

export type Shape = { readonly text: string } & (
  | { readonly kind: 'level'; readonly level: LevelShape }
  | { readonly kind: 'any' }
  /** Decimal Unix seconds, later than the caller's `now`. */
  | { readonly kind: 'expiry' }
  | { readonly kind: 'bag'; readonly items: readonly BagItem[] }
);

/** `res=products/{pid} | …`: percent-decoded; a key without values takes any. */
export interface BagItem {
  readonly key: string;
  readonly optional?: boolean;
  readonly is: readonly BagValue[];
}
export type BagValue =
  | { readonly kind: 'template'; readonly template: Template }
  | { readonly kind: 'shape'; readonly shape: Shape };

/** One or more fields and the values that they may have. All numbers of a unit are as written; see `checkBounds`. */
export interface Check extends Clauses {
  readonly check: readonly string[];
  readonly test: Test;
  /** The check only concerns packets, and clients, for which all of these hold. */
  readonly when?: readonly Condition[];
}

export type Test =
  | { readonly is: 'none' | 'required' }
  /** One of these values: numbers, or words such as `3.1.1`. */
  | { readonly in: readonly (number | string)[]; readonly settings?: SettingsInTest }
  | ({
      readonly from?: number;
      readonly to?: number;
      /** Strictly less. */
      readonly below?: number;
      /** Strictly greater. */
      readonly above?: number;
      readonly unit?: Unit;
      readonly settings?: SettingsInTest;
    } & { readonly per?: { readonly every: number; readonly unit: Unit } })
  | { readonly shape: Shape };
/** Which bounds (`from`, `to`, …) or values (by their index) a setting stands for; what stands there itself is its default. */
export type SettingsInTest = Readonly<Record<string, string>>;
export type Unit = 'B' | 'KB' | 'MB' | 'bytes' | 'chars' | 'levels' | 'ms' | 's' | 'min' | 'h' | 'd';

/** `publish dp/post/json …`, relative to the section's `under`. */
export interface Listing extends Clauses {
  readonly deny?: true;
  readonly verbs: readonly Verb[];
  readonly topics: readonly Template[];
  readonly checks: readonly { readonly field: string; readonly test: Test }[];
  /** The line only concerns clients for which all of these hold. */
  readonly when?: readonly Condition[];
  /** Topics that the line does not list although its templates do, relative to `under`. */
  readonly except?: readonly Template[];
  readonly reply?: readonly Template[];
  /** What to write instead, relative to `under`. */
  readonly use?: Template;
}

export type Assertion = Clauses &
  (
    | { readonly assert: 'never' | 'always'; readonly verb: Verb; readonly topics: readonly Template[] }
    | { readonly assert: 'isolated'; readonly names: readonly string[] }
  );

/** A text with holes, level by level. `text` is its canonical spelling, without quotes. */
export interface Template {
  readonly text: string;
  readonly levels: readonly TemplateLevel[];
}
export type TemplateLevel =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'single' }
  | { readonly kind: 'multi' }
  /** `{path...}`: one or more levels, only as the last one. */
  | { readonly kind: 'path'; readonly name: string }
  | { readonly kind: 'pieces'; readonly pieces: readonly Piece[] };
export type Piece =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'alternatives'; readonly texts: readonly string[] };

export const unitFactor: Readonly<Record<Unit, number>> = {
  B: 1,
  bytes: 1,
  chars: 1,
  levels: 1,
  KB: 1024,
  MB: 1048576,
  ms: 0.001,
  s: 1,
  min: 60,
  h: 3600,
  d: 86400,
};

/** What is wrong with a policy, with its place in the text (or, from JSON, the JSON pointer in `path`). */
export interface PolicyProblem {
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  /** UTF-16 offset and length in the text; `line` and `column` count from 1. Zero and 1 when the policy came from JSON. */
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
  readonly path?: string;
  /** Edits that would mend it. */
  readonly fix?: {
    readonly title: string;
    readonly edits: readonly { readonly offset: number; readonly length: number; readonly text: string }[];
  };
}

export class PolicyError extends Error {
  override name = 'PolicyError';
  readonly problems: readonly PolicyProblem[];
  constructor(message: string, problems: readonly PolicyProblem[]) {
    super(message);
    this.problems = problems;
  }
}
