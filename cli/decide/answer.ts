import type { FilterVerdict, PacketVerdict, Verdict } from '../../src/engine/verdict.js';

/** A verdict as plain data, in the order in which it is documented: the engine works explanations out when they are read. */
export function plainVerdict(verdict: Verdict | PacketVerdict): object {
  const { version, allowed, grantedQos, consequence, sessionOpen, reasons, advice } = verdict;
  return {
    version,
    allowed,
    ...(grantedQos !== undefined && { grantedQos }),
    consequence,
    sessionOpen,
    reasons,
    advice,
    ...('filters' in verdict && { filters: verdict.filters.map(plainFilter) }),
  };
}

function plainFilter({ filter, allowed, grantedQos, consequence, reasons, advice }: FilterVerdict): object {
  return { filter, allowed, grantedQos, consequence, reasons, advice };
}
