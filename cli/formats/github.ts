/**
 * Workflow commands: GitHub shows each finding beside its line. A command ends with its line, so what would end it, or one of its
 * properties, is written as `%` and a number (Actions toolkit, `command.ts`: `%`, CR, LF; in properties also `:` and `,`).
 */
import type { Finding } from '../../src/lint/index.js';
import { pathFromRoot } from './from-root.js';
import type { Report } from './index.js';

const commands: Readonly<Record<Finding['severity'], string>> = { error: 'error', warning: 'warning', hint: 'notice' };

export function github({ files }: Report): string {
  return files
    .flatMap(({ path, findings }) => {
      const file = pathFromRoot(path);
      return findings.map((finding) => commandOf(finding, file));
    })
    .join('');
}

function commandOf({ severity, rule, message, help, line, column, endLine, endColumn }: Finding, file: string): string {
  const properties: [string, string | number][] = [
    ['file', file],
    ['line', line],
    ['endLine', endLine],
    ['col', column],
    // Columns count only within one line, and the last one is meant to be part of it.
    ...(endLine === line ? [['endColumn', Math.max(column, endColumn - 1)] as [string, number]] : []),
    ['title', `topicguard ${rule}`],
  ];
  const written = properties.map(([name, value]) => `${name}=${escapeProperty(String(value))}`).join(',');
  return `::${commands[severity]} ${written}::${escapeData(help === undefined ? message : `${message}\n${help}`)}\n`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
