import { readPage } from '../../grammar/policy/read.js';
import { buildPolicy } from './build.js';
import { fieldsOfSection } from './fields.js';
import type { Policy, PolicyProblem } from './model.js';
import { Problems } from './problems.js';

export interface ParsedPolicy {
  /** Absent when there is any error. */
  readonly policy?: Policy;
  readonly problems: readonly PolicyProblem[];
}

/**
 * Parses the text of a policy. Never throws: what is wrong is in `problems`, each with its place, and `policy` is only there
 * when none of them is an error.
 */
export function parsePolicy(text: string): ParsedPolicy {
  const problems = new Problems(text);
  const read = readPage(text, { fieldsOf: fieldsOfSection });
  for (const fault of read.faults) problems.syntax(fault);
  const spoilt = { names: read.spoiltNames, roles: read.spoiltRoles, sections: read.spoiltSections };
  const policy = buildPolicy(read.page, spoilt, problems);
  const list = inOrder(problems.list);
  return policy && !problems.hasErrors ? { policy, problems: list } : { problems: list };
}

function inOrder(problems: readonly PolicyProblem[]): PolicyProblem[] {
  return [...problems].sort((a, b) => a.offset - b.offset);
}
