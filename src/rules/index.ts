/** Every rule there is, from the files of this folder. */
import { rules } from './generated/registry.js';
import type { Rule } from './rule.js';

export { rules };

const byId: ReadonlyMap<string, Rule> = new Map(rules.map((rule) => [rule.id, rule]));

export function ruleById(id: string): Rule | undefined {
  return byId.get(id);
}
