import type { ConsequenceKind, Reason } from '../engine/verdict.js';
import type { Client, LocatedTopic, Span } from '../readers/document.js';

export type Severity = 'error' | 'warning' | 'hint';

/** One lint check, or the help for one reason of the engine. One file per rule; the registry, pages and tables derive from it. */
export interface Rule {
  /** `category/name`, the id that findings, ignores and configuration use. */
  readonly id: string;
  /** One sentence without a full stop. */
  readonly title: string;
  /** `policy`: the engine decides, the rule explains. `document`: the rule looks at what a reader found. */
  readonly kind: 'policy' | 'document';
  readonly severity: Severity;
  readonly docs: RuleDocs;
  readonly examples: readonly RuleExample[];
  /** What to write instead, given the reason; one sentence, or nothing. */
  readonly help?: (reason: Reason) => string | undefined;
  /** Only `document` rules. */
  readonly check?: (context: DocumentContext) => void;
}

export interface RuleDocs {
  /** What it reports. */
  readonly what: string;
  /** Why, with its source. */
  readonly why: string;
  readonly sources?: readonly string[];
  readonly whenToTurnOff?: string;
}

/** Run by the tests: linting `text` gives exactly the expected findings of this rule. */
export interface RuleExample {
  /** File name, which chooses the reader: `device.json`, `device.yaml`, `session.mqtt`. */
  readonly path: string;
  readonly policy?: string;
  readonly text: string;
  readonly findings: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}

export interface DocumentContext {
  readonly clients: readonly Client[];
  readonly text: string;
  report(finding: { readonly message: string; readonly span: Span; readonly severity?: Severity }): void;
}

export type { ConsequenceKind, LocatedTopic };
