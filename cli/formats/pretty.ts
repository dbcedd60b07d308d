/** For people: each finding with its line, what the platform does about it, and what to write instead. */
import type { Finding } from '../../src/lint/index.js';
import { readableExtensions } from '../../src/readers/index.js';
import { counted } from '../../src/text/counted.js';
import { codeFrame } from '../code-frame.js';
import { type Paint, painter, printable, type Style } from '../terminal.js';
import type { FileReport, FormatOptions, Report } from './index.js';

const styles: Readonly<Record<Finding['severity'], Style>> = { error: 'red', warning: 'yellow', hint: 'blue' };

export function pretty(report: Report, { colours }: FormatOptions): string {
  const paint = painter(colours);
  const parts = report.files.filter(({ findings }) => findings.length > 0).map((file) => prettyFile(file, paint));
  return `${parts.join('')}${summaryLine(report, paint)}\n`;
}

function prettyFile(file: FileReport, paint: Paint): string {
  const lines = file.text.split('\n');
  return file.findings.map((finding) => prettyFinding(finding, file, lines, paint)).join('');
}

function prettyFinding(finding: Finding, file: FileReport, lines: readonly string[], paint: Paint): string {
  const { severity, rule, message, line, column } = finding;
  const style = styles[severity];
  const whole = lines[line - 1] ?? '';
  const lineText = whole.endsWith('\r') ? whole.slice(0, -1) : whole;
  const head = `${paint(`${printable(file.path)}:${line}:${column}`, 'bold')} ${paint(severity, style, 'bold')} ${paint(rule, 'dim')}`;
  const notes = [
    finding.consequence?.text && `${paint('→', style)} ${finding.consequence.text}`,
    finding.witness !== undefined && !message.includes(finding.witness)
      ? `For example, it covers ${finding.witness}`
      : undefined,
    finding.help && `${paint('help:', 'bold')} ${finding.help}`,
    paint(becauseOf(finding, file), 'dim'),
  ];
  return `${head}\n  ${printable(message)}\n${codeFrame(lineText, finding, paint, style)}${notes
    .filter((note) => note !== undefined && note !== '')
    .map((note) => `  ${note}\n`)
    .join('')}\n`;
}

/** Which policy says so, and why it is that one. */
function becauseOf({ policy, policyLine }: Finding, { policies }: FileReport): string {
  if (policy === undefined) return '';
  const choice = policies.find(({ name }) => name === policy);
  const where = policyLine === undefined ? '' : ` line ${policyLine}`;
  return `policy ${policy}${where}${choice === undefined ? '' : ` (${printable(choice.why)})`}`;
}

function summaryLine({ files, summary }: Report, paint: Paint): string {
  const { errors, warnings, hints } = summary;
  const clients = files.reduce((sum, file) => sum + file.clients, 0);
  const checked = `${counted(files.length, 'file')}, ${counted(clients, 'client')}${usedPolicies(files)}`;
  if (errors + warnings + hints === 0) {
    if (files.length === 0) {
      const endings = readableExtensions.map((ending) => `.${ending}`).join(', ');
      return `${paint('No file to lint', 'yellow')}: none that is not ignored has a name that ends in one of ${endings}`;
    }
    if (clients === 0) return `${paint('No MQTT client found', 'yellow')} in ${counted(files.length, 'file')}`;
    return `${paint('Nothing wrong', 'green')} in ${checked}`;
  }
  const counts = [
    errors > 0 ? paint(counted(errors, 'error'), 'red', 'bold') : '',
    warnings > 0 ? paint(counted(warnings, 'warning'), 'yellow') : '',
    hints > 0 ? paint(counted(hints, 'hint'), 'blue') : '',
  ];
  return `${counts.filter((count) => count !== '').join(', ')} in ${checked}`;
}

function usedPolicies(files: readonly FileReport[]): string {
  const names = new Set(files.flatMap(({ policies }) => policies.map(({ name }) => name)));
  if (names.size === 0) return '';
  return `, policy ${[...names].sort().join(', ')}`;
}
