import type { Finding, LintResult } from './finding.js';
import { applyFixes } from './fix.js';
import { type LintOptions, lintText } from './lint.js';

export interface FixOptions extends LintOptions {
  /** Apply fixes that want a look, too. */
  readonly unsafe?: boolean;
}

export interface FixedText {
  readonly text: string;
  /** What is left to say about the new text. */
  readonly result: LintResult;
  /** How many fixes were applied. */
  readonly applied: number;
}

/** A fix may uncover another one; files in which it goes on for longer have fixes that undo each other. */
const mostRounds = 10;
/** Where fixes do not go together, each is tried alone, and each trial is a lint. */
const mostTrials = 50;

/**
 * Applies fixes until there are none left. A fix counts only if the text that comes out has fewer findings of its rule and no error
 * that was not there before; any other is taken back. A file whose bytes could not be read is left as it is. Rejects as `lintText`.
 */
export async function fixText(text: string, options: FixOptions): Promise<FixedText> {
  const { unsafe = false } = options;
  const lint = (other: string): Promise<LintResult> => lintText(other, options);
  let at: FixedText = { text, result: await lint(text), applied: 0 };
  if ((options.problems ?? []).length > 0) return at;
  for (let round = 0; round < mostRounds; round++) {
    const { text: next, applied } = applyFixes(at.text, at.result.findings, { unsafe });
    if (applied.length === 0) return at;
    const result = await lint(next);
    if (isBetter(at.result, result, applied)) {
      at = { text: next, result, applied: at.applied + applied.length };
      continue;
    }
    const one = await firstThatHelps(at, applied.slice(0, mostTrials), unsafe, lint);
    if (!one) return at;
    at = one;
  }
  return at;
}

async function firstThatHelps(
  at: FixedText,
  findings: readonly Finding[],
  unsafe: boolean,
  lint: (text: string) => Promise<LintResult>,
): Promise<FixedText | undefined> {
  for (const finding of findings) {
    const { text } = applyFixes(at.text, [finding], { unsafe });
    const result = await lint(text);
    if (isBetter(at.result, result, [finding])) return { text, result, applied: at.applied + 1 };
  }
  return undefined;
}

function isBetter(before: LintResult, after: LintResult, applied: readonly Finding[]): boolean {
  const were = countsOf(before.findings);
  const are = countsOf(after.findings);
  const gone = new Set(applied.map(({ rule }) => rule));
  for (const rule of gone) if ((are.all.get(rule) ?? 0) >= (were.all.get(rule) ?? 0)) return false;
  for (const [rule, count] of are.errors) if (count > (were.errors.get(rule) ?? 0)) return false;
  return after.clients === before.clients;
}

interface Counts {
  readonly all: ReadonlyMap<string, number>;
  readonly errors: ReadonlyMap<string, number>;
}

function countsOf(findings: readonly Finding[]): Counts {
  const all = new Map<string, number>();
  const errors = new Map<string, number>();
  for (const { rule, severity } of findings) {
    all.set(rule, (all.get(rule) ?? 0) + 1);
    if (severity === 'error') errors.set(rule, (errors.get(rule) ?? 0) + 1);
  }
  return { all, errors };
}
