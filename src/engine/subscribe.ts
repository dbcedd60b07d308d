import type { TopicPattern } from '../topics/pattern.js';
import { checkTopicFilter, isTopicFilter, patternOf, utf8Length } from '../topics/syntax.js';
import { adviceOfCheck, type CompiledCheck, faultOfCheck } from './checks.js';
import { closeConnection } from './consequence.js';
import { dressedFault, undress } from './dressed.js';
import type { Entry } from './entries.js';
import type { Pending } from './faults.js';
import { type FilterContext, spells, touching } from './filter-context.js';
import type { FilterLists } from './filter-listings.js';
import { grantOf } from './grant.js';
import { plainlyCovers } from './plainly.js';
import { filled, isQos, qosRange, topicConsequence } from './publish.js';
import { levelCount, type Subject } from './subject.js';
import type { Advice } from './verdict.js';
import { quote } from './words.js';

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
      faults.push({
        rule: 'topic/syntax',
        field: 'filter',
        level: problem.level,
        consequence: closeConnection,
        message: () => problem.message,
      });
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
  // What a page lists as written, it takes, also where it is longer than the page's own limits.
  const pattern = patternOf(filter === '' ? text : filter);
  const isAsWritten = (): boolean =>
    compiled.filters.all.spelled.some((entry) => entry.filterOnly && spells(entry, pattern, context.identity));
  for (const check of compiled.filters.checks) {
    if (check.holds(subject) !== false) continue;
    if (check.policyField === 'filter' && isAsWritten()) continue;
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

  const near = compiled.filters.near(filter);
  const grant = grantOf(context, filter, pattern, subject, near);
  faults.push(...grant.faults);
  if (faults.length > 0) return { faults, advice, grantedQos: 128 };
  for (const check of grant.lowering) {
    granted = lowered(check, granted);
    advice.push(adviceOfCheck(check, subject));
  }
  advice.push(...filterAdvice(context, filter, pattern, grant.by, near));
  return { faults, advice, grantedQos: granted };
}

function lowered(check: CompiledCheck, qos: number): number {
  if (check.consequence?.do !== 'downgrade' || check.policyField !== 'qos') return qos;
  const { test } = check;
  if ('in' in test) return Math.min(qos, ...test.in.filter((value): value is number => typeof value === 'number'));
  return 'to' in test && test.to !== undefined ? Math.min(qos, test.to) : qos;
}

function filterAdvice(
  context: FilterContext,
  filter: string,
  pattern: TopicPattern,
  by: readonly Entry[],
  near: FilterLists,
): Advice[] {
  const { compiled, identity } = context;
  const advice: Advice[] = [];
  // What a listing for subscribers holds wholly is sent.
  const held = by.some((entry) => entry.section.filters === 'within' && plainlyCovers(entry, pattern, identity));
  const sent = held || near.sent.some((entry) => touching(context, pattern, entry));
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
    if (note === undefined || (by.length > 1 && !spells(entry, pattern, identity))) continue;
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
