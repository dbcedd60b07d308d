import { patternMatches } from '../topics/match.js';
import type { TopicPattern } from '../topics/pattern.js';
import type { CompiledPolicy } from './compile.js';
import { coverOf } from './cover.js';
import { type Entry, type Identity, leavesOut, patternOfEntry, verbBit } from './entries.js';
import { patternsForEverybody } from './everybody.js';
import type { Fault, Pending } from './faults.js';
import { type FilterContext, foreignOverlap, leftOutOf, spells, touching } from './filter-context.js';
import { type FilterLists, wildcardsAllowedFrom } from './filter-listings.js';
import { leavingOut, leftOutMessage, topicConsequence } from './publish.js';
import { classify } from './refusal.js';
import { gapIn, witnessOutside } from './witness.js';
import { quote } from './words.js';

/** The nearest miss: a wildcard that starts too early, somebody else's topics, a topic outside, a text that is not listed. */
export function explainRefusal(
  context: FilterContext,
  filter: string,
  pattern: TopicPattern,
  start: number | undefined,
  near: FilterLists,
): Pending {
  const { compiled, identity } = context;
  const consequence = topicConsequence(compiled, 'subscribe', undefined, 'subscribe');
  const shown = context.shown ?? filter;
  const fault = (
    rule: Fault['rule'],
    message: string,
    more: { [K in 'level' | 'line']?: number | undefined } & { [K in 'witness' | 'use']?: string | undefined },
  ): Fault => ({
    rule,
    field: 'filter',
    level: more.level,
    consequence,
    policyLine: more.line,
    use: more.use,
    message: () => message,
    witness: () => more.witness,
  });
  const expand = (): Fault[] => {
    const listed = compiled.entries.filter((entry) => !entry.deny);
    if (start !== undefined) {
      // A filter that starts too early for every section that wants a say is refused for that, whatever it covers.
      const limits = listed.map((entry) => entry.section).filter((section) => section.wildcards !== undefined);
      const from = Math.min(...limits.map((section) => wildcardsAllowedFrom(section.wildcards)));
      if (limits.length > 0 && listed.every((entry) => entry.section.wildcards) && start < from) {
        const witness = outsideWitness(compiled, pattern, identity, near);
        const rule = Number.isFinite(from) ? `only from level ${from} on` : 'nowhere';
        return [
          fault(
            'subscribe/wildcard-level',
            `${quote(shown)} has a wildcard at level ${start}, but wildcards are allowed ${rule}.${alsoCovers(witness)}`,
            { level: start, witness, line: limits[0]?.wildcards?.line },
          ),
        ];
      }
    }
    const leftOut =
      start === undefined
        ? [...compiled.filters.all.within, ...compiled.filters.all.overlap, ...compiled.filters.all.spelled].find(
            (entry) => leavesOutOwn(compiled, identity, entry, filter),
          )
        : undefined;
    if (leftOut) return [fault('topic/denied', leftOutMessage(shown, leftOut), { line: leftOut.listing.line })];
    const wide = start !== undefined && subscribableTouch(context, pattern, near);
    if (wide) {
      const covers = near.entries.filter(
        (entry) => !entry.deny && entry.section.filters === 'within' && (entry.verbs & verbBit.subscribe) !== 0,
      );
      const { witness } = gapIn(
        pattern,
        covers.map((entry) => coverOf(entry, compiled.names, identity)),
      );
      return [
        fault(
          'subscribe/too-wide',
          `${quote(shown)} covers more than this client may subscribe to.${alsoCovers(witness)}`,
          { witness },
        ),
      ];
    }
    const { overlap } = near;
    const cut = start === undefined ? undefined : leftOutBelow(context, pattern, overlap);
    if (cut) {
      const { entry, witness } = cut;
      const message = `${quote(shown)} also covers ${quote(witness)}, which is left out: ${leavingOut(entry)}`;
      return [fault('subscribe/too-wide', message, { witness, line: entry.listing.line })];
    }
    const refusals = classify(compiled, 'subscribe', pattern, shown, identity, context.known);
    const witness = start === undefined ? undefined : foreignOverlap(context, pattern, overlap);
    if (witness !== undefined && !refusals.some((refusal) => refusal.rule === 'topic/foreign')) {
      return [
        fault('topic/foreign', `${quote(shown)} covers topics of other clients.${alsoCovers(witness)}`, { witness }),
      ];
    }
    return refusals
      .filter((refusal) => refusals.length === 1 || refusal.rule !== 'topic/direction')
      .map((refusal) =>
        fault(refusal.rule, refusal.message, {
          level: refusal.level,
          witness: refusal.rule === 'topic/foreign' ? witness : undefined,
          line: refusal.line,
          use: refusal.use,
        }),
      );
  };
  return { consequence, expand };
}

/** Whether an entry lists the topic for this client, but leaves it out. */
function leavesOutOwn(compiled: CompiledPolicy, identity: Identity, entry: Entry, topic: string): boolean {
  return (
    entry.except.length > 0 &&
    leavesOut(entry, compiled.names, identity, topic) &&
    patternMatches(patternOfEntry(entry, compiled.names, identity, 'own'), topic)
  );
}

/** What a listing leaves out of a filter that it would grant otherwise, by its text or in a closed catalogue. */
function leftOutBelow(
  context: FilterContext,
  pattern: TopicPattern,
  overlap: readonly Entry[],
): { readonly entry: Entry; readonly witness: string } | undefined {
  const { compiled, identity } = context;
  for (const entry of compiled.filters.all.spelled) {
    const witness = spells(entry, pattern, identity) ? leftOutOf(context, pattern, entry) : undefined;
    if (witness !== undefined) return { entry, witness };
  }
  const witness = overlap.some(({ except }) => except.length > 0)
    ? foreignOverlap(context, pattern, overlap)
    : undefined;
  const entry =
    witness === undefined ? undefined : overlap.find((one) => leavesOutOwn(compiled, identity, one, witness));
  return witness === undefined || !entry ? undefined : { entry, witness };
}

function alsoCovers(witness: string | undefined): string {
  return witness === undefined ? '' : ` It also covers ${quote(witness)}.`;
}

function subscribableTouch(context: FilterContext, pattern: TopicPattern, near: FilterLists): boolean {
  return near.entries.some(
    (entry) =>
      !entry.deny &&
      entry.section.filters === 'within' &&
      (entry.verbs & verbBit.subscribe) !== 0 &&
      touching(context, pattern, entry),
  );
}

/** A topic of the filter that is not this client's: one of the platform's if there is one, else any. */
function outsideWitness(
  compiled: CompiledPolicy,
  pattern: TopicPattern,
  identity: Identity,
  near: FilterLists,
): string | undefined {
  const own = near.entries.filter((entry) => !entry.deny).map((entry) => coverOf(entry, compiled.names, identity));
  for (const entry of near.entries) {
    if (entry.deny || entry.filterOnly) continue;
    for (const everybody of patternsForEverybody(entry, compiled.names, pattern, identity)) {
      const witness = witnessOutside(pattern, everybody, own);
      if (witness !== undefined) return witness;
    }
  }
  return gapIn(pattern, own).witness;
}
