import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from 'vscode-languageserver';
import { ruleById } from '../src/rules/index.js';
import type { Host } from './host.js';
import type { Issue, RelatedIssue } from './issue.js';
import type { Source } from './source.js';

const severities: Readonly<Record<Issue['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
};

/** An issue as the protocol writes it, with the page of its rule and everything else that an editor can show. */
export function diagnosticOf(issue: Issue, source: Source, host: Host): Diagnostic {
  const { code, severity, message, span, related = [] } = issue;
  const rule = code === undefined ? undefined : ruleById(code);
  const page = rule && host.pageOf(`docs/rules/${rule.id}.md`);
  return {
    range: source.rangeOf(span),
    severity: severities[severity],
    source: 'topicguard',
    message,
    ...(code !== undefined && { code }),
    ...(page !== undefined && { codeDescription: { href: page } }),
    ...(rule?.unnecessary && { tags: [DiagnosticTag.Unnecessary] }),
    ...(related.length > 0 && {
      relatedInformation: related.map((place) => ({ message: place.message, location: locationOf(place, source) })),
    }),
  };
}

function locationOf({ uri, line, span }: RelatedIssue, source: Source) {
  if (uri === undefined) return { uri: source.uri, range: source.rangeOf(span) };
  const at = { line: (line ?? 1) - 1, character: 0 };
  return { uri, range: { start: at, end: at } };
}
