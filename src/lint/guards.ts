import type { Guard } from '../engine/guard.js';
import { createGuard } from '../engine/index.js';
import { builtinNames, builtinPolicy } from '../policy/builtins.js';
import { type Policy, PolicyError } from '../policy/model.js';
import { nearest } from '../text/nearest.js';

/** Gives the policy that a name or a path means, or throws PolicyError. */
export type PolicyLoader = (nameOrPath: string) => Promise<Policy> | Policy;

/** The policy is there, and has no such role as its clients are said to have. */
export class RolesError extends PolicyError {}

/** Built-in policies only: what the linter does where nobody gives it a loader. */
export function loadBuiltin(name: string): Policy {
  const policy = builtinPolicy(name);
  if (policy) return policy;
  const meant = nearest(name, builtinNames());
  const hint = meant === undefined ? `There are ${builtinNames().join(', ')}.` : `Did you mean ${meant}?`;
  const message = `There is no policy ${JSON.stringify(name)}. ${hint}`;
  throw new PolicyError(message, [
    { code: 'load', message, severity: 'error', offset: 0, length: 0, line: 1, column: 1 },
  ]);
}

/** One guard for each policy, made when it is first wanted. */
export class GuardStore {
  readonly #load: PolicyLoader;
  readonly #guards = new Map<string, Promise<Guard>>();

  constructor(load: PolicyLoader) {
    this.#load = load;
  }

  /** Rejects with PolicyError when there is no such policy or it cannot be used. `roles` count where the policy has any. */
  guard(nameOrPath: string, roles?: readonly string[]): Promise<Guard> {
    const key = roles === undefined ? nameOrPath : JSON.stringify([nameOrPath, ...roles]);
    let guard = this.#guards.get(key);
    if (!guard) {
      guard = this.#make(nameOrPath, roles);
      this.#guards.set(key, guard);
    }
    return guard;
  }

  async #make(nameOrPath: string, roles: readonly string[] | undefined): Promise<Guard> {
    const policy = await this.#load(nameOrPath);
    try {
      const first = firstRole(policy);
      return createGuard(policy, first === undefined ? {} : { roles: roles ?? [first] });
    } catch (error) {
      // A policy whose roles the host must choose.
      const message = `The policy ${policy.name} cannot be used here: ${error instanceof Error ? error.message : String(error)}`;
      throw new RolesError(message, []);
    }
  }
}

/** The first role that only the host can give; where nobody says another, a client is taken to have it. */
export function firstRole(policy: Policy): string | undefined {
  return openRoles(policy)[0];
}

/** The roles that only the host can give. */
export function openRoles({ sections }: Policy): string[] {
  return sections.flatMap((section) =>
    section.section === 'roles' ? section.lines.flatMap(({ role, when }) => (when ? [] : [role])) : [],
  );
}

const stores = new WeakMap<PolicyLoader, GuardStore>();

/** The store of a loader, one in the process. */
export function guardStoreOf(load: PolicyLoader): GuardStore {
  let store = stores.get(load);
  if (!store) {
    store = new GuardStore(load);
    stores.set(load, store);
  }
  return store;
}
