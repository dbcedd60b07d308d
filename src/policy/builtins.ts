/** The policies that ship. They are plain data: loading one needs no parser. */
import { builtins } from './generated/builtins.js';
import type { Policy } from './model.js';

/** The built-in policy of this name, or `undefined`. */
export function builtinPolicy(name: string): Policy | undefined {
  return builtins.get(name);
}

export function builtinNames(): string[] {
  return [...builtins.keys()];
}
