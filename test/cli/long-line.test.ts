import { expect, it } from 'vitest';
import { pretty } from '../../cli/formats/pretty.js';
import type { Finding } from '../../src/lint/index.js';
import { fixOf } from '../../src/lint/make-fix.js';

/** A minified file is one line: what is done for each finding must not look at all of it. */
const text = `${'"$sys/238322/#",'.repeat(250_000)}\r\n`;
const findings = Array.from({ length: 6000 }, (_, at): Finding => {
  const start = at * 640;
  return {
    rule: 'subscribe/wildcard-level',
    severity: 'error',
    message: 'Level 3 is a wildcard.',
    span: { start, end: start + 15 },
    line: 1,
    column: start + 1,
    endLine: 1,
    endColumn: start + 16,
    fixable: false,
    confidence: 'certain',
  };
});

function secondsOf(work: () => void): number {
  const start = performance.now();
  work();
  return (performance.now() - start) / 1000;
}

it('prints thousands of findings in a line of megabytes', () => {
  const summary = { files: 1, errors: findings.length, warnings: 0, hints: 0 };
  const report = { files: [{ path: 'a.json', text, findings, policies: [], clients: 1 }], summary };
  expect(secondsOf(() => pretty(report, { colours: false }))).toBeLessThan(3);
});

it('makes thousands of fixes in a line of megabytes', () => {
  const seconds = secondsOf(() => {
    for (const { span } of findings) {
      const set = [{ at: { value: '$sys/238322/#', span }, value: '$sys/238322/a/#' }];
      expect(fixOf({ title: 'Write it', safe: false, set }, text, 'json')?.edits).toHaveLength(1);
    }
  });
  expect(seconds).toBeLessThan(3);
});
