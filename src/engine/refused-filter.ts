import type { TopicPattern } from '../topics/pattern.js';
import { type CompiledPolicy, wildcardsAllowedFrom } from './compile.js';
import { patternOfEntry, verbBit } from './entries.js';
import { patternsForEverybody } from './everybody.js';
import type { Fault, Pending } from './faults.js';
import { type FilterContext, foreignOverlap, touching } from './filter-context.js';
import { topicConsequence } from './publish.js';
import { classify } from './refusal.js';
import { gapIn, witnessOutside } from './witness.js';
import { quote } from './words.js';

/** The nearest miss: a wildcard that starts too early, somebody else's topics, a topic outside, a text that is not listed. */
export function explainRefusal(
  context: FilterContext,
  filter: string,
  pattern: TopicPattern,
  start: number | undefined,
): Pending {
  const { compiled, identity } = context;
  const consequence = topicConsequence(compiled, 'subscribe', undefined, 'subscribe');
  const shown = context.shown ?? filter;
  const fault = (
    rule: Fault['rule'],
    message: string,
    more: { level?: number | undefined; witness?: string | undefined; line?: number | undefined },
  ): Fault => ({
    rule,
    field: 'filter',
    level: more.level,
    consequence,
    policyLine: more.line,
    message: () => message,
    witness: () => more.witness,
  });
  const expand = (): Fault[] => {
    const listed = compiled.entries.filter((entry) => !entry.deny);
    const own = listed.map((entry) => patternOfEntry(entry, compiled.names, identity, 'own'));
    if (start !== undefined) {
      // A filter that starts too early for every section that wants a say is refused for that, whatever it covers.
      const limits = listed.map((entry) => entry.section).filter((section) => section.wildcards !== undefined);
      const from = Math.min(...limits.map((section) => wildcardsAllowedFrom(section.wildcards)));
      if (limits.length > 0 && listed.every((entry) => entry.section.wildcards) && start < from) {
        const witness = outsideWitness(compiled, pattern, own);
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
    const wide = start !== undefined && subscribableTouch(context, pattern);
    if (wide) {
      const covers = compiled.entries.filter(
        (entry) => !entry.deny && entry.section.filters === 'within' && (entry.verbs & verbBit.subscribe) !== 0,
      );
      const { witness } = gapIn(
        pattern,
        covers.map((entry) => patternOfEntry(entry, compiled.names, identity, 'own')),
      );
      return [
        fault(
          'subscribe/too-wide',
          `${quote(shown)} covers more than this client may subscribe to.${alsoCovers(witness)}`,
          { witness },
        ),
      ];
    }
    const overlap = compiled.entries.filter(
      (entry) => entry.section.filters === 'overlap' && !entry.deny && !entry.filterOnly,
    );
    return classify(compiled, 'subscribe', pattern, shown, identity)
      .filter((refusal, _, all) => all.length === 1 || refusal.rule !== 'topic/direction')
      .map((refusal) => {
        const witness =
          refusal.rule === 'topic/foreign' && start !== undefined
            ? foreignOverlap(context, pattern, overlap)
            : undefined;
        return fault(refusal.rule, refusal.message, { level: refusal.level, witness, line: refusal.line });
      });
  };
  return { consequence, expand };
}

function alsoCovers(witness: string | undefined): string {
  return witness === undefined ? '' : ` It also covers ${quote(witness)}.`;
}

function subscribableTouch(context: FilterContext, pattern: TopicPattern): boolean {
  const { compiled } = context;
  return compiled.entries.some(
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
  own: readonly TopicPattern[],
): string | undefined {
  for (const entry of compiled.entries) {
    if (entry.deny || entry.filterOnly) continue;
    for (const everybody of patternsForEverybody(entry, compiled.names, pattern)) {
      const witness = witnessOutside(pattern, everybody, own);
      if (witness !== undefined) return witness;
    }
  }
  return gapIn(pattern, own).witness;
}
