/**
 * A policy with conditions on the client is several policies: one for each set of conditions that holds. Each is compiled when the
 * first client of its kind comes, and shared by all of that kind; so a condition costs nothing after the connect.
 */
import type { Condition, Policy, Role } from '../policy/model.js';
import { clientConditions, conditionHolds, keyOf, waysOf } from './client-conditions.js';
import { type CompiledPolicy, compile, type Situation } from './compile.js';
import type { LayerContext } from './layers.js';
import type { ClientFacts } from './packets.js';

/** More kinds of clients than this are compiled again when they come again. */
const maxKept = 256;

export class Variants {
  readonly policy: Policy;
  readonly #chosen: ReadonlySet<string>;
  readonly #conditions: readonly Condition[];
  readonly #compiled = new Map<string, CompiledPolicy>();
  readonly #layer: LayerContext | undefined;
  #unconditional: CompiledPolicy | undefined;
  #everything: CompiledPolicy | undefined;

  /**
   * `chosen`: the roles that the host says its clients have. Throws TypeError when the policy has roles that the host must choose
   * among and none was chosen, or one is chosen that it does not have. `layer`: what the policy takes from the one that it stands on.
   */
  constructor(policy: Policy, chosen: readonly string[] | undefined, layer?: LayerContext) {
    this.policy = policy;
    this.#layer = layer;
    const roles = rolesOf(policy);
    const open = roles.filter((role) => !role.when).map(({ role }) => role);
    if (open.length > 0 && !chosen) {
      throw new TypeError(
        `The policy ${policy.name} has the roles ${open.join(', ')}: say which of them its clients have.`,
      );
    }
    const stranger = chosen?.find((role) => !open.includes(role));
    if (stranger !== undefined) {
      const settled = roles.some(({ role }) => role === stranger);
      throw new TypeError(
        settled
          ? `The policy ${policy.name} says itself who has the role ${JSON.stringify(stranger)}.`
          : `The policy ${policy.name} has no role ${JSON.stringify(stranger)}. Its roles: ${open.join(', ') || 'none'}.`,
      );
    }
    this.#chosen = new Set(chosen);
    this.#conditions = clientConditions(policy);
    // Faults of the policy show when the guard is made, not when the first client comes.
    if (this.#conditions.length === 0) this.#of([]);
    else this.everything;
  }

  /** The policy for this client, or the field that would have to be known first. */
  for(facts: ClientFacts): CompiledPolicy | { readonly unknown: string } {
    if (this.#conditions.length === 0) return this.#of([]);
    const answers: boolean[] = [];
    for (const condition of this.#conditions) {
      const holds = conditionHolds(condition, facts);
      if (holds === undefined) return { unknown: condition.field };
      answers.push(holds);
    }
    return this.#of(answers);
  }

  /** The policy for every client, where no client differs from another. */
  get only(): CompiledPolicy | undefined {
    return this.#conditions.length === 0 ? this.#of([]) : undefined;
  }

  /** The policies that it can be for a client of whom not everything is known; `undefined` where there are too many. */
  possible(facts: ClientFacts): readonly CompiledPolicy[] | undefined {
    if (this.#conditions.length === 0) return [this.#of([])];
    return waysOf(this.#conditions, facts)?.map((answers) => this.#of(answers));
  }

  /** The whole page, as for a client that is in every role at once: for questions that nobody in particular asks. */
  get everything(): CompiledPolicy {
    if (this.#conditions.length === 0) return this.#of([]);
    const roles = new Set(rolesOf(this.policy).map(({ role }) => role));
    this.#everything ??= compile(this.policy, { roles, holds: () => true, ...this.#inLayer() });
    return this.#everything;
  }

  #of(answers: readonly boolean[]): CompiledPolicy {
    if (answers.length === 0 && this.#unconditional) return this.#unconditional;
    const key = answers.map(Number).join('');
    const known = this.#compiled.get(key);
    if (known) return known;
    const situation = situationOf(this.policy, this.#chosen, this.#conditions, answers);
    const compiled = compile(this.policy, { ...situation, ...this.#inLayer() });
    if (this.#compiled.size >= maxKept) this.#compiled.clear();
    this.#compiled.set(key, compiled);
    if (answers.length === 0) this.#unconditional = compiled;
    return compiled;
  }

  #inLayer(): { layer?: LayerContext } {
    return this.#layer ? { layer: this.#layer } : {};
  }
}

export function rolesOf(policy: Policy): Role[] {
  return policy.sections.flatMap((section) => (section.section === 'roles' ? [...section.lines] : []));
}

function situationOf(
  policy: Policy,
  chosen: ReadonlySet<string>,
  conditions: readonly Condition[],
  answers: readonly boolean[],
): Situation {
  const held = new Set(conditions.filter((_, at) => answers[at]).map(keyOf));
  const holds = (condition: Condition): boolean => held.has(keyOf(condition));
  const roles = rolesOf(policy)
    .filter(({ role, when }) => (when ? when.every(holds) : chosen.has(role)))
    .map(({ role }) => role);
  return { roles: new Set(roles), holds, conditional: conditions.length > 0 };
}
