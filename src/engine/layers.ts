/**
 * The pages that decide together: a policy and those that it stands `on`. Each is judged by itself, with its own names and roles, and
 * a packet is allowed when all of them allow it.
 */
import { layersOf } from '../policy/layers.js';
import type { Consequence, Occasion, Policy } from '../policy/model.js';
import type { CompiledPolicy } from './compile.js';
import type { ClientFacts } from './packets.js';
import type { Part } from './standing.js';
import { rolesOf, Variants } from './variants.js';

/** What a page that stands on another takes from it. */
export interface LayerContext {
  /** Named in reasons, so that it is seen which page refuses. */
  readonly name: string;
  /** What the platform below does about a breach of which the page itself says nothing. */
  readonly otherwise: Otherwise;
}

export type Otherwise = Readonly<Partial<Record<'connect' | Occasion, Consequence>>>;

export class Layers {
  readonly policy: Policy;
  /** The platform's page first. */
  readonly list: readonly Variants[];
  #nobody: readonly Part[] | undefined;

  /**
   * Takes a policy without settings. `chosen`: the roles that the host says its clients have. Throws TypeError when a page has
   * roles that the host must choose among and none was chosen, or one is chosen that no page has.
   */
  constructor(policy: Policy, chosen: readonly string[] | undefined) {
    this.policy = policy;
    const pages = layersOf(policy);
    if (pages.length === 1) {
      this.list = [new Variants(policy, chosen)];
      return;
    }
    refuseStrangers(policy, pages, chosen);
    let otherwise: Otherwise = {};
    this.list = pages.map((page) => {
      const variants = new Variants(
        page,
        chosen?.filter((role) => openRoles(page).includes(role)),
        {
          name: page.name,
          otherwise,
        },
      );
      otherwise = { ...otherwise, ...otherwiseOf(page) };
      return variants;
    });
  }

  /** The pages for this client, or the field that would have to be known first. */
  for(facts: ClientFacts): readonly CompiledPolicy[] | { readonly unknown: string } {
    const pages: CompiledPolicy[] = [];
    for (const variants of this.list) {
      const page = variants.for(facts);
      if ('unknown' in page) return page;
      pages.push(page);
    }
    return pages;
  }

  /** The one page that there is for every client alike; nothing where there are several, or where it depends on the client. */
  get only(): CompiledPolicy | undefined {
    const [variants] = this.list;
    return this.list.length === 1 ? variants?.only : undefined;
  }

  /** The whole pages, for questions that nobody in particular asks. */
  get everything(): readonly CompiledPolicy[] {
    return this.list.map((variants) => variants.everything);
  }

  /** The whole pages, for somebody of whom nothing is known. */
  get nobody(): readonly Part[] {
    this.#nobody ??= this.everything.map((compiled) => ({ compiled, identity: [] }));
    return this.#nobody;
  }
}

function openRoles(page: Policy): string[] {
  return rolesOf(page).flatMap(({ role, when }) => (when ? [] : [role]));
}

function refuseStrangers(policy: Policy, pages: readonly Policy[], chosen: readonly string[] = []): void {
  const open = pages.flatMap(openRoles);
  const stranger = chosen.find((role) => !open.includes(role));
  if (stranger === undefined) return;
  throw new TypeError(
    `The policy ${policy.name}, with what it stands on, leaves no role ${JSON.stringify(stranger)} to be chosen. There are: ${open.join(', ') || 'none'}.`,
  );
}

/** What a page says of every client that breaks it. */
function otherwiseOf(page: Policy): Otherwise {
  const found: Partial<Record<'connect' | Occasion, Consequence>> = {};
  for (const { section, roles, when, otherwise } of page.sections) {
    if (!otherwise || roles || when) continue;
    if (section === 'connect') found.connect = otherwise;
    else if (section.startsWith('every ')) found[section.slice('every '.length) as Occasion] = otherwise;
  }
  return found;
}
