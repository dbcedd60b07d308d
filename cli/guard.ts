/** Guards for commands: a policy by name or path, and the roles that its clients have. */
import type { Guard, GuardOptions } from '../src/engine/guard.js';
import { createGuard } from '../src/engine/index.js';
import { UsageError } from './exit.js';
import { loadForCommand } from './policy.js';

/** How `--role` is described wherever it is taken. */
export const roleOption = ['--role <name>', 'a role that the client has; may be repeated'] as const;

/** Throws UsageError when the policy cannot be loaded, or leaves a choice of roles open that `roles` does not make. */
export async function guardForCommand(
  policy: string,
  roles: readonly string[] | undefined,
  options: Omit<GuardOptions, 'roles'> = {},
): Promise<Guard> {
  const loaded = await loadForCommand(policy);
  try {
    return createGuard(loaded, roles ? { ...options, roles } : options);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message}${roles ? '' : ' For example: --role NAME.'}`);
  }
}
