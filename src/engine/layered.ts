/** Answers of several pages put together: reasons of all, the platform's first, each with the name of its page. */
import type { Policy } from '../policy/model.js';
import type { CompiledPolicy } from './compile.js';
import { type Fault, once, type Pending } from './faults.js';
import type { FilterContext } from './filter-context.js';
import { judgeWays } from './judge-ways.js';
import type { Layers } from './layers.js';
import type { Facts, Judgement } from './packets.js';
import type { Part } from './standing.js';
import { decideFilter, type FilterDecision } from './subscribe.js';
import type { Advice, Reason } from './verdict.js';

export interface Said {
  readonly pending: readonly Pending[];
  readonly advice: readonly Advice[];
}

/** What each page says of a request. `decide` puts advice into the list that it is given. */
export function saidByEach(parts: readonly Part[], decide: (part: Part, advice: Advice[]) => readonly Pending[]): Said {
  const pending: Pending[] = [];
  const advice: Advice[] = [];
  for (const part of parts) {
    const own: Advice[] = [];
    pending.push(...ofPage(part.compiled, decide(part, own)));
    advice.push(...adviceOfPage(part.compiled, own));
  }
  return { pending, advice: once(advice) };
}

/** One filter of a SUBSCRIBE: granted when every page grants it, with the least QoS. */
export function decideFilterByEach(
  parts: readonly Part[],
  context: Required<Pick<FilterContext, 'filterCount' | 'subscriptions'>>,
  filter: string,
  qos: number,
): FilterDecision {
  const [only] = parts;
  const { filterCount, subscriptions } = context;
  if (only && parts.length === 1)
    return decideFilter({ compiled: only.compiled, identity: only.identity, filterCount, subscriptions }, filter, qos);
  let grantedQos = 2;
  const { pending, advice } = saidByEach(parts, (part, own) => {
    const decision = decideFilter({ ...part, ...context }, filter, qos);
    own.push(...decision.advice);
    grantedQos = Math.min(grantedQos, decision.grantedQos);
    return decision.faults;
  });
  return { faults: pending, advice, grantedQos: pending.length > 0 ? 128 : grantedQos };
}

export function judgeByEach(layers: Layers, facts: Facts, now: number | undefined): Judgement {
  return judgedByAll(layers.list.map((variants) => [variants.policy, judgeWays(variants, facts, now)]));
}

/** Denied by one page is denied; allowed is what all of them allow. */
export function judgedByAll(judgements: readonly (readonly [page: Policy, judgement: Judgement])[]): Judgement {
  const [first, ...others] = judgements;
  if (first && others.length === 0) return first[1];
  const named = judgements.map(([{ name }, { reasons, advice }]) => ({
    reasons: reasons.map((reason): Reason => ({ ...reason, policy: name })),
    advice: advice.map((one): Advice => ({ ...one, policy: name })),
  }));
  const denied = judgements.some(([, { status }]) => status === 'denied');
  const allowed = judgements.every(([, { status }]) => status === 'allowed');
  return {
    status: denied ? 'denied' : allowed ? 'allowed' : 'undecided',
    reasons: once(named.flatMap(({ reasons }) => reasons)),
    advice: once(named.flatMap(({ advice }) => advice)),
  };
}

/** Faults that say which page they are from, where there are several. */
export function ofPage({ layer }: CompiledPolicy, pending: readonly Pending[]): readonly Pending[] {
  if (layer === undefined) return pending;
  const named = (fault: Fault): Fault => ({ ...fault, policy: layer });
  return pending.map((one) =>
    'expand' in one ? { consequence: one.consequence, expand: () => one.expand().map(named) } : named(one),
  );
}

export function adviceOfPage({ layer }: CompiledPolicy, advice: readonly Advice[]): readonly Advice[] {
  return layer === undefined ? advice : advice.map((one) => ({ ...one, policy: layer }));
}
