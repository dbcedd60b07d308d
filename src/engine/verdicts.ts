import { noConsequence, severest } from './consequence.js';
import { type Pending, reasonsOf, sortAdvice } from './faults.js';
import type { Said } from './layered.js';
import type { Advice, FilterVerdict, PacketVerdict, Reason, Verdict, WireConsequence } from './verdict.js';

const nothing: readonly never[] = Object.freeze([]);

function allowedVerdict(sessionOpen: boolean, grantedQos?: number): Verdict {
  return Object.freeze({
    version: 1,
    allowed: true,
    ...(grantedQos === undefined ? {} : { grantedQos }),
    consequence: noConsequence,
    sessionOpen,
    reasons: nothing,
    advice: nothing,
  });
}

/** Shared by every allowed request without advice: an allowed verdict allocates nothing. */
const allowedOpen = allowedVerdict(true);
const allowedClosed = allowedVerdict(false);
const grantedOpen = [0, 1, 2].map((qos) => allowedVerdict(true, qos));
const grantedClosed = [0, 1, 2].map((qos) => allowedVerdict(false, qos));

export function allowed(sessionOpen: boolean): Verdict {
  return sessionOpen ? allowedOpen : allowedClosed;
}

/** A refused or advised verdict. What it says is found when it is first read; it never changes after that. */
class ExplainedVerdict implements Verdict {
  readonly version = 1;
  readonly allowed: boolean;
  readonly consequence: WireConsequence;
  readonly sessionOpen: boolean;
  declare readonly grantedQos?: number;
  readonly #find: () => Said;
  #said: Said | undefined;
  #reasons: readonly Reason[] | undefined;
  #advice: readonly Advice[] | undefined;

  constructor(
    allowed: boolean,
    find: () => Said,
    consequence: WireConsequence,
    openBefore: boolean,
    grantedQos?: number,
  ) {
    this.allowed = allowed;
    this.consequence = consequence;
    this.sessionOpen = openBefore && consequence.kind !== 'close';
    if (grantedQos !== undefined) this.grantedQos = grantedQos;
    this.#find = find;
  }

  get reasons(): readonly Reason[] {
    this.#said ??= this.#find();
    this.#reasons ??= Object.freeze(reasonsOf(this.#said.pending));
    return this.#reasons;
  }

  get advice(): readonly Advice[] {
    this.#said ??= this.#find();
    this.#advice ??= Object.freeze(sortAdvice([...this.#said.advice]));
    return this.#advice;
  }

  toJSON(): Verdict {
    return {
      version: 1,
      allowed: this.allowed,
      ...(this.grantedQos === undefined ? {} : { grantedQos: this.grantedQos }),
      consequence: this.consequence,
      sessionOpen: this.sessionOpen,
      reasons: this.reasons,
      advice: this.advice,
    };
  }
}

/** The verdict on a request without filters. */
export function verdictOf(pending: readonly Pending[], advice: readonly Advice[], openBefore: boolean): Verdict {
  if (pending.length === 0 && advice.length === 0) return allowed(openBefore);
  const consequence =
    pending.length === 0 ? adviceConsequence(advice) : severest(pending.map((fault) => fault.consequence));
  const said = { pending, advice };
  return new ExplainedVerdict(pending.length === 0, () => said, consequence, openBefore);
}

/**
 * The verdict on a request that is certainly refused: why is found when somebody asks. `find` gives the same at any time.
 * `grantedQos`: of a filter only.
 */
export function refusedVerdict(
  consequence: WireConsequence,
  openBefore: boolean,
  find: () => Said,
  grantedQos?: 128,
): Verdict {
  return new ExplainedVerdict(false, find, consequence, openBefore, grantedQos);
}

/** The verdict on one filter of a SUBSCRIBE. */
export function filterVerdictOf(
  pending: readonly Pending[],
  advice: readonly Advice[],
  qos: number,
  grantedQos: number,
  openBefore: boolean,
): Verdict {
  if (pending.length === 0 && advice.length === 0)
    return (openBefore ? grantedOpen : grantedClosed)[grantedQos] as Verdict;
  const consequence =
    pending.length > 0
      ? severest(pending.map((fault) => fault.consequence))
      : grantedQos < qos
        ? ({ kind: 'downgrade' } as const)
        : adviceConsequence(advice);
  const said = { pending, advice };
  return new ExplainedVerdict(
    pending.length === 0,
    () => said,
    consequence,
    openBefore,
    pending.length > 0 ? 128 : grantedQos,
  );
}

function adviceConsequence(advice: readonly Advice[]): WireConsequence {
  return severest(advice.map((one) => one.consequence ?? noConsequence));
}

/** The verdict on a SUBSCRIBE with several filters: allowed when each filter is. */
export function packetVerdictOf(
  filters: readonly (readonly [filter: string, verdict: Verdict])[],
  openBefore: boolean,
): PacketVerdict {
  const refusals = filters.filter(([, verdict]) => !verdict.allowed);
  const decisive = refusals.length > 0 ? refusals : filters;
  const consequence = severest(decisive.map(([, verdict]) => verdict.consequence));
  const granted = filters.map(([, verdict]) => verdict.grantedQos ?? 128);
  return {
    version: 1,
    allowed: refusals.length === 0,
    grantedQos: refusals.length > 0 ? 128 : Math.min(...granted),
    consequence,
    sessionOpen: openBefore && consequence.kind !== 'close',
    reasons: refusals.flatMap(([, verdict]) => verdict.reasons),
    advice: filters.flatMap(([, verdict]) => verdict.advice),
    filters: filters.map(
      ([filter, verdict]): FilterVerdict => ({
        filter,
        allowed: verdict.allowed,
        grantedQos: verdict.grantedQos ?? 128,
        consequence: verdict.consequence,
        reasons: verdict.reasons,
        advice: verdict.advice,
      }),
    ),
  };
}
