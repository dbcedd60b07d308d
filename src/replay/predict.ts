/** What a policy says that a client will see, in the words of session scripts. */
import type { PacketVerdict, Verdict } from '../engine/verdict.js';

/** A word of session scripts; `refused` and `denied` leave open how. */
export type Sight = string;

export function predictConnect({ allowed, consequence: { kind, code } }: Verdict): Sight {
  if (allowed) return 'allowed';
  if (kind === 'close') return 'closed';
  return kind === 'connack' ? `refused ${code ?? 5}` : 'denied';
}

export function predictSubscribe(verdict: PacketVerdict | Verdict): Sight[] {
  if (verdict.consequence.kind === 'close') return ['closed'];
  const filters = 'filters' in verdict ? verdict.filters : [verdict];
  return filters.map(({ allowed, grantedQos = 128 }) => (allowed ? `granted ${grantedQos}` : 'failure'));
}

/** For a publish, an unsubscribe and any other packet: a message that is thrown away is acknowledged all the same. */
export function predictOther({ allowed, consequence: { kind } }: Verdict): Sight {
  if (!allowed && kind === 'close') return 'closed';
  return !allowed && kind === 'unknown' ? 'denied' : 'allowed';
}

/** Whether what was seen is what was predicted. */
export function asPredicted(predicted: readonly Sight[], seen: readonly Sight[]): boolean {
  return (
    predicted.length === seen.length &&
    predicted.every((one, at) => one === seen[at] || (one === 'denied' && seen[at] !== 'allowed'))
  );
}
