import { formatPolicy } from '../../src/policy/index.js';

export function formatPolicyFile(text: string) {
  const formatted = formatPolicy(text);
  return formatted.text === undefined ? { problems: formatted.problems } : { text: formatted.text, problems: [] };
}
