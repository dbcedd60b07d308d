/** The engine's answer, and the words that every consumer shares. Fields and kinds are added, never changed. */

export type RuleId =
  | 'connect/protocol'
  | 'connect/client-id'
  | 'connect/username'
  | 'connect/password'
  | 'connect/clean-session'
  | 'connect/will'
  | 'connect/keep-alive'
  | 'topic/syntax'
  | 'limits/length'
  | 'limits/levels'
  | 'limits/characters'
  | 'limits/filters'
  | 'topic/unknown'
  | 'topic/foreign'
  | 'topic/direction'
  | 'topic/denied'
  | 'subscribe/wildcard-level'
  | 'subscribe/too-wide'
  | 'subscribe/shared'
  | 'limits/subscriptions'
  | 'publish/qos'
  | 'publish/retain'
  | 'publish/dup'
  | 'publish/payload-size'
  | 'publish/delayed'
  | 'qos/range'
  | 'packet/unsupported'
  | 'session/none'
  | 'subscribe/dead'
  | 'subscribe/qos'
  | 'subscribe/redundant'
  | 'subscribe/duplicate'
  | 'policy/note'
  | 'policy/warning';

/** Severest first; of several reasons the severest stands. */
export type ConsequenceKind =
  | 'close'
  | 'connack'
  | 'suback'
  | 'puback'
  | 'drop'
  | 'unknown'
  | 'downgrade'
  | 'clamp'
  | 'none';

export interface WireConsequence {
  readonly kind: ConsequenceKind;
  readonly code?: number;
}

export interface Reason {
  readonly rule: RuleId;
  readonly message: string;
  /** The field that breaks the rule: `topic`, `filter`, `will.qos`, `keepAlive`, … */
  readonly field?: string;
  /** Topic level, counted from 1. */
  readonly level?: number;
  /** A concrete topic that shows why. */
  readonly witness?: string;
  /** Line of the policy's text that says so. */
  readonly policyLine?: number;
  /** The page that says so, where a policy stands on another; `policyLine` is a line of it. */
  readonly policy?: string;
  /** What to write instead, as a whole topic or filter. */
  readonly use?: string;
  readonly consequence: WireConsequence;
}

export interface Advice {
  readonly rule: RuleId;
  readonly message: string;
  readonly severity: 'warning' | 'info';
  readonly field?: string;
  readonly level?: number;
  readonly policyLine?: number;
  /** The page that says so, where a policy stands on another. */
  readonly policy?: string;
  /** What to write instead, as a whole topic or filter. */
  readonly use?: string;
  /** The filter of the same session that already asks for all of this. */
  readonly coveredBy?: string;
  /** The platform does not look at the field: it does as if nothing were said there. */
  readonly ignored?: true;
  /** What the platform does although it allows the packet: lowers, moves into range. */
  readonly consequence?: WireConsequence;
}

export interface Verdict {
  readonly version: 1;
  readonly allowed: boolean;
  /** On every verdict about a subscribe: 0 to 2, or 128. */
  readonly grantedQos?: number;
  readonly consequence: WireConsequence;
  readonly sessionOpen: boolean;
  readonly reasons: readonly Reason[];
  readonly advice: readonly Advice[];
}

export interface FilterVerdict {
  readonly filter: string;
  readonly allowed: boolean;
  readonly grantedQos: number;
  readonly consequence: WireConsequence;
  readonly reasons: readonly Reason[];
  readonly advice: readonly Advice[];
}
/** One SUBSCRIBE packet with several filters: each decided, in order, never merged. */
export interface PacketVerdict extends Verdict {
  readonly filters: readonly FilterVerdict[];
}
