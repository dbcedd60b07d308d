import { fieldsAt } from './fields.js';
import type { Condition } from './model.js';

/**
 * Whether a condition is about the client, and so settled once for a session, rather than about each packet. In `connect` the
 * packet itself has the version and knows what is absent.
 */
export function isClientCondition(place: string, { field, test }: Condition): boolean {
  if (!fieldsAt('condition').has(field)) return false;
  return place !== 'connect' || !(field === 'protocol' || 'is' in test);
}
