import type { Policy } from '../policy/model.js';
import type { Document, Span } from '../readers/document.js';
import { ruleById } from '../rules/index.js';
import { LineTable } from '../text/lines.js';
import { actorOf, consequenceSentence } from './consequence.js';
import type { Finding } from './finding.js';
import type { Found } from './judge-client.js';

/** A finding that does not know its lines yet. */
export type Draft = Omit<Finding, 'line' | 'column' | 'endLine' | 'endColumn' | 'fixable'>;

export function draftOfFound({ rule, severity, span, confidence, said }: Found, policy: Policy): Draft {
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
      fixable: draft.fix !== undefined,
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
