/**
 * The JSON form of a policy: structure is JSON, text with holes stays text. Templates, shapes and field names are the strings of
 * the text form and go through the same parsers. `schema/policy.schema.json` says the same for other programs.
 */
import type { Consequence, FilterMode, Section, Source, Unit, Verb } from './model.js';

export interface PolicyJson {
  readonly language: 1;
  readonly policy: string;
  readonly title?: string;
  readonly extends?: string;
  readonly on?: string;
  readonly source?: readonly Source[];
  readonly hosts?: readonly string[];
  readonly dated?: string;
  readonly remove?: readonly SectionHeadJson[];
  readonly sections: readonly SectionJson[];
}

export interface SectionHeadJson {
  readonly section: Section['section'];
  readonly under?: readonly string[];
  readonly for?: readonly string[];
  readonly when?: readonly CheckJson[];
}

export interface SectionJson extends SectionHeadJson {
  readonly about?: string;
  readonly source?: Source;
  readonly filters?: FilterMode;
  readonly filtersAbout?: string;
  readonly wildcards?: { readonly none: true } | { readonly fromLevel: number };
  readonly wildcardsAbout?: string;
  readonly lines: readonly LineJson[];
  readonly otherwise?: readonly ConsequenceJson[];
}

export interface ConsequenceJson {
  readonly do: Consequence['do'];
  readonly code?: number;
}

export interface ClausesJson {
  readonly about?: string;
  readonly for?: readonly string[];
  readonly otherwise?: readonly ConsequenceJson[];
  readonly note?: { readonly text: string };
  readonly source?: Source;
}

export type LineJson = BindingJson | DeclarationJson | RoleJson | CheckLineJson | ListingJson | AssertJson;

export interface BindingJson extends ClausesJson {
  readonly bind: readonly string[];
  readonly to: string;
}

export interface DeclarationJson extends ClausesJson {
  readonly name: string;
  /** One of the two is there. */
  readonly shape?: string;
  readonly bag?: readonly BagItemJson[];
  /** Only of a setting. */
  readonly default?: string;
}

export interface BagItemJson {
  readonly key: string;
  readonly optional?: true;
  /** Absent: any value. */
  readonly is?: readonly string[];
}

export interface RoleJson extends ClausesJson {
  readonly role: string;
  readonly when?: readonly CheckJson[];
}

/** A number, or a setting in braces. */
export type BoundJson = number | string;

export interface TestJson {
  readonly is?: 'none' | 'required';
  readonly in?: readonly (number | string)[];
  readonly shape?: string;
  readonly from?: BoundJson;
  readonly to?: BoundJson;
  readonly below?: BoundJson;
  readonly above?: BoundJson;
  readonly unit?: Unit;
  readonly per?: { readonly every: number; readonly unit: Unit };
}

export interface CheckLineJson extends ClausesJson, TestJson {
  readonly check: readonly string[];
  readonly when?: readonly CheckJson[];
}

export interface CheckJson extends TestJson {
  readonly check: string;
}

export interface ListingJson extends ClausesJson {
  /** One of the two is there. */
  readonly allow?: readonly Verb[];
  readonly deny?: readonly Verb[];
  readonly topics: readonly string[];
  readonly checks?: readonly CheckJson[];
  readonly when?: readonly CheckJson[];
  readonly except?: readonly string[];
  readonly reply?: readonly string[];
  readonly use?: string;
}

export interface AssertJson extends ClausesJson {
  readonly assert: 'never' | 'always' | 'isolated';
  readonly verb?: Verb;
  readonly topics?: readonly string[];
  readonly names?: readonly string[];
}
