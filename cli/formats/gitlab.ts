/** GitLab's code quality report: the merge request shows which findings are new, told by their fingerprints. */
import { createHash } from 'node:crypto';
import type { Finding } from '../../src/lint/index.js';
import { pathFromRoot } from './from-root.js';
import type { Report } from './index.js';

const severities: Readonly<Record<Finding['severity'], string>> = { error: 'major', warning: 'minor', hint: 'info' };

export function gitlab({ files }: Report): string {
  const issues = files.flatMap(({ path, findings }) => {
    const file = pathFromRoot(path);
    return findings.map(({ rule, severity, message, line, column, endLine, endColumn, fingerprint }) => ({
      description: message,
      check_name: rule,
      // A fingerprint tells findings of one file apart; GitLab compares those of all files.
      fingerprint: createHash('sha256')
        .update(JSON.stringify([file, fingerprint ?? [rule, line, column, message]]))
        .digest('hex'),
      severity: severities[severity],
      location: {
        path: file,
        lines: { begin: line, end: endLine },
        positions: { begin: { line, column }, end: { line: endLine, column: endColumn } },
      },
    }));
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
