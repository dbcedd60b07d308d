import type { Guard } from '../engine/guard.js';
import { createGuard } from '../engine/index.js';
import { builtinNames, builtinPolicy } from '../policy/builtins.js';
import { layersOf } from '../policy/layers.js';
import { type Policy, PolicyError } from '../policy/model.js';
import { hasSettings, SettingsError, type SettingValues, settingNames } from '../policy/setting-values.js';
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

/** Values for settings, from two places. */
export interface GivenSettings {
  /** Meant for this policy: one whose setting it does not have is a mistake. */
  readonly usual?: SettingValues | undefined;
  /** Meant for the whole run, and counting more: each policy takes those that it has. */
  readonly own?: SettingValues | undefined;
}

/** One guard for each policy, made when it is first wanted. */
export class GuardStore {
  readonly #load: PolicyLoader;
  readonly #guards = new Map<string, Promise<Guard>>();
  /** Those of policies as they are, once they are made: most clients need no other, and waiting for a promise takes its time. */
  readonly #plain = new Map<string, Guard>();

  constructor(load: PolicyLoader) {
    this.#load = load;
  }

  /** The guard of a policy without roles and settings, if it is there already. */
  ready(nameOrPath: string): Guard | undefined {
    return this.#plain.get(nameOrPath);
  }

  /**
   * Rejects with PolicyError when there is no such policy or it cannot be used. `roles` count where the policy has any, and so do
   * `settings`.
   */
  guard(nameOrPath: string, roles?: readonly string[], settings: GivenSettings = {}): Promise<Guard> {
    const { usual, own } = settings;
    const key = isPlain(roles, settings)
      ? nameOrPath
      : JSON.stringify([nameOrPath, roles, usual && Object.entries(usual), own && Object.entries(own)]);
    let guard = this.#guards.get(key);
    if (!guard) {
      guard = this.#make(nameOrPath, roles, settings);
      this.#guards.set(key, guard);
    }
    return guard;
  }

  async #make(nameOrPath: string, roles: readonly string[] | undefined, settings: GivenSettings): Promise<Guard> {
    const policy = await this.#load(nameOrPath);
    try {
      const first = firstRoles(policy);
      const guard = createGuard(policy, {
        ...(first.length > 0 && { roles: roles ?? first }),
        ...(hasSettings(policy) && { settings: valuesFor(policy, settings) }),
      });
      if (isPlain(roles, settings)) this.#plain.set(nameOrPath, guard);
      return guard;
    } catch (error) {
      // A policy whose roles the host must choose, or whose settings have to be given.
      const message = `The policy ${policy.name} cannot be used here: ${error instanceof Error ? error.message : String(error)}`;
      throw error instanceof SettingsError ? new PolicyError(message, []) : new RolesError(message, []);
    }
  }
}

function isPlain(roles: readonly string[] | undefined, { usual, own }: GivenSettings): boolean {
  return roles === undefined && usual === undefined && own === undefined;
}

function valuesFor(policy: Policy, { usual, own = {} }: GivenSettings): SettingValues {
  const known = settingNames(policy);
  const taken = Object.entries(own).filter(([name]) => known.has(name));
  return Object.assign(Object.create(null), usual, Object.fromEntries(taken));
}

/** The roles that only the host can give, of a policy and of what it stands on. */
interface HostRoles {
  readonly all: readonly string[];
  /** One of each page. */
  readonly first: readonly string[];
}

const hostRoles = new WeakMap<Policy, HostRoles>();

function hostRolesOf(policy: Policy): HostRoles {
  let known = hostRoles.get(policy);
  if (!known) {
    const pages = layersOf(policy).map(rolesOf);
    known = { all: pages.flat(), first: pages.flatMap((roles) => roles.slice(0, 1)) };
    hostRoles.set(policy, known);
  }
  return known;
}

/** The first role of each page that only the host can give; where nobody says another, a client is taken to have it. */
export function firstRoles(policy: Policy): readonly string[] {
  return hostRolesOf(policy).first;
}

/** The roles that only the host can give, of the policy and of what it stands on. */
export function openRoles(policy: Policy): readonly string[] {
  return hostRolesOf(policy).all;
}

/** The roles of a client that has this one: on the other pages it keeps what it has. */
export function withRole(policy: Policy, role: string, held: readonly string[]): string[] {
  const replaced = layersOf(policy)
    .map(rolesOf)
    .filter((roles) => roles.includes(role))
    .flat();
  return [role, ...held.filter((one) => !replaced.includes(one))];
}

function rolesOf({ sections }: Policy): string[] {
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
