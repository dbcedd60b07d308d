import type { Guard } from '../engine/guard.js';
import type { PartialConnect } from '../engine/packets.js';
import type { Client, Document, Request, Span } from '../readers/document.js';
import type { Format } from '../readers/index.js';
import type { Change } from '../rules/change.js';
import type { DocumentContext, FixContext, Report } from '../rules/context.js';
import { ruleById, rules } from '../rules/index.js';
import type { Rule } from '../rules/rule.js';
import { topicsOf, unusualAmong } from '../rules/topics-of.js';
import type { RuleSetting } from './config/model.js';
import { type Draft, draftOfFound } from './draft.js';
import { asksAboutClients, connectFacts, requestFacts } from './facts.js';
import { type Found, judgeClient, type Names } from './judge-client.js';
import { fixOf, sharersOf } from './make-fix.js';
import { relatedOf } from './related.js';

export interface File {
  readonly document: Document;
  readonly text: string;
  readonly format: Format;
  readonly now: number | undefined;
  /** Values of the policy's names for clients that do not say them. */
  readonly identity: Names | undefined;
  /** What the configuration says of rules. */
  readonly settings: ReadonlyMap<string, RuleSetting> | undefined;
}

const checking = rules.flatMap((rule) => (rule.check ? [{ rule, check: rule.check }] : []));

/** Everything that is to be said about one client by one policy: what the engine says, and what rules see for themselves. */
export function draftsOfClient(client: Client, guard: Guard, file: File): Draft[] {
  const { text, format, now, identity, settings } = file;
  const { found, requests, names } = judgeClient(client, guard, text, now, identity);
  const drafts = found.length === 0 ? [] : draftsOfFaults(found, client, guard, names, file);
  const topics = topicsOf(client, requests);
  const context: DocumentContext = {
    client,
    requests,
    topics,
    unusualTopics: unusualAmong(topics),
    guard,
    names,
    text,
    isScript: format === 'session',
  };
  const errors = errorsByPlace(drafts);
  for (const { rule, check } of checking) {
    if (rule.onlyUnusual && context.unusualTopics.length === 0) continue;
    for (const report of check(settings ? withOptions(context, rule, settings) : context))
      addReport(drafts, errors, draftOfReport(rule, report, file), rule);
  }
  return drafts;
}

function draftsOfFaults(found: readonly Found[], client: Client, guard: Guard, names: Names, file: File): Draft[] {
  const { text, format, now, document } = file;
  return found.map((one): Draft => {
    const change = ruleById(one.rule)?.fix?.(one.said, fixContext(one, client, guard, names, now));
    const fix = change && isItsOwn(change, one, found, document) ? fixOf(change, text, format) : undefined;
    return draftOfFound(one, guard.policy, fix, relatedOf(one, client));
  });
}

/** The last error at each place, by its index. */
function errorsByPlace(drafts: readonly Draft[]): ReadonlyMap<string, number> {
  if (drafts.length === 0) return nowhere;
  const errors = new Map<string, number>();
  for (const [at, draft] of drafts.entries()) if (draft.severity === 'error') errors.set(placeOf(draft.span), at);
  return errors;
}

const nowhere: ReadonlyMap<string, number> = new Map();

function addReport(drafts: Draft[], errors: ReadonlyMap<string, number>, own: Draft, rule: Rule): void {
  const at = errors.get(placeOf(own.span));
  const error = at === undefined ? undefined : drafts[at];
  if (at === undefined || !error) drafts.push(own);
  else if (rule.besideErrors) drafts.push({ ...own, severity: 'hint' });
  else drafts[at] = withAdvice(error, own);
}

function withOptions(context: DocumentContext, { id }: Rule, settings: NonNullable<File['settings']>): DocumentContext {
  const options = settings.get(id)?.options;
  return options === undefined ? context : { ...context, options };
}

function placeOf({ start, end }: Span): string {
  return `${start}:${end}`;
}

function draftOfReport(rule: Rule, report: Report, { text, format }: File): Draft {
  const { span, message, help, level, change } = report;
  const fix = change && fixOf(change, text, format);
  return {
    rule: rule.id,
    severity: report.severity ?? rule.severity,
    message,
    span,
    confidence: report.confidence ?? 'likely',
    ...(help !== undefined && { help }),
    ...(level !== undefined && { level }),
    ...(fix && { fix }),
  };
}

/** One mistake is one finding: an error that is there already takes over what a rule knows about it. */
function withAdvice(error: Draft, { message, fix }: Draft): Draft {
  return { ...error, help: error.help ?? message, ...((error.fix ?? fix) && { fix: error.fix ?? fix }) };
}

/** A QoS that other requests live from, with which nothing is wrong there, is not changed for one of them. */
function isItsOwn({ set = [] }: Change, { rule }: Found, found: readonly Found[], document: Document): boolean {
  return set.every(({ at }) => {
    const sharers = sharersOf(document, at.span);
    if (sharers < 2) return true;
    return found.filter((other) => other.rule === rule && other.span.start === at.span.start).length >= sharers;
  });
}

function fixContext(found: Found, client: Client, guard: Guard, names: Names, now: number | undefined): FixContext {
  const { said, request } = found;
  const isSaid = (others: readonly { readonly rule: string; readonly field?: string }[]): boolean =>
    others.some(({ rule, field }) => rule === said.rule && field === said.field);
  const staysWrong = (value: number): boolean => {
    const judgement = request
      ? judgeWith(request, said.field, value, guard, names, connectFacts(client, now))
      : guard.judge({ connect: withField(connectFacts(client, now), said.field ?? '', value) });
    return isSaid(judgement.reasons) || isSaid(judgement.advice);
  };
  return { client, staysWrong, ...(request && { request }) };
}

function withField(connect: PartialConnect, field: string, value: number): PartialConnect {
  return field === 'will.qos' ? { ...connect, will: { ...connect.will, qos: value } } : { ...connect, [field]: value };
}

function judgeWith(
  request: Request,
  field: string | undefined,
  value: number,
  guard: Guard,
  names: Names,
  connect: PartialConnect,
) {
  const changed = { ...request, [field ?? '']: { value, span: request.topic.span } };
  const { direction } = request;
  if (direction === undefined || direction === 'unsubscribe') return { reasons: [], advice: [] };
  const facts = requestFacts(changed, direction, names);
  return guard.judge(asksAboutClients(guard.policy) ? { ...facts, connect } : facts);
}
