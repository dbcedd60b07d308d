import type { ConsequenceKind } from '../engine/verdict.js';
import type { Span } from '../readers/document.js';
import type { Severity } from '../rules/rule.js';
import type { ExceptionPlace } from './config/model.js';
import type { Fix } from './fix.js';

/** A place that a finding is also about: what covers this filter, the other client with this id. */
export interface RelatedPlace {
  /** What is there. */
  readonly message: string;
  /** UTF-16 offsets into the text of its file, the end exclusive. */
  readonly span: Span;
  /** Another file of the run, as the run calls it, and the line there; absent: this file. */
  readonly path?: string;
  readonly line?: number;
}

/** One thing that is wrong, or could be better, at one place of a file. */
export interface Finding {
  /** `category/name`. */
  readonly rule: string;
  readonly severity: Severity;
  /** What was seen and why it is wrong. */
  readonly message: string;
  /** What to write instead, where the message does not say it. */
  readonly help?: string;
  /** UTF-16 offsets into the text, the end exclusive. */
  readonly span: Span;
  /** From 1; columns in UTF-16 units, the end exclusive. */
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** Whether there is a `fix`. */
  readonly fixable: boolean;
  readonly fix?: Fix;
  /** `certain`: wrong whatever the parts are that the file does not say. */
  readonly confidence: 'certain' | 'likely';
  /** The policy that says so, and the line of its text. */
  readonly policy?: string;
  readonly policyLine?: number;
  /** A concrete topic that shows why. */
  readonly witness?: string;
  /** Topic level, counted from 1. */
  readonly level?: number;
  /** What the platform does, as data and as a sentence. */
  readonly consequence?: { readonly kind: ConsequenceKind; readonly code?: number; readonly text?: string };
  readonly related?: readonly RelatedPlace[];
  /** Stays the same when the finding moves in its file; there when `LintOptions.fingerprints` or a baseline asks for it. */
  readonly fingerprint?: string;
}

/** A finding that is not reported, and what says so. */
export interface Suppressed {
  readonly finding: Finding;
  /** A comment of the file, an exception of the configuration, the baseline. */
  readonly by: 'comment' | 'config' | 'baseline';
  readonly reason?: string;
  /** The exception of the configuration. */
  readonly place?: ExceptionPlace;
}

/** Which policy a client is judged by, and why that one. */
export interface PolicyChoice {
  readonly name: string;
  /** What the choice rests on, strongest first. */
  readonly by: 'option' | 'comment' | 'config' | 'host' | 'topics' | 'default';
  /** For people: `the broker mqtts.heclouds.com`. */
  readonly why: string;
  /** The client, where a file has several that go by different policies. */
  readonly client?: string;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  /** One for each different choice in the file; empty when the file describes no client. */
  readonly policies: readonly PolicyChoice[];
  /** How many clients the file describes. */
  readonly clients: number;
  /** What ignores and the baseline have taken out of the findings. */
  readonly suppressed: readonly Suppressed[];
  /** Where a file with findings has passwords and tokens, as far as they are no placeholders: who shows its text leaves them out. */
  readonly secrets: readonly Span[];
}
