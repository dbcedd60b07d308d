import { builtinNames, builtinPolicy } from '../policy/builtins.js';
import { type Policy, PolicyError } from '../policy/model.js';
import type { Document, ReadProblem, Span } from '../readers/document.js';
import { readableExtensions, readerFor } from '../readers/index.js';
import { ruleById } from '../rules/index.js';
import { LineTable } from '../text/lines.js';
import { type Candidate, type Chosen, candidateOf, choosePolicy } from './choose-policy.js';
import { actorOf, consequenceSentence } from './consequence.js';
import type { Finding, LintResult, PolicyChoice } from './finding.js';
import { guardStoreOf, loadBuiltin, type PolicyLoader } from './guards.js';
import { type Found, judgeClient } from './judge-client.js';

export interface LintOptions {
  /** Chooses the reader by its ending. */
  readonly path: string;
  /** Judge everything by this policy, whatever the file says. */
  readonly policy?: string;
  /** Where policies come from; by default only the built-in ones. Guards are kept for each loader. */
  readonly loadPolicy?: PolicyLoader;
  /** Unix seconds; a token that was valid until then has expired. Absent: expiry is not judged. */
  readonly now?: number;
  /** What went wrong before there was a text (`decode`). */
  readonly problems?: readonly ReadProblem[];
}

/**
 * Lints one file: finds the clients that it describes, chooses a policy for each, and judges what they are set up to do. Findings
 * are in the order of the text. Rejects with PolicyError when `options.policy` cannot be loaded, and with TypeError when no
 * reader has a name for such a file; whatever the text holds is a finding, never an exception.
 */
export async function lintText(text: string, options: LintOptions): Promise<LintResult> {
  const reader = await readerFor(options.path);
  if (!reader) {
    const endings = readableExtensions.map((ending) => `.${ending}`).join(', ');
    throw new TypeError(`${JSON.stringify(options.path)} cannot be read: its name ends in none of ${endings}.`);
  }
  const document = reader(text);
  const drafts = [...(options.problems ?? []), ...document.problems].map(draftOfProblem);
  const policies: PolicyChoice[] = [];
  for (const client of document.clients) {
    const chosen = choosePolicy(client, document, options.policy, candidates());
    const guard = await guardFor(chosen, options, drafts);
    if (!guard) continue;
    const { policy } = guard;
    if (!policies.some(({ name, by, why }) => name === policy.name && by === chosen.by && why === chosen.why)) {
      policies.push({
        name: policy.name,
        by: chosen.by,
        why: chosen.why,
        ...(client.label !== undefined && { client: client.label }),
      });
    }
    for (const found of judgeClient(client, guard, text, options.now)) drafts.push(draftOfFound(found, policy));
  }
  return { findings: finish(drafts, text), policies, clients: document.clients.length };
}

let known: readonly Candidate[] | undefined;

/** The built-in policies: the same for every file. */
function candidates(): readonly Candidate[] {
  known ??= builtinNames().map((name) => candidateOf(builtinPolicy(name) as Policy));
  return known;
}

async function guardFor(chosen: Chosen, options: LintOptions, drafts: Draft[]) {
  try {
    return await guardStoreOf(options.loadPolicy ?? loadBuiltin).guard(chosen.name);
  } catch (error) {
    // A policy that the caller asked for is the caller's mistake; one that the file names is the file's.
    if (!(error instanceof PolicyError) || chosen.span === undefined) throw error;
    drafts.push({
      rule: 'lint/policy',
      severity: 'error',
      message: error.message,
      span: chosen.span,
      confidence: 'certain',
    });
    return undefined;
  }
}

/** A finding that does not know its lines yet. */
type Draft = Omit<Finding, 'line' | 'column' | 'endLine' | 'endColumn' | 'fixable'>;

function draftOfFound({ rule, severity, span, confidence, said }: Found, policy: Policy): Draft {
  const { message, level, policyLine, witness, consequence } = said;
  const help = ruleById(rule)?.help?.(said, policy.name);
  const sentence = consequence && consequenceSentence(consequence, actorOf(policy));
  return {
    rule,
    severity,
    message,
    span,
    confidence,
    policy: policy.name,
    ...(help !== undefined && { help }),
    ...(policyLine !== undefined && { policyLine }),
    ...(witness !== undefined && { witness }),
    ...(level !== undefined && { level }),
    ...(consequence &&
      consequence.kind !== 'none' && {
        consequence: { ...consequence, ...(sentence !== undefined && { text: sentence }) },
      }),
  };
}

/** A reader's code to the rule that documents it. */
const readRules: Readonly<Record<string, string>> = {
  'duplicate-key': 'read/duplicate-key',
  depth: 'read/size',
  size: 'read/size',
  limit: 'read/size',
  encoding: 'read/encoding',
  value: 'read/value',
};

function draftOfProblem({ code, message, severity, span }: Document['problems'][number]): Draft {
  const rule = Object.hasOwn(readRules, code) ? (readRules[code] as string) : 'read/syntax';
  return { rule, severity, message, span, confidence: 'certain' };
}

/** In the order of the text, each once. */
function finish(drafts: readonly Draft[], text: string): Finding[] {
  if (drafts.length === 0) return [];
  const lines = new LineTable(text);
  const seen = new Set<string>();
  const findings: Finding[] = [];
  for (const draft of drafts.toSorted(byPlace)) {
    const { start, end } = within(draft.span, text);
    const key = JSON.stringify([start, end, draft.rule, draft.message]);
    if (seen.has(key)) continue;
    seen.add(key);
    const from = lines.positionOf(start);
    const to = lines.positionOf(end);
    findings.push({
      ...draft,
      span: { start, end },
      line: from.line,
      column: from.column,
      endLine: to.line,
      endColumn: to.column,
      fixable: false,
    });
  }
  return findings;
}

function within({ start, end }: Span, text: string): Span {
  const from = Math.min(Math.max(0, start), text.length);
  return { start: from, end: Math.min(Math.max(from, end), text.length) };
}

function byPlace(a: Draft, b: Draft): number {
  return (
    a.span.start - b.span.start ||
    a.span.end - b.span.end ||
    (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.message < b.message ? -1 : a.message > b.message ? 1 : 0)
  );
}
