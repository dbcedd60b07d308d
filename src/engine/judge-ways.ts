/** Judgements where the policy asks something about the client that is not known: every way that it can be must agree. */
import { judge } from './judge.js';
import type { Facts, Judgement } from './packets.js';
import type { Variants } from './variants.js';
import type { Reason } from './verdict.js';

export function judgeWays(variants: Variants, facts: Facts, now: number | undefined): Judgement {
  const possible = variants.possible(facts.connect ?? {});
  if (!possible) return { status: 'undecided', reasons: [], advice: [] };
  const judgements = possible.map((compiled) => judge(compiled, facts, now));
  const [first, ...others] = judgements as [Judgement, ...Judgement[]];
  if (others.length === 0) return first;
  const advice = first.advice.filter((one) =>
    others.every((other) => other.advice.some(({ rule, message }) => rule === one.rule && message === one.message)),
  );
  const reasons = first.reasons.flatMap((reason): Reason[] => {
    const same = others.map(({ reasons: theirs }) =>
      theirs.find(({ rule, field }) => rule === reason.rule && field === reason.field),
    );
    if (same.some((other) => other === undefined)) return [];
    if (same.every((other) => other?.message === reason.message && other.level === reason.level)) return [reason];
    const { level: _, witness: __, use: ___, policyLine: ____, ...certain } = reason;
    return [certain];
  });
  if (reasons.length > 0) return { status: 'denied', reasons, advice: [] };
  const allowed = judgements.every(({ status }) => status === 'allowed');
  return { status: allowed ? 'allowed' : 'undecided', reasons: [], advice };
}
