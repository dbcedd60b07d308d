import type { Report } from './index.js';

/** One JSON object. `findings` and `summary` are the contract; fields are added, never changed. */
export function json({ files, summary }: Report): string {
  const findings = files.flatMap(({ path, findings }) =>
    findings.map(({ rule, severity, message, line, column, endLine, endColumn, fixable, confidence, ...more }) => ({
      file: path,
      rule,
      severity,
      message,
      line,
      column,
      endLine,
      endColumn,
      fixable,
      confidence,
      ...(more.help !== undefined && { help: more.help }),
      ...(more.consequence && { consequence: more.consequence }),
      ...(more.witness !== undefined && { witness: more.witness }),
      ...(more.level !== undefined && { level: more.level }),
      ...(more.policy !== undefined && { policy: more.policy }),
      ...(more.policyLine !== undefined && { policyLine: more.policyLine }),
    })),
  );
  const policies = files.flatMap(({ path, policies }) => policies.map((policy) => ({ file: path, ...policy })));
  return `${JSON.stringify({ version: 1, findings, summary, policies })}\n`;
}
