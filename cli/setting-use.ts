/** `--setting` in a run where each file may have a policy of its own: a policy takes what it has, and what none has is said at the end. */

import type { Policy } from '../src/policy/model.js';
import { meantOf, refuseStrangers, SettingsError, settingNames } from '../src/policy/setting-values.js';
import { UsageError } from './exit.js';
import type { NamesAndValues } from './options.js';
import { policyLoader } from './policy.js';

/** Throws UsageError for a value whose setting the one policy of a run does not have. */
export function refuseUnknownSettings(policy: Policy, given: NamesAndValues = {}): void {
  try {
    refuseStrangers(policy, given);
  } catch (error) {
    throw error instanceof SettingsError ? new UsageError(error.message) : error;
  }
}

export class SettingUse {
  readonly #given: NamesAndValues;
  readonly #known = new Set<string>();
  #policies = 0;

  constructor(given: NamesAndValues = {}) {
    this.#given = given;
  }

  /** The values for a policy that decides in this run: those whose settings it has. */
  valuesFor(policy: Policy): NamesAndValues {
    const names = settingNames(policy);
    for (const name of names) this.#known.add(name);
    this.#policies++;
    const taken: Record<string, string> = Object.create(null);
    for (const [name, value] of Object.entries(this.#given)) if (names.has(name)) taken[name] = value;
    return taken;
  }

  /**
   * What is to be said of values that no policy took: a note where they cannot have been meant for one of these policies. Throws
   * UsageError where they can: one of them has a setting that nobody gave.
   */
  finish(): string | undefined {
    const strangers = Object.keys(this.#given).filter((name) => !this.#known.has(name));
    if (this.#policies === 0 || strangers.length === 0) return undefined;
    const known = this.#known;
    const there = (name: string): string => (known.size === 0 ? 'They have none.' : meantOf(name, known));
    const lines = strangers.map(
      (name) => `No policy that decided here has a setting ${JSON.stringify(name.toWellFormed())}. ${there(name)}`,
    );
    const message = lines.join('\ntopicguard: ');
    if ([...known].some((name) => !Object.hasOwn(this.#given, name))) throw new UsageError(message);
    return message;
  }
}

/** The same for a run that keeps no policies, from their names. One that cannot be loaded has been reported. */
export async function noteUnknownSettings(
  policies: Iterable<string>,
  given: NamesAndValues | undefined,
): Promise<string | undefined> {
  if (!given) return undefined;
  const use = new SettingUse(given);
  for (const name of policies) {
    const policy = await policyLoader(name).catch(() => undefined);
    if (policy) use.valuesFor(policy);
  }
  return use.finish();
}
