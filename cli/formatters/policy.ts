import { formatPolicy } from '../../src/policy/index.js';

export function formatPolicyFile(text: string) {
  const formatted = formatPolicy(text);
  return formatted.problems.length > 0 ? { problems: formatted.problems } : { text: formatted.text, problems: [] };
}
