/** What rules with a check or a change of their own get to see of a file. */
import type { Guard } from '../engine/guard.js';
import type { Client, Direction, LocatedTopic, Request, Span } from '../readers/document.js';
import type { Change } from './change.js';
import type { Severity } from './rule.js';

/** One client of a file, as one policy judges it. */
export interface DocumentContext {
  readonly client: Client;
  readonly requests: readonly RequestInContext[];
  /** Every topic of the client, its will's included; not those of which the file says itself that they are refused. */
  readonly topics: readonly TopicInContext[];
  /** Those of them that hold more than the letters, digits and signs of which nearly all topics consist, or an empty level. */
  readonly unusualTopics: readonly TopicInContext[];
  readonly guard: Guard;
  /** The policy's names and what this client fills them with, as far as the file says. */
  readonly names: Readonly<Record<string, string>>;
  readonly text: string;
  /** What the configuration sets for the rule that looks; `optionValues` adds what it does not set. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** A session script rather than a configuration. */
  readonly isScript: boolean;
}

export interface RequestInContext {
  readonly request: Request;
  /** The one it turned out to have; absent when neither the file nor the policy says. */
  readonly direction?: Direction | undefined;
  /** The policy refuses it whatever the file leaves open. */
  readonly denied: boolean;
}

export interface TopicInContext {
  readonly topic: LocatedTopic;
  readonly direction?: Direction | undefined;
}

/** What a check reports. */
export interface Report {
  readonly span: Span;
  readonly message: string;
  readonly help?: string;
  /** The rule's own if absent. */
  readonly severity?: Severity;
  /** `likely` if absent. */
  readonly confidence?: 'certain' | 'likely';
  readonly level?: number;
  readonly change?: Change;
}

/** What a rule of the policy kind gets to make a change for what the engine said. */
export interface FixContext {
  readonly client: Client;
  /** Absent: it is about the connect. */
  readonly request?: Request;
  /** Whether the engine still says the same with this value in the field that it named. */
  readonly staysWrong: (value: number) => boolean;
}
