import type { Policy } from '../policy/model.js';
import type { Document, Span } from '../readers/document.js';
import { ruleById } from '../rules/index.js';
import { LineTable, type Position } from '../text/lines.js';
import { actorOf, consequenceSentence } from './consequence.js';
import type { Finding, RelatedPlace } from './finding.js';
import type { Fix } from './fix.js';
import type { Found } from './judge-client.js';

/** A finding that does not know its lines yet. */
export type Draft = Omit<Finding, 'line' | 'column' | 'endLine' | 'endColumn' | 'fixable' | 'fingerprint'>;

export function draftOfFound(
  { rule, severity, span, confidence, said }: Found,
  policy: Policy,
  fix: Fix | undefined,
  related: readonly RelatedPlace[],
): Draft {
  const { message, level, policyLine, witness, consequence } = said;
  const page = said.policy ?? policy.name;
  const help = ruleById(rule)?.help?.(said, page);
  const sentence = consequence && consequenceSentence(consequence, actorOf(policy));
  return {
    rule,
    severity,
    message,
    span,
    confidence,
    policy: page,
    ...(help !== undefined && { help }),
    ...(policyLine !== undefined && { policyLine }),
    ...(witness !== undefined && { witness }),
    ...(level !== undefined && { level }),
    ...(consequence &&
      consequence.kind !== 'none' && {
        consequence: { ...consequence, ...(sentence !== undefined && { text: sentence }) },
      }),
    ...(fix && { fix }),
    ...(related.length > 0 && { related }),
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

export function draftOfProblem({ code, message, severity, span }: Document['problems'][number]): Draft {
  const rule = Object.hasOwn(readRules, code) ? (readRules[code] as string) : 'read/syntax';
  return { rule, severity, message, span, confidence: 'certain' };
}

/** In the order of the text, each once. */
export function finish(drafts: readonly Draft[], text: string): Finding[] {
  if (drafts.length === 0) return [];
  const lines = new LineTable(text);
  const findings: Finding[] = [];
  let last: Draft | undefined;
  for (const draft of drafts.toSorted(byPlace)) {
    if (last && byPlace(last, draft) === 0) continue;
    last = draft;
    const span = within(draft.span, text);
    findings.push(placed(draft, span, lines.positionOf(span.start), lines.positionOf(span.end)));
  }
  return findings;
}

/** Spelled out, because to spread an object of so many shapes takes ten times as long. */
function placed(draft: Draft, span: Span, from: Position, to: Position): Finding {
  const { rule, severity, message, help, fix, confidence, policy, policyLine, witness, level, consequence, related } =
    draft;
  return {
    rule,
    severity,
    message,
    ...(help !== undefined && { help }),
    span,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    fixable: fix !== undefined,
    ...(fix && { fix }),
    confidence,
    ...(policy !== undefined && { policy }),
    ...(policyLine !== undefined && { policyLine }),
    ...(witness !== undefined && { witness }),
    ...(level !== undefined && { level }),
    ...(consequence && { consequence }),
    ...(related && { related }),
  };
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
