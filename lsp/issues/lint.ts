import { ConfigError } from '../../src/lint/config/error.js';
import type { Finding } from '../../src/lint/finding.js';
import { type Inspection, inspectText, type LintOptions } from '../../src/lint/lint.js';
import { type Policy, PolicyError } from '../../src/policy/model.js';
import type { Issue, RelatedIssue } from '../issue.js';
import { type Source, uriOf } from '../source.js';

export interface Linted {
  readonly issues: readonly Issue[];
  readonly inspection: Inspection;
}

export interface Addresses {
  /** Of a file, by what the run calls it. */
  readonly ofFile: (path: string) => string | undefined;
  /** Of the page with this name: that of the policy, or one that it stands on. */
  readonly ofPage: (policy: Policy, name: string) => string | undefined;
}

/** What lint says, with the addresses of everything that it is about. */
export async function lintIssues(
  { text, problems }: Source,
  options: LintOptions,
  { ofFile, ofPage }: Addresses,
): Promise<Linted> {
  const inspection = await inspectText(text, { ...options, problems });
  const policies = new Map<string, Policy>();
  for (const { guard } of inspection.judged)
    for (let page: Policy | undefined = guard.policy; page; page = page.on)
      if (!policies.has(page.name)) policies.set(page.name, guard.policy);
  const issues = inspection.findings.map((finding) => {
    const { policy: name } = finding;
    const policy = name === undefined ? undefined : policies.get(name);
    const issue = issueOf(finding, ofFile);
    const line = policy && name !== undefined && policyLineOf(finding, ofPage(policy, name));
    return line ? { ...issue, related: [...(issue.related ?? []), line] } : issue;
  });
  return { issues, inspection };
}

function policyLineOf({ policy, policyLine }: Finding, uri: string | undefined): RelatedIssue | undefined {
  if (policyLine === undefined || uri === undefined) return undefined;
  return { message: `The policy ${policy} says so here`, uri, line: policyLine, span: { start: 0, end: 0 } };
}

/** `addressOf` is needed for findings with related places in other files. */
export function issueOf(finding: Finding, addressOf: (path: string) => string | undefined = () => undefined): Issue {
  const { rule, severity, message, help, consequence, span, related, fix } = finding;
  const more = [help, consequence?.text].filter((part) => part !== undefined);
  return {
    code: rule,
    severity,
    message: [message, ...more].join('\n'),
    span,
    finding,
    ...(fix && { fix }),
    ...(related && {
      related: related.flatMap(({ path, ...place }) => {
        if (path === undefined) return [place];
        const uri = addressOf(path);
        return uri === undefined ? [] : [{ ...place, uri }];
      }),
    }),
  };
}

/**
 * A configuration, a baseline or a policy that cannot be used: then nothing is known about the file, and that is all there is to
 * say. Any other error is a bug, which must not keep the editor waiting for an answer.
 */
export function unusable(error: unknown, { text }: Source): Issue {
  const end = text.indexOf('\n');
  const span = { start: 0, end: end < 0 ? Math.min(text.length, 1) : Math.min(end, 1) };
  if (error instanceof ConfigError) {
    const [first] = error.problems;
    const where = first ? { uri: uriOf(first.file), line: first.line, span: { start: 0, end: 0 } } : undefined;
    return {
      severity: 'error',
      message: `This file is not checked, because its configuration cannot be used.\n${error.message}`,
      span,
      ...(first && where && { related: [{ ...where, message: first.message }] }),
    };
  }
  if (error instanceof PolicyError)
    return {
      severity: 'error',
      message: `This file is not checked, because its policy cannot be used.\n${error.message}`,
      span,
    };
  console.error(error);
  return { severity: 'error', message: `This is a bug in Topicguard, please report it: ${error}`, span };
}
