import type { Advice, Reason, RuleId, WireConsequence } from './verdict.js';

/** A violated rule before it is explained: cheap to find, dear to put into words, so the words wait until somebody reads them. */
export interface Fault {
  readonly rule: RuleId;
  readonly field: string;
  readonly level?: number | undefined;
  readonly consequence: WireConsequence;
  readonly policyLine?: number | undefined;
  readonly message: () => string;
  /** What to write instead, as a whole topic or filter. */
  readonly use?: string | undefined;
  readonly witness?: (() => string | undefined) | undefined;
  /** The page that says so, where several decide together. */
  readonly policy?: string | undefined;
}

/** Faults that are not told apart yet: their consequence is known, their rules and words are found when somebody asks. */
export interface FaultGroup {
  readonly consequence: WireConsequence;
  readonly expand: () => Fault[];
}
export type Pending = Fault | FaultGroup;

export function expandFaults(pending: readonly Pending[]): Fault[] {
  const [first] = pending;
  // Most have one.
  if (first && pending.length === 1) return 'expand' in first ? sortFaults(first.expand()) : [first];
  return sortFaults(pending.flatMap((one) => ('expand' in one ? one.expand() : [one])));
}

/** Wire order of the fields; faults are reported in it, then by level, then by rule. */
const fieldOrder = [
  'session',
  'packet',
  'protocolLevel',
  'cleanSession',
  'will',
  'will.topic',
  'will.qos',
  'will.retain',
  'will.payload',
  'keepAlive',
  'clientId',
  'username',
  'password',
  'topic',
  'filter',
  'filters',
  'qos',
  'retain',
  'dup',
  'payload',
];

function sortFaults(faults: Fault[]): Fault[] {
  if (faults.length < 2) return faults;
  // Pages come in the order in which they were asked, the platform's first.
  const pages = [...new Set(faults.map(({ policy }) => policy))];
  return faults.sort(
    (a, b) =>
      (pages.length > 1 ? pages.indexOf(a.policy) - pages.indexOf(b.policy) : 0) ||
      fieldOrder.indexOf(a.field) - fieldOrder.indexOf(b.field) ||
      (a.level ?? 0) - (b.level ?? 0) ||
      (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  );
}

/** Everything that is wrong, in words. */
export function reasonsOf(pending: readonly Pending[]): readonly Reason[] {
  return once(expandFaults(pending).map(explain));
}

export function explain(fault: Fault): Reason {
  const { level, policyLine, use, policy } = fault;
  const witness = fault.witness?.();
  // Put together step by step: to spread what may be absent takes longer than to find it.
  const reason: { -readonly [K in keyof Reason]?: Reason[K] } = {
    rule: fault.rule,
    message: fault.message(),
    field: fault.field,
  };
  if (level !== undefined) reason.level = level;
  if (witness !== undefined) reason.witness = witness;
  if (policyLine !== undefined) reason.policyLine = policyLine;
  if (use !== undefined) reason.use = use;
  if (policy !== undefined) reason.policy = policy;
  reason.consequence = fault.consequence;
  return reason as Reason;
}

export function sortAdvice(advice: Advice[]): Advice[] {
  return advice.sort(
    (a, b) =>
      fieldOrder.indexOf(a.field ?? '') - fieldOrder.indexOf(b.field ?? '') ||
      (a.level ?? 0) - (b.level ?? 0) ||
      (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  );
}

interface Sayable {
  readonly rule: string;
  readonly message: string;
  readonly field?: string;
  readonly level?: number;
  readonly policyLine?: number;
  readonly policy?: string;
}

/** What several pages say alike, and none of them in a line of its own, is the standard's word: it is said once, in no page's name. */
export function once<S extends Sayable>(said: readonly S[]): readonly S[] {
  if (said.length < 2 || said.every(({ policy }) => policy === undefined)) return said;
  const kept = new Map<string, S>();
  for (const one of said) {
    const { rule, field, level, message, policyLine, policy } = one;
    const key = JSON.stringify([rule, field, level, message, policyLine === undefined ? null : [policyLine, policy]]);
    const known = kept.get(key);
    if (!known) kept.set(key, one);
    else if (known.policy !== policy) {
      const { policy: _, ...nobodys } = known;
      kept.set(key, nobodys as S);
    }
  }
  return [...kept.values()];
}
