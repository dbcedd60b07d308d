import { isClientCondition } from '../policy/conditions.js';
import type { Check, Condition, Consequence, Occasion, Policy, TopicsSection, Verb } from '../policy/model.js';
import { type CompiledCheck, compileCheck } from './checks.js';
import { type CompiledLevels, type Entry, entriesOf, verbBit } from './entries.js';
import { FilterListings } from './filter-listings.js';
import type { LayerContext } from './layers.js';
import { Names } from './names.js';
import { QuickDecision } from './quick.js';
import { QuickFilter } from './quick-filter.js';
import { TopicTrie } from './trie.js';

/** A policy ready to decide: compiled once, shared by every session. */
export interface CompiledPolicy {
  readonly policy: Policy;
  /** The policy's name, where it decides together with another page. */
  readonly layer: string | undefined;
  /** Roles of the clients that it is for. */
  readonly roles: ReadonlySet<string>;
  /** Whether the policy tells its clients apart by conditions. */
  readonly conditional: boolean;
  readonly names: Names;
  readonly entries: readonly Entry[];
  /** Every text with levels that a topic is compared with: the listings, and what they leave out. */
  readonly compared: readonly CompiledLevels[];
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
  readonly quick: Readonly<Record<'publish' | 'receive', QuickDecision>> & { readonly subscribe: QuickFilter };
  readonly filters: FilterListings;
}

export type ListingChecks = Readonly<Record<Verb, readonly CompiledCheck[]>>;

interface CompiledPacket {
  readonly consequence: Consequence | undefined;
  readonly line: number | undefined;
}

const occasions: readonly Occasion[] = ['publish', 'subscribe', 'receive', 'unsubscribe', 'session', 'packet'];

/** Which lines of a page count: the roles that a client has, and the conditions on it that hold. */
export interface Situation {
  readonly roles: ReadonlySet<string>;
  readonly holds: (condition: Condition) => boolean;
  readonly conditional?: boolean;
  readonly layer?: LayerContext;
}

/** Whether a section or line counts. `place` is the section's kind for a line that checks, which may ask about the packet too. */
export type Counts = (
  scope: { readonly roles?: readonly string[]; readonly when?: readonly Condition[] },
  place?: string,
) => boolean;

/** Compiles a policy for one kind of client. Lines for others do not count. */
export function compile(policy: Policy, situation: Situation): CompiledPolicy {
  const counts: Counts = ({ roles, when }, place = 'line') =>
    (!roles || roles.some((role) => situation.roles.has(role))) &&
    (!when || when.every((one) => !isClientCondition(place, one) || situation.holds(one)));

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
    ...situation.layer?.otherwise,
  };
  const packets = new Map<string, CompiledPacket>();
  for (const section of policy.sections) {
    if (!counts(section)) continue;
    if (section.section === 'connect') {
      otherwise.connect = section.otherwise ?? otherwise.connect;
      add(checks.connect, section.lines, 'connect', section.otherwise ?? situation.layer?.otherwise.connect);
    }
    for (const occasion of occasions) {
      if (section.section !== `every ${occasion}`) continue;
      otherwise[occasion] = section.otherwise ?? otherwise[occasion];
      const lines = section.lines as readonly Check[];
      const sectionOtherwise = section.otherwise ?? situation.layer?.otherwise[occasion];
      if (occasion !== 'packet') add(checks[occasion], lines, occasion, sectionOtherwise);
      else
        for (const line of lines.filter((one) => counts(one)))
          for (const name of line.check)
            packets.set(name, { consequence: line.otherwise ?? sectionOtherwise, line: line.line });
    }
  }

  function add(
    into: CompiledCheck[],
    lines: readonly Check[],
    occasion: Parameters<typeof compileCheck>[1],
    sectionOtherwise: Consequence | undefined,
  ): void {
    const place = occasion === 'connect' ? 'connect' : `every ${occasion}`;
    for (const line of lines) {
      if (!counts(line, place)) continue;
      const ofPacket = line.when?.filter((condition) => !isClientCondition(place, condition));
      into.push(
        ...compileCheck({ ...line, ...(ofPacket && { when: ofPacket }) }, occasion, line.otherwise ?? sectionOtherwise),
      );
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
    layer: situation.layer?.name,
    roles: situation.roles,
    conditional: situation.conditional === true,
    names,
    entries,
    compared: entries.flatMap((entry) => [entry, ...entry.except]),
    checks,
    listingChecks,
    otherwise,
    // A subscribe listing grants the delivery too, unless a section says otherwise; a deny is only about its own verb.
    allow: { publish: named(verbBit.publish, false), receive: named(verbBit.receive | verbBit.subscribe, false) },
    deny: { publish: named(verbBit.publish, true), receive: named(verbBit.receive, true) },
    packets,
    modes: new Set(policy.sections.flatMap((section) => (section.section === 'topics' ? [section.filters] : []))),
  };
  const filters = new FilterListings(entries, [...checks.subscribe, ...checks.session]);
  let quickFilter: QuickFilter | undefined;
  return {
    ...compiled,
    filters,
    quick: {
      publish: new QuickDecision(compiled, 'publish'),
      receive: new QuickDecision(compiled, 'receive'),
      // Made when the first filter comes: a start that sees none is quicker.
      get subscribe() {
        quickFilter ??= new QuickFilter({ ...compiled, filters });
        return quickFilter;
      },
    },
  };
}
