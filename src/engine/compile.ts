import type { Check, Consequence, Occasion, Policy, TopicsSection, Verb, Wildcards } from '../policy/model.js';
import { type CompiledCheck, compileCheck } from './checks.js';

import { type Entry, entriesOf, verbBit } from './entries.js';
import { Names } from './names.js';
import { QuickDecision } from './quick.js';
import { TopicTrie } from './trie.js';

/** A policy ready to decide: compiled once, shared by every session. */
export interface CompiledPolicy {
  readonly policy: Policy;
  readonly names: Names;
  readonly entries: readonly Entry[];
  readonly checks: Readonly<Record<'connect' | Occasion, readonly CompiledCheck[]>>;
  /** Checks on listings, for each verb, with the consequence that a breach has. */
  readonly listingChecks: ReadonlyMap<Entry, ListingChecks>;
  /** What happens to a packet of this kind that nothing else speaks of: the `otherwise` of its `every` section. */
  readonly otherwise: Readonly<Record<'connect' | Occasion, Consequence | undefined>>;
  readonly allow: Readonly<Record<'publish' | 'receive', TopicTrie>>;
  readonly deny: Readonly<Record<'publish' | 'receive', TopicTrie>>;
  /** Packets that the policy refuses, by the standard's name in lower case. */
  readonly packets: ReadonlyMap<string, CompiledPacket>;
  readonly modes: ReadonlySet<TopicsSection['filters']>;
  readonly quick: Readonly<Record<'publish' | 'receive', QuickDecision>>;
  readonly filters: FilterLists;
}

/** Listings by the part that they have in the decision about a filter. */
export interface FilterLists {
  readonly deny: readonly Entry[];
  /** Granted as they are spelled: of `exact` sections, and filters of their own in `overlap` ones. */
  readonly spelled: readonly Entry[];
  readonly overlap: readonly Entry[];
  readonly within: readonly Entry[];
  /** What the platform sends. */
  readonly sent: readonly Entry[];
  /** Checks on any filter, but for the one on share groups. */
  readonly checks: readonly CompiledCheck[];
}

export type ListingChecks = Readonly<Record<Verb, readonly CompiledCheck[]>>;

interface CompiledPacket {
  readonly consequence: Consequence | undefined;
  readonly line: number | undefined;
}

const occasions: readonly Occasion[] = ['publish', 'subscribe', 'receive', 'unsubscribe', 'session', 'packet'];

/**
 * Compiles a policy for clients that have the given roles. Lines for other roles do not count.
 * Throws TypeError when the policy has roles and none was chosen, or one is chosen that it does not have.
 */
