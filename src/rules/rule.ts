import type { Reason, RuleId } from '../engine/verdict.js';
import type { Change } from './change.js';
import type { DocumentContext, FixContext, Report } from './context.js';
import type { RuleOptions } from './options.js';

export type Severity = 'error' | 'warning' | 'hint';

/** What the engine said: a reason, or a piece of advice. */
export type Said = Omit<Reason, 'consequence'>;

/** Rules that look at the file themselves, for every policy. */
export type DocumentRuleId =
  | `topic/${'star' | 'empty-level' | 'whitespace' | 'control-character' | 'placeholder' | 'foreign-dialect' | 'reply-name'}`
  | `subscribe/${'broad' | 'pair'}`
  | `connect/${'placeholder' | 'duplicate-client-id' | 'plaintext-secret' | 'host'}`;

/** One thing that lint reports. One file per rule; the registry, pages and tables derive from it. */
export interface Rule {
  /** `category/name`, the id that findings, ignores and configuration use; also its file's path. */
  readonly id: RuleId | DocumentRuleId | `read/${string}` | `lint/${string}`;
  /** One sentence without a full stop. */
  readonly title: string;
  /**
   * `policy`: the engine decides, the rule explains. `file`: what is wrong with the file itself.
   * `document`: the rule looks itself, at each client (`check`) or, in src/lint/run.ts, at all files of a run.
   * `decisions`: only a sequence of packets shows it, so `check`, `decide` and `test` report it and lint never does.
   */
  readonly kind: 'policy' | 'file' | 'document' | 'decisions';
  /** The usual one: a policy that only advises makes it a hint or a warning. */
  readonly severity: Severity;
  readonly docs: RuleDocs;
  /** Empty only for `decisions`. */
  readonly examples: readonly RuleExample[];
  /** What a configuration can set for the rule; `optionValues` gives what counts. */
  readonly options?: RuleOptions;
  /** What to write instead, in one sentence, where the engine's message does not say it. `policy` is the policy's name. */
  readonly help?: (said: Said, policy: string) => string | undefined;
  /** Looks at one client. What the policy refuses at the same place already is not reported a second time. */
  readonly check?: (context: DocumentContext) => readonly Report[];
  /** It looks at `unusualTopics` alone, and is not asked where there are none. */
  readonly onlyUnusual?: true;
  /** Reported as a hint beside what the policy refuses at the same place, because it names the cause. */
  readonly besideErrors?: true;
  /** What it reports does nothing: editors show it faded. */
  readonly unnecessary?: true;
  /** What would mend what the engine said. */
  readonly fix?: (said: Said, context: FixContext) => Change | undefined;
}

export interface RuleDocs {
  /** What it reports. */
  readonly what: string;
  /** Why, with its source. */
  readonly why: string;
  readonly sources?: readonly string[];
  readonly whenToTurnOff?: string;
  /** What its fix does and why it is safe, or why it is not. */
  readonly fix?: string;
}

/** Run by the tests: linting `text` gives exactly the expected findings of this rule. */
export interface RuleExample {
  /** File name, which chooses the reader: `device.json`, `device.yaml`, `session.mqtt`. */
  readonly path: string;
  /** A built-in policy's name, or the text of a policy; absent: chosen as for any file. */
  readonly policy?: string;
  readonly text: string;
  /** How the text is written to the file; UTF-8 if nothing is said. */
  readonly encoding?: 'latin1';
  /** What a configuration sets for this rule. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** None: an example of how it is right. */
  readonly findings: readonly { readonly line: number; readonly column: number; readonly message: string }[];
}
