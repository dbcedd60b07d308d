/** Which listings grant a filter, and which deny it. */
import type { TopicPattern } from '../topics/pattern.js';
import { type CompiledCheck, faultOfCheck } from './checks.js';
import { type Cover, coverOf } from './cover.js';
import { type Entry, plainlyApart, verbBit } from './entries.js';
import type { Fault, Pending } from './faults.js';
import { type FilterContext, foreignOverlap, leftOutOf, spells, touching } from './filter-context.js';
import { type FilterLists, wildcardsAllowedFrom } from './filter-listings.js';
import { firstWildcard } from './pattern-of.js';
import { farFromLimit, mayHoldHardest, plainlyCovers } from './plainly.js';
import { topicConsequence } from './publish.js';
import { explainRefusal } from './refused-filter.js';
import type { Subject } from './subject.js';
import { gapIn, sharedTopic } from './witness.js';
import { quote } from './words.js';

export interface Grant {
  readonly faults: readonly Pending[];
  /** Listings that the grant rests on. */
  readonly by: readonly Entry[];
  /** Checks of those listings that lower the QoS. */
  readonly lowering: readonly CompiledCheck[];
}

/** What the deny listings and the others say; a filter that is denied and not listed either is reported as both. */
export function grantOf(
  context: FilterContext,
  filter: string,
  pattern: TopicPattern,
  subject: Subject,
  near: FilterLists,
): Grant {
  const denied = denyingFault(context, filter, pattern, subject, near);
  const listed = listedGrant(context, filter, pattern, subject, near);
  return denied ? refused(denied, ...listed.faults) : listed;
}

function denyingFault(
  context: FilterContext,
  filter: string,
  pattern: TopicPattern,
  subject: Subject,
  near: FilterLists,
): Fault | undefined {
  const { compiled, identity } = context;
  for (const entry of near.deny) {
    // A deny with checks concerns only the requests that they describe.
    if (compiled.listingChecks.get(entry)?.subscribe.some((check) => check.holds(subject) !== true)) continue;
    if (plainlyApart(entry, pattern, identity)) continue;
    const witness = sharedTopic(pattern, coverOf(entry, compiled.names, identity));
    if (witness !== undefined) return deniedFault(context, filter, entry, witness, firstWildcard(pattern));
  }
  return undefined;
}

function listedGrant(
  context: FilterContext,
  filter: string,
  pattern: TopicPattern,
  subject: Subject,
  near: FilterLists,
): Grant {
  const { compiled, identity } = context;
  const { names } = compiled;
  const own = (entry: Entry): Cover => coverOf(entry, names, identity);
  const touches = (entry: Entry): boolean => touching(context, pattern, entry);
  const checksOf = (entry: Entry): readonly CompiledCheck[] => compiled.listingChecks.get(entry)?.subscribe ?? [];
  const passing = (entry: Entry): boolean =>
    checksOf(entry).every((check) => !check.refuses || check.holds(subject) !== false);

  const start = firstWildcard(pattern);
  const allowedAt = (entry: Entry): boolean =>
    start === undefined || start >= wildcardsAllowedFrom(entry.section.wildcards);
  const exact = near.spelled.filter(
    (entry) => spells(entry, pattern, identity) && leftOutOf(context, pattern, entry) === undefined,
  );
  // What the filter is plainly apart from has no say.
  const isNear = (entry: Entry): boolean => !plainlyApart(entry, pattern, identity);
  const overlap = near.overlap.filter(isNear);
  const within = near.within.filter((entry) => isNear(entry) && allowedAt(entry));

  const lowering = (granting: readonly Entry[]): CompiledCheck[] =>
    granting.flatMap((entry) => checksOf(entry).filter((check) => !check.refuses && check.holds(subject) === false));
  const granted = (by: readonly Entry[]): Grant => ({ faults: [], by, lowering: lowering(by) });

  const exactPassing = exact.filter(
    (entry) => passing(entry) && (entry.section.filters !== 'overlap' || allowedAt(entry)),
  );
  if (exactPassing.length > 0) return granted(exactPassing);

  const touched = overlap.filter((entry) => allowedAt(entry) && passing(entry) && touches(entry));
  if (touched.length > 0 && foreignOverlap(context, pattern, near.overlap) === undefined) return granted(touched);

  // One listing that plainly holds all of the filter, where no other has more to say.
  if (exact.length === 0 && within.every(({ isPlain }) => isPlain)) {
    const whole = within.find((entry) => plainlyCovers(entry, pattern, identity));
    if (whole) return granted([whole]);
  }
  const covered = (by: readonly Entry[]): boolean =>
    by.some((entry) => plainlyCovers(entry, pattern, identity)) || gapIn(pattern, by.map(own)).covered;
  const mayBeCovered = filter.length > farFromLimit || within.some((entry) => mayHoldHardest(entry, pattern));
  if (mayBeCovered) {
    const covering = within.filter((entry) => passing(entry) && touches(entry));
    if (covering.length > 0 && covered(covering)) return granted(covering);
  }

  const failing = [...exact, ...overlap.filter((entry) => (entry.verbs & verbBit.subscribe) !== 0), ...within].filter(
    (entry) => !passing(entry) && touches(entry),
  );
  const wouldBeCovered = (): boolean => mayBeCovered && covered(within.filter(touches));
  if (failing.length > 0 && (exact.length > 0 || wouldBeCovered())) {
    const [entry] = failing as [Entry];
    return refused(
      ...checksOf(entry)
        .filter((check) => check.refuses && check.holds(subject) === false)
        .map((check) => faultOfCheck(check, subject, 'subscribe')),
    );
  }
  return refused(explainRefusal(context, filter, pattern, start, near));
}

function refused(...faults: Pending[]): Grant {
  return { faults, by: [], lowering: [] };
}

function deniedFault(
  context: FilterContext,
  filter: string,
  entry: Entry,
  witness: string,
  start: number | undefined,
): Fault {
  const { compiled } = context;
  const literal = start === undefined;
  const remark = entry.listing.note ?? entry.listing.about;
  const tail = remark === undefined ? '' : ` ${remark}.`;
  const shown = quote(context.shown ?? filter);
  return {
    rule: literal ? 'topic/denied' : 'subscribe/too-wide',
    field: 'filter',
    consequence: topicConsequence(compiled, 'subscribe', entry, 'subscribe'),
    policyLine: entry.listing.line,
    message: () =>
      literal
        ? `${shown} is denied: the policy says "deny ${entry.listing.verbs.join(', ')} ${entry.text}".${tail}`
        : `${shown} also covers ${quote(witness)}, which the policy denies ("deny ${entry.listing.verbs.join(', ')} ${entry.text}").${tail}`,
    ...(literal ? {} : { witness: () => witness }),
  };
}
