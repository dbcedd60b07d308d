/** Which findings are reported: all from a severity on. */
import type { Finding } from '../../src/lint/index.js';

type Severity = Finding['severity'];

export const severities: readonly Severity[] = ['hint', 'warning', 'error'];

export function fromSeverity(findings: readonly Finding[], least: Severity): readonly Finding[] {
  const from = severities.indexOf(least);
  return from === 0 ? findings : findings.filter(({ severity }) => severities.indexOf(severity) >= from);
}
