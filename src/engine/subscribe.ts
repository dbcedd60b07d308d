import { shapeMatches } from '../topics/shape.js';
import { checkTopicFilter, isTopicFilter, patternOf, utf8Length } from '../topics/syntax.js';
import type { TopicPattern } from '../topics/pattern.js';
import { adviceOfCheck, type CompiledCheck, faultOfCheck } from './checks.js';
import { type CompiledPolicy, wildcardsAllowedFrom } from './compile.js';
import { closeConnection, onWire } from './consequence.js';
import { type Entry, type Identity, patternOfEntry, verbBit } from './entries.js';
import { patternsForEverybody } from './everybody.js';
import type { Fault, Pending } from './faults.js';
import { matchesGlued } from './glued.js';
import { firstWildcard } from './pattern-of.js';
import { filled, isQos, qosRange, topicConsequence } from './publish.js';
import { classify, title } from './refusal.js';
import { levelCount, type Subject } from './subject.js';
import type { Advice } from './verdict.js';
import { gapIn, witnessOfBoth, witnessOutside } from './witness.js';
import { quote } from './words.js';

export interface FilterContext {
  readonly compiled: CompiledPolicy;
  readonly identity: Identity;
  /** How the filter is shown in messages, where it is not known in full. */
  readonly shown?: string;
  /** Its least length in bytes, where it is not known in full. */
  readonly leastBytes?: number;
  /** Filters in the packet; unknown in partial facts. */
  readonly filterCount?: number;
  /** Filters that the session holds once this one is granted. */
  readonly subscriptions?: number;
}

export interface FilterDecision {
  readonly faults: readonly Pending[];
  readonly advice: readonly Advice[];
  readonly grantedQos: number;
}

/** Decides one filter of a SUBSCRIBE. An unknown QoS is judged by nothing. */
export function decideFilter(context: FilterContext, text: string, qos: number | undefined): FilterDecision {
  const { compiled } = context;
  const faults: Pending[] = [];
  const advice: Advice[] = [];
  if (qos !== undefined && !isQos(qos)) faults.push(qosRange('qos', qos));
  if (!isTopicFilter(text)) {
    for (const problem of checkTopicFilter(text)) {
      faults.push({ rule: 'topic/syntax', field: 'filter', level: problem.level, consequence: closeConnection, message: () => problem.message });
    }
    return { faults, advice, grantedQos: 128 };
  }
  const consequence = topicConsequence(compiled, 'subscribe', undefined, 'subscribe');
  const dressed = undress(text);
  const filter = dressed ? dressed.filter : text;
  const subject: Subject = {
    topic: filter,
    topicLevels: levelCount(text),
    topicBytes: context.leastBytes ?? utf8Length(text),
    qos: qos !== undefined && isQos(qos) ? qos : undefined,
    filterCount: context.filterCount,
    shareGroup: dressed ? dressed.group : null,
    subscriptions: context.subscriptions,
  };
  let granted = qos !== undefined && isQos(qos) ? qos : 0;
  const all = [...compiled.checks.subscribe, ...compiled.checks.session];
  // What a page lists as written, it takes, also where it is longer than the page's own limits.
  const asWritten = compiled.entries.some((entry) => entry.filterOnly && spells(entry, filter, context.identity));
  for (const check of all) {
    if (check.policyField === 'shared' || (asWritten && check.policyField === 'filter')) continue;
    if (check.holds(subject) !== false) continue;
    if (check.refuses) faults.push(faultOfCheck(check, subject, 'subscribe'));
    else {
      granted = lowered(check, granted);
      advice.push(adviceOfCheck(check, subject));
    }
  }
  if (dressed) {
    const fault = dressedFault(context, dressed, text, subject, consequence);
    if (fault) return { faults: [...faults, fault], advice, grantedQos: 128 };
  }

  const pattern = patternOf(filter);
  const grant = grantOf(context, filter, pattern, subject);
  faults.push(...grant.faults);
  if (faults.length > 0) return { faults, advice, grantedQos: 128 };
  for (const check of grant.lowering) {
    granted = lowered(check, granted);
    advice.push(adviceOfCheck(check, subject));
  }
  advice.push(...filterAdvice(context, filter, pattern, grant.by));
  return { faults, advice, grantedQos: granted };
}

