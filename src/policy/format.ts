import { printPage } from '../../grammar/policy/print.js';
import { readPage } from '../../grammar/policy/read.js';
import { fieldsOfSection } from './fields.js';
import type { PolicyProblem } from './model.js';
import { Problems } from './problems.js';

export interface FormattedPolicy {
  /** The canonical form; the text as it was when it has mistakes of syntax. */
  readonly text: string;
  /** Why the text was not touched; empty when it was formatted. */
  readonly problems: readonly PolicyProblem[];
}

/**
 * The one canonical form of a policy: comments are kept, lines are never reordered, and what is formatted stays as it is when it
 * is formatted again. A text with mistakes of syntax is not touched. What only the loaded policy can tell does not matter here.
 */
export function formatPolicy(text: string): FormattedPolicy {
  const { page, faults } = readPage(text, { fieldsOf: fieldsOfSection });
  if (faults.length === 0) return { text: printPage(page), problems: [] };
  const problems = new Problems(text);
  for (const fault of faults) problems.syntax(fault);
  return { text, problems: problems.list };
}
