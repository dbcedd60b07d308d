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
}

/** Faults that are not told apart yet: their consequence is known, their rules and words are found when somebody asks. */
export interface FaultGroup {
  readonly consequence: WireConsequence;
  readonly expand: () => Fault[];
}
export type Pending = Fault | FaultGroup;

export function expandFaults(pending: readonly Pending[]): Fault[] {
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
  return faults.sort(
    (a, b) =>
      fieldOrder.indexOf(a.field) - fieldOrder.indexOf(b.field) ||
      (a.level ?? 0) - (b.level ?? 0) ||
      (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  );
}

export function explain(fault: Fault): Reason {
  const witness = fault.witness?.();
  return {
    rule: fault.rule,
    message: fault.message(),
    field: fault.field,
    ...(fault.level === undefined ? {} : { level: fault.level }),
    ...(witness === undefined ? {} : { witness }),
    ...(fault.policyLine === undefined ? {} : { policyLine: fault.policyLine }),
    ...(fault.use === undefined ? {} : { use: fault.use }),
    consequence: fault.consequence,
  };
}

export function sortAdvice(advice: Advice[]): Advice[] {
  return advice.sort(
    (a, b) =>
      fieldOrder.indexOf(a.field ?? '') - fieldOrder.indexOf(b.field ?? '') ||
      (a.level ?? 0) - (b.level ?? 0) ||
      (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0),
  );
}