interface Dressed {
  readonly prefix: '$share' | '$queue' | '$exclusive';
  /** Name of the group; of `$share` only. */
  readonly group: string;
  readonly filter: string;
}

/** A filter in one of the known disguises, taken apart; the inner filter is what is judged. */
export function undress(text: string): Dressed | undefined {
  for (const prefix of ['$share', '$queue', '$exclusive'] as const) {
    if (text !== prefix && !text.startsWith(`${prefix}/`)) continue;
    const rest = text.slice(prefix.length + 1);
    if (prefix !== '$share') return { prefix, group: '', filter: rest };
    const slash = rest.indexOf('/');
    return slash < 0 ? { prefix, group: rest, filter: '' } : { prefix, group: rest.slice(0, slash), filter: rest.slice(slash + 1) };
  }
  return undefined;
}

function dressedFault(
  context: FilterContext,
  dressed: Dressed,
  text: string,
  subject: Subject,
  consequence: Fault['consequence'],
): Fault | undefined {
  const { compiled } = context;
  const refuse = (message: string, check?: CompiledCheck): Fault => ({
    rule: 'subscribe/shared',
    field: 'filter',
    level: 1,
    consequence: check ? onWire(check.consequence, 'subscribe') : consequence,
    policyLine: check?.line,
    message: () => message,
  });
  const shown = quote(context.shown ?? text);
  const checks = compiled.checks.subscribe.filter((check) => check.policyField === 'shared');
  const failing = checks.find((check) => check.holds(subject) === false);
  if (checks.length === 0 || failing || dressed.prefix !== '$share') {
    const why = failing && !('is' in failing.test) ? `does not take the group ${quote(dressed.group)}` : `does not have ${dressed.prefix}/ subscriptions`;
    return refuse(`${shown}: ${title(compiled)} ${why}. Write the filter without ${dressed.prefix}/${dressed.prefix === '$share' ? 'GROUP/' : ''}.`, failing);
  }
  if (dressed.group === '' || /[+#]/.test(dressed.group) || !isTopicFilter(dressed.filter)) {
    return refuse(`${shown} must have the form $share/GROUP/FILTER, with a group that is not empty and holds no + or # [MQTT-4.8.2-1, -2].`);
  }
  return undefined;
}

function lowered(check: CompiledCheck, qos: number): number {
  if (check.consequence?.do !== 'downgrade' || check.policyField !== 'qos') return qos;
  const { test } = check;
  if ('in' in test) return Math.min(qos, ...test.in.filter((value): value is number => typeof value === 'number'));
  return 'to' in test && test.to !== undefined ? Math.min(qos, test.to) : qos;
}

interface Grant {
  readonly faults: readonly Pending[];
  /** Listings that the grant rests on. */
  readonly by: readonly Entry[];
  /** Checks of those listings that lower the QoS. */
  readonly lowering: readonly CompiledCheck[];
}

/** What the deny listings and the others say; a filter that is denied and not listed either is reported as both. */
function grantOf(context: FilterContext, filter: string, pattern: TopicPattern, subject: Subject): Grant {
  const denied = denyingFault(context, filter, pattern, subject);
  const listed = listedGrant(context, filter, pattern, subject);
  return denied ? refused(denied, ...listed.faults) : listed;
}

function denyingFault(context: FilterContext, filter: string, pattern: TopicPattern, subject: Subject): Fault | undefined {
  const { compiled, identity } = context;
  for (const entry of compiled.entries) {
    if (!entry.deny || (entry.verbs & verbBit.subscribe) === 0) continue;
    // A deny with checks concerns only the requests that they describe.
    if (compiled.listingChecks.get(entry)?.subscribe.some((check) => check.holds(subject) !== true)) continue;
    const witness = witnessOfBoth(pattern, patternOfEntry(entry, compiled.names, identity, 'own'));
    if (witness !== undefined) return deniedFault(context, filter, entry, witness);
  }
  return undefined;
}

function listedGrant(context: FilterContext, filter: string, pattern: TopicPattern, subject: Subject): Grant {
  const { compiled, identity } = context;
  const { entries, names } = compiled;
  const own = (entry: Entry): TopicPattern => patternOfEntry(entry, names, identity, 'own');
  const checksOf = (entry: Entry): readonly CompiledCheck[] => compiled.listingChecks.get(entry)?.subscribe ?? [];
  const passing = (entry: Entry): boolean => checksOf(entry).every((check) => !check.refuses || check.holds(subject) !== false);

  const start = firstWildcard(filter);
  const allowedAt = (entry: Entry): boolean => start === undefined || start >= wildcardsAllowedFrom(entry.section.wildcards);
  const subscribable = entries.filter((entry) => !entry.deny && (entry.verbs & verbBit.subscribe) !== 0);

  const exact = subscribable.filter((entry) => (entry.section.filters === 'exact' || entry.filterOnly) && spells(entry, filter, identity));
  const overlap = entries.filter((entry) => entry.section.filters === 'overlap' && !entry.deny && !entry.filterOnly);
  const within = subscribable.filter((entry) => entry.section.filters === 'within' && entry.equalLevels.length === 0 && allowedAt(entry));

  const lowering = (granting: readonly Entry[]): CompiledCheck[] =>
    granting.flatMap((entry) => checksOf(entry).filter((check) => !check.refuses && check.holds(subject) === false));
  const granted = (by: readonly Entry[]): Grant => ({ faults: [], by, lowering: lowering(by) });

  const exactPassing = exact.filter((entry) => passing(entry) && (entry.section.filters !== 'overlap' || allowedAt(entry)));
  if (exactPassing.length > 0) return granted(exactPassing);

  const touched = overlap.filter((entry) => allowedAt(entry) && passing(entry) && witnessOfBoth(pattern, own(entry)) !== undefined);
  if (touched.length > 0 && foreignOverlap(context, pattern, overlap) === undefined) return granted(touched);

  const covering = within.filter((entry) => passing(entry) && witnessOfBoth(pattern, own(entry)) !== undefined);
  if (covering.length > 0 && gapIn(pattern, covering.map(own)).covered) return granted(covering);

  const failing = [...exact, ...overlap.filter((entry) => (entry.verbs & verbBit.subscribe) !== 0), ...within].filter(
    (entry) => !passing(entry) && witnessOfBoth(pattern, own(entry)) !== undefined,
  );
  const wouldCover = within.filter((entry) => witnessOfBoth(pattern, own(entry)) !== undefined);
  if (failing.length > 0 && (exact.length > 0 || gapIn(pattern, wouldCover.map(own)).covered)) {
    const [entry] = failing as [Entry];
    return refused(
      ...checksOf(entry)
        .filter((check) => check.refuses && check.holds(subject) === false)
        .map((check) => faultOfCheck(check, subject, 'subscribe')),
    );
  }
  return refused(explainRefusal(context, filter, pattern, start));
}

function refused(...faults: Pending[]): Grant {
  return { faults, by: [], lowering: [] };
}

/** A topic that the filter shares with the platform, but not with what this client may use. */
function foreignOverlap(context: FilterContext, pattern: TopicPattern, overlap: readonly Entry[]): string | undefined {
  const { compiled, identity } = context;
  const mine = overlap.map((entry) => patternOfEntry(entry, compiled.names, identity, 'own'));
  for (const entry of overlap) {
    for (const everybody of patternsForEverybody(entry, compiled.names, pattern)) {
      const witness = witnessOutside(pattern, everybody, mine);
      if (witness !== undefined) return witness;
    }
  }
  return undefined;
}

/** Whether a `subscribe` template spells this text, `+` and `#` taken as characters. */
function spells(entry: Entry, filter: string, identity: Identity): boolean {
  const given = filter.split('/');
  const multi = given.at(-1) === '#';
  if (multi !== (entry.rest !== undefined)) return false;
  if (multi) given.pop();
  if (given.length !== entry.levels.length) return false;
  const byLevel = entry.levels.every((level, at) => levelSpells(level, given[at] as string, identity));
  return byLevel && entry.equalLevels.every((places) => places.every((at) => given[at] === given[places[0] as number]));
}

function levelSpells(level: Entry['levels'][number], text: string, identity: Identity): boolean {
  if (level.kind === 'any') return text === '+';
  if (text === '+') return false;
  if (level.kind === 'literal') return level.text === text;
  if (level.kind === 'bound') return identity[level.name] === text;
  if (level.kind === 'free') return shapeMatches(level.shape, text);
  return matchesGlued(level.pieces, text, identity);
}

function deniedFault(context: FilterContext, filter: string, entry: Entry, witness: string): Fault {
  const { compiled } = context;
  const literal = firstWildcard(filter) === undefined;
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

/** The nearest miss: a wildcard that starts too early, somebody else's topics, a topic outside, a text that is not listed. */
function explainRefusal(context: FilterContext, filter: string, pattern: TopicPattern, start: number | undefined): Pending {
  const { compiled, identity } = context;
  const consequence = topicConsequence(compiled, 'subscribe', undefined, 'subscribe');
  const shown = context.shown ?? filter;
  const fault = (rule: Fault['rule'], message: string, more: { level?: number | undefined; witness?: string | undefined; line?: number | undefined }): Fault => ({
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
      const covers = compiled.entries.filter((entry) => !entry.deny && entry.section.filters === 'within' && (entry.verbs & verbBit.subscribe) !== 0);
      const { witness } = gapIn(pattern, covers.map((entry) => patternOfEntry(entry, compiled.names, identity, 'own')));
      return [
        fault('subscribe/too-wide', `${quote(shown)} covers more than this client may subscribe to.${alsoCovers(witness)}`, { witness }),
      ];
    }
    const overlap = compiled.entries.filter((entry) => entry.section.filters === 'overlap' && !entry.deny && !entry.filterOnly);
    return classify(compiled, 'subscribe', pattern, shown, identity)
      .filter((refusal, _, all) => all.length === 1 || refusal.rule !== 'topic/direction')
      .map((refusal) => {
        const witness = refusal.rule === 'topic/foreign' && start !== undefined ? foreignOverlap(context, pattern, overlap) : undefined;
        return fault(refusal.rule, refusal.message, { level: refusal.level, witness });
      });
  };
  return { consequence, expand };
}

function alsoCovers(witness: string | undefined): string {
  return witness === undefined ? '' : ` It also covers ${quote(witness)}.`;
}

function subscribableTouch(context: FilterContext, pattern: TopicPattern): boolean {
  const { compiled, identity } = context;
  return compiled.entries.some(
    (entry) =>
      !entry.deny &&
      entry.section.filters === 'within' &&
      (entry.verbs & verbBit.subscribe) !== 0 &&
      witnessOfBoth(pattern, patternOfEntry(entry, compiled.names, identity, 'own')) !== undefined,
  );
}

/** A topic of the filter that is not this client's: one of the platform's if there is one, else any. */
function outsideWitness(compiled: CompiledPolicy, pattern: TopicPattern, own: readonly TopicPattern[]): string | undefined {
  for (const entry of compiled.entries) {
    if (entry.deny || entry.filterOnly) continue;
    for (const everybody of patternsForEverybody(entry, compiled.names, pattern)) {
      const witness = witnessOutside(pattern, everybody, own);
      if (witness !== undefined) return witness;
    }
  }
  return gapIn(pattern, own).witness;
}

function filterAdvice(context: FilterContext, filter: string, pattern: TopicPattern, by: readonly Entry[]): Advice[] {
  const { compiled, identity } = context;
  const advice: Advice[] = [];
  const sent = compiled.entries.some(
    (entry) =>
      !entry.deny &&
      !entry.filterOnly &&
      (entry.verbs & (verbBit.subscribe | verbBit.receive)) !== 0 &&
      witnessOfBoth(pattern, patternOfEntry(entry, compiled.names, identity, 'own')) !== undefined,
  );
  const exact = compiled.modes.has('exact') && by.some((entry) => entry.section.filters === 'exact');
  if (!sent && !exact) {
    advice.push({
      rule: 'subscribe/dead',
      message: `${quote(context.shown ?? filter)} is accepted, but no message ever arrives: it covers nothing that the platform sends.`,
      severity: 'warning',
      field: 'filter',
    });
  }
  for (const entry of by) {
    const { note, use, line } = entry.listing;
    if (note === undefined || (by.length > 1 && !spells(entry, filter, identity))) continue;
    const replacement = use === undefined ? undefined : filled(compiled, entry, use.text, identity);
    advice.push({
      rule: 'policy/note',
      message: replacement === undefined ? note : `${note} Write ${quote(replacement)}.`,
      severity: 'info',
      field: 'filter',
      ...(line === undefined ? {} : { policyLine: line }),
      ...(replacement === undefined ? {} : { use: replacement }),
    });
  }
  return advice;
}
