import type { RelatedPlace } from '../../src/lint/finding.js';
import { LineTable } from '../../src/text/lines.js';
import type { Report } from './index.js';

/** One JSON object. `findings` and `summary` are the contract; fields are added, never changed. */
export function json({ files, summary }: Report): string {
  const findings = files.flatMap(({ path, text, findings }) => {
    let table: LineTable | undefined;
    const lines = (): LineTable => {
      table ??= new LineTable(text);
      return table;
    };
    return findings.map(
      ({ rule, severity, message, line, column, endLine, endColumn, fixable, confidence, ...more }) => ({
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
        ...(more.related && { related: more.related.map((place) => placeOf(place, path, lines())) }),
      }),
    );
  });
  const policies = files.flatMap(({ path, policies }) => policies.map((policy) => ({ file: path, ...policy })));
  return `${JSON.stringify({ version: 1, findings, summary, policies })}\n`;
}

/** Of another file only the line is known. */
function placeOf({ message, span, path, line }: RelatedPlace, own: string, lines: LineTable): object {
  if (path !== undefined) return { file: path, line, message };
  const from = lines.positionOf(span.start);
  const to = lines.positionOf(span.end);
  return { file: own, ...from, endLine: to.line, endColumn: to.column, message };
}
