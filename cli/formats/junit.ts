/**
 * JUnit's XML, for the test reports of CI servers: a suite for each file, a test for each finding. Only errors are failures, as
 * only they fail the run; what else was found stands in the output of a test that has passed.
 */
import type { Finding } from '../../src/lint/index.js';
import type { FileReport, Report } from './index.js';
import { xml } from './xml.js';

export function junit({ files, summary }: Report): string {
  const suites = files.map(suiteOf);
  const tests = files.reduce((sum, { findings }) => sum + Math.max(1, findings.length), 0);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="topicguard" tests="${tests}" failures="${summary.errors}" errors="0">\n${suites.join('')}</testsuites>\n`;
}

function suiteOf({ path, findings }: FileReport): string {
  const name = xml(path);
  const failures = findings.filter(({ severity }) => severity === 'error').length;
  const cases =
    findings.length === 0
      ? `    <testcase name="lint" classname="${name}"/>\n`
      : findings.map((finding) => caseOf(finding, path)).join('');
  return `  <testsuite name="${name}" tests="${Math.max(1, findings.length)}" failures="${failures}" errors="0">\n${cases}  </testsuite>\n`;
}

function caseOf({ rule, severity, message, help, line, column }: Finding, path: string): string {
  const place = `${path}:${line}:${column}`;
  const detail = xml([`${place} ${severity} ${rule}`, message, ...(help === undefined ? [] : [help])].join('\n'));
  const body =
    severity === 'error'
      ? `<failure type="${xml(rule)}" message="${xml(message)}">${detail}</failure>`
      : `<system-out>${detail}</system-out>`;
  return `    <testcase name="${xml(`${rule} ${line}:${column}`)}" classname="${xml(path)}">\n      ${body}\n    </testcase>\n`;
}