export function compile(policy: Policy, chosen: readonly string[] | undefined): CompiledPolicy {
  const roles = policy.sections.flatMap((section) =>
    section.section === 'roles' ? section.lines.map((line) => line.role) : [],
  );
  if (roles.length > 0 && !chosen) {
    throw new TypeError(
      `The policy ${policy.name} has the roles ${roles.join(', ')}: say which of them its clients have.`,
    );
  }
  const stranger = chosen?.find((role) => !roles.includes(role));
  if (stranger !== undefined) {
    throw new TypeError(
      `The policy ${policy.name} has no role ${JSON.stringify(stranger)}. Its roles: ${roles.join(', ') || 'none'}.`,
    );
  }
  const counts = (wanted: readonly string[] | undefined): boolean =>
    !wanted || wanted.some((role) => chosen?.includes(role));

  const names = new Names(policy, counts);
  const entries = entriesOf(policy, names, counts);
  const checks: Record<'connect' | Occasion, CompiledCheck[]> = {
    connect: [],
    publish: [],
    subscribe: [],
    receive: [],
    unsubscribe: [],
    session: [],
    packet: [],
  };
  const otherwise: Record<'connect' | Occasion, Consequence | undefined> = {
    connect: undefined,
    publish: undefined,
    subscribe: undefined,
    receive: undefined,
    unsubscribe: undefined,
    session: undefined,
    packet: undefined,
  };
  const packets = new Map<string, CompiledPacket>();
  for (const section of policy.sections) {
    if (!counts(section.roles)) continue;
    if (section.section === 'connect') {
      otherwise.connect = section.otherwise ?? otherwise.connect;
      add(checks.connect, section.lines, 'connect', section.otherwise);
    }
    for (const occasion of occasions) {
      if (section.section !== `every ${occasion}`) continue;
      otherwise[occasion] = section.otherwise ?? otherwise[occasion];
      const lines = section.lines as readonly Check[];
      if (occasion !== 'packet') add(checks[occasion], lines, occasion, section.otherwise);
      else
        for (const line of lines)
          for (const name of line.check)
            packets.set(name, { consequence: line.otherwise ?? section.otherwise, line: line.line });
    }
  }

  function add(
    into: CompiledCheck[],
    lines: readonly Check[],
    occasion: Parameters<typeof compileCheck>[1],
    sectionOtherwise: Consequence | undefined,
  ): void {
    for (const line of lines) {
      if (counts(line.roles)) into.push(...compileCheck(line, occasion, line.otherwise ?? sectionOtherwise));
    }
  }

  const listingChecks = new Map<Entry, ListingChecks>();
  for (const entry of entries) {
    const { listing, section } = entry;
    if (listing.checks.length === 0) continue;
    const forVerb = (verb: Verb): readonly CompiledCheck[] =>
      (entry.verbs & verbBit[verb]) === 0
        ? []
        : listing.checks.flatMap((check) =>
            compileCheck(
              { check: [check.field], test: check.test, ...(listing.line === undefined ? {} : { line: listing.line }) },
              verb,
              listing.otherwise ?? section.otherwise ?? otherwise[verb],
            ),
          );
    listingChecks.set(entry, {
      publish: forVerb('publish'),
      subscribe: forVerb('subscribe'),
      receive: forVerb('receive'),
    });
  }

  const named = (verbs: number, deny: boolean): TopicTrie =>
    new TopicTrie(entries.filter((entry) => entry.deny === deny && !entry.filterOnly && (entry.verbs & verbs) !== 0));
  const compiled: Omit<CompiledPolicy, 'quick' | 'filters'> = {
    policy,
    names,
    entries,
    checks,
    listingChecks,
    otherwise,
    // A subscribe listing grants the delivery too, unless a section says otherwise; a deny is only about its own verb.
    allow: { publish: named(verbBit.publish, false), receive: named(verbBit.receive | verbBit.subscribe, false) },
    deny: { publish: named(verbBit.publish, true), receive: named(verbBit.receive, true) },
    packets,
    modes: new Set(policy.sections.flatMap((section) => (section.section === 'topics' ? [section.filters] : []))),
  };
  return {
    ...compiled,
    filters: filterLists(compiled),
    quick: { publish: new QuickDecision(compiled, 'publish'), receive: new QuickDecision(compiled, 'receive') },
  };
}

function filterLists({ entries, checks }: Pick<CompiledPolicy, 'entries' | 'checks'>): FilterLists {
  const granting = entries.filter((entry) => !entry.deny);
  const subscribable = granting.filter((entry) => (entry.verbs & verbBit.subscribe) !== 0);
  return {
    deny: entries.filter((entry) => entry.deny && (entry.verbs & verbBit.subscribe) !== 0),
    spelled: subscribable.filter((entry) => entry.section.filters === 'exact' || entry.filterOnly),
    overlap: granting.filter((entry) => entry.section.filters === 'overlap' && !entry.filterOnly),
    within: subscribable.filter((entry) => entry.section.filters === 'within' && entry.equalLevels.length === 0),
    sent: granting.filter((entry) => !entry.filterOnly && (entry.verbs & (verbBit.subscribe | verbBit.receive)) !== 0),
    checks: [...checks.subscribe, ...checks.session].filter((check) => check.policyField !== 'shared'),
  };
}

/** Level at which the first wildcard may stand, and whether any may, for one section. */
export function wildcardsAllowedFrom(wildcards: Wildcards | undefined): number {
  if (!wildcards) return 1;
  return 'none' in wildcards ? Number.POSITIVE_INFINITY : wildcards.fromLevel;
}
