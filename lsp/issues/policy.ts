import { checkAssertions } from '../../src/engine/assertions.js';
import type { Fix } from '../../src/lint/fix.js';
import { parentsBeside, type ReadBytes } from '../../src/load.js';
import type { PolicyProblem } from '../../src/policy/model.js';
import type { Issue } from '../issue.js';
import type { Source } from '../source.js';

/** What is wrong with a policy, assertions that do not hold included: what keeps it from loading, and its warnings. */
export async function policyIssues({ text, path }: Source, readBytes: ReadBytes): Promise<Issue[]> {
  const { parsePolicy } = await import('../../src/policy/parse.js');
  const { policy, problems } = parsePolicy(text, path === undefined ? {} : { resolve: parentsBeside(path, readBytes) });
  return [...problems, ...(policy ? checkAssertions(policy) : [])].map(issueOf);
}

function issueOf({ code, severity, message, offset, length, fix }: PolicyProblem): Issue {
  return {
    code,
    severity,
    message,
    span: { start: offset, end: offset + length },
    ...(fix && { fix: fixOf(fix) }),
  };
}

function fixOf({ title, edits }: NonNullable<PolicyProblem['fix']>): Fix {
  return {
    title,
    safe: false,
    edits: edits.map(({ offset, length, text }) => ({ start: offset, end: offset + length, text })),
  };
}
