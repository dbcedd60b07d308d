import { playOneNet } from './onenet/index.js';
import type { Player } from './platform.js';

/** By the policy that it goes with. */
const players: ReadonlyMap<string, Player> = new Map([['onenet', playOneNet]]);

export function playerFor(policyName: string): Player | undefined {
  return players.get(policyName);
}

export function playedPolicies(): string[] {
  return [...players.keys()];
}
