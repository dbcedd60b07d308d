/** Guards for commands: a policy by name or path, the roles that its clients have, and what its settings are. */
import type { Guard, GuardOptions } from '../src/engine/guard.js';
import { createGuard } from '../src/engine/index.js';
import type { LoadOptions } from '../src/load.js';
import { PolicyError } from '../src/policy/model.js';
import { SettingsError } from '../src/policy/setting-values.js';
import { UsageError } from './exit.js';
import type { NamesAndValues } from './options.js';
import { loadForCommand } from './policy.js';

/** How `--role` is described wherever it is taken. */
export const roleOption = ['--role <name>', 'a role that the client has; may be repeated'] as const;

/**
 * Throws UsageError when the policy cannot be loaded, leaves a choice of roles open that `roles` does not make, or does not get from
 * `settings` what it needs.
 */
export async function guardForCommand(
  policy: string,
  roles: readonly string[] | undefined,
  settings: NamesAndValues | undefined,
  { looksFor, ...options }: Omit<GuardOptions, 'roles' | 'settings'> & LoadOptions = {},
): Promise<Guard> {
  const loaded = await loadForCommand(policy, { looksFor });
  try {
    return createGuard(loaded, { ...options, ...(roles && { roles }), ...(settings && { settings }) });
  } catch (error) {
    if (error instanceof PolicyError) throw new UsageError(error.message);
    if (!(error instanceof TypeError)) throw error;
    throw new UsageError(`${error.message}${exampleFor(error, roles)}`);
  }
}

function exampleFor(error: TypeError, roles: readonly string[] | undefined): string {
  if (error instanceof SettingsError) {
    const [first] = error.missing;
    return first === undefined ? '' : ` For example: --setting ${first}=VALUE.`;
  }
  return roles ? '' : ' For example: --role NAME.';
}
