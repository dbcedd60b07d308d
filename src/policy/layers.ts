import type { Policy } from './model.js';

/** The pages that decide together, the platform's first: a policy that stands `on` another, and that one. */
export function layersOf(policy: Policy): readonly [Policy, ...Policy[]] {
  return policy.on ? [...layersOf(policy.on), policy] : [policy];
}

/** The hosts that a policy is about: its own, else those of the platform below. */
export function hostsOf({ hosts, on }: Policy): readonly string[] {
  return hosts.length > 0 || !on ? hosts : hostsOf(on);
}
