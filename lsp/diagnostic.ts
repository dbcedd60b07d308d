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
  const places = [...related, ...policyLineOf(issue, host)];
  return {
    range: source.rangeOf(span),
    severity: severities[severity],
    source: 'topicguard',
    message,
    ...(code !== undefined && { code }),
    ...(page !== undefined && { codeDescription: { href: page } }),
    ...(rule?.unnecessary && { tags: [DiagnosticTag.Unnecessary] }),
    ...(places.length > 0 && {
      relatedInformation: places.map((place) => ({ message: place.message, location: locationOf(place, source) })),
    }),
  };
}

function locationOf({ uri, line, span }: RelatedIssue, source: Source) {
  if (uri === undefined) return { uri: source.uri, range: source.rangeOf(span) };
  const at = { line: (line ?? 1) - 1, character: 0 };
  return { uri, range: { start: at, end: at } };
}

/** The line of a policy that ships, where the package has its page. */
function policyLineOf({ finding }: Issue, host: Host): RelatedIssue[] {
  if (finding?.policyLine === undefined || finding.policy === undefined) return [];
  const uri = host.pageOf(`policies/${finding.policy}.mqttpolicy`);
  if (uri === undefined) return [];
  return [
    { message: `The policy ${finding.policy} says so here`, uri, line: finding.policyLine, span: { start: 0, end: 0 } },
  ];
}
