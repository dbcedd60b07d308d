/** Which findings are reported: all from a severity on. */
import { InvalidArgumentError } from 'commander';
import type { Finding } from '../../src/lint/index.js';

type Severity = Finding['severity'];

const severities: readonly Severity[] = ['hint', 'warning', 'error'];

export function severityNamed(text: string): Severity {
  const severity = severities.find((known) => known === text);
  if (!severity) throw new InvalidArgumentError(`It has to be ${severities.join(', ')}.`);
  return severity;
}

export function fromSeverity(findings: readonly Finding[], least: Severity): readonly Finding[] {
  const from = severities.indexOf(least);
  return from === 0 ? findings : findings.filter(({ severity }) => severities.indexOf(severity) >= from);
}
