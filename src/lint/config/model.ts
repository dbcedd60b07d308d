import type { Severity } from '../../rules/rule.js';

/** What a configuration says about one rule. */
export interface RuleSetting {
  /** Absent: the severity that the finding has by itself. */
  readonly severity?: Severity | 'off';
  /** The rule's own options, as the configuration has them. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/** Findings that a configuration leaves out of a file that has no comments to say so. */
export interface Exception {
  readonly rules: readonly string[];
  /** The place in the file, `mqtt.topics[0]`; absent: everywhere in it. */
  readonly at?: string;
  readonly reason?: string;
  /** Where the exception itself stands in its configuration. */
  readonly place?: ExceptionPlace;
}

/** Where a value of a configuration stands. */
export interface ConfigPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** UTF-16 offsets into the text of the file, an absolute path. */
export interface ExceptionPlace {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/** What all configurations together say about one file. */
export interface FileConfig {
  /** A name, or an absolute path. */
  readonly policy?: string;
  readonly policyPlace?: ConfigPlace;
  /** Values of a policy's names, for clients that do not say them. */
  readonly identity: Readonly<Record<string, string>>;
  readonly roles?: readonly string[];
  /** Values for the settings of a policy that has any. */
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly rules: ReadonlyMap<string, RuleSetting>;
  readonly exceptions: readonly Exception[];
  /** An `ignore` of a configuration names the file. */
  readonly ignored: boolean;
  /** The absolute path of the baseline. */
  readonly baseline?: string;
  /** The files that say all this, the strongest first. */
  readonly sources: readonly string[];
}
