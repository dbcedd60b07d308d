/** Questions that the protocol has no words for. The extension for VS Code asks them; other editors may. Nothing is imported here. */

export const policyMethod = 'topicguard/policy';

/** What decides about a document, in the order of its clients. */
export interface PolicyAnswer {
  readonly inForce: readonly PolicyInForce[];
  /** The policies that can be named without a file. */
  readonly builtIn: readonly { readonly name: string; readonly title?: string }[];
}

export interface PolicyInForce {
  readonly name: string;
  readonly title?: string;
  /** Why it is this one: "the broker is mqtts.heclouds.com". */
  readonly why: string;
}

export const verdictMethod = 'topicguard/verdict';

/** What the platform says to the topic at a position. */
export interface VerdictAnswer {
  /** As it is written in the file. */
  readonly topic: string;
  readonly policy: string;
  /** One for each thing that a client may want of the topic where the file does not say what it wants. */
  readonly verdicts: readonly Verdict[];
}

export interface Verdict {
  readonly verb: 'publish' | 'subscribe' | 'receive' | 'unsubscribe' | 'will';
  /** `undecided`: the file does not hold enough to know. */
  readonly status: 'allowed' | 'denied' | 'undecided';
  /** Whole sentences. */
  readonly text: string;
  /** The rules behind it, the reasons before the advice. */
  readonly rules: readonly string[];
}
