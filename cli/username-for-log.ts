import { goesByUsername } from '../src/engine/index.js';
import type { Policy } from '../src/policy/model.js';

/** A user name as a log may show it: where the policy does not go by it, it may be a secret. What is not there stays so. */
export function usernameForLog<T extends string | null | undefined>(policy: Policy, username: T): T | string {
  return typeof username !== 'string' || goesByUsername(policy) ? username : '[redacted]';
}
