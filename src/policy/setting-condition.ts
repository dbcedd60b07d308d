/** `when {region} eu`: a condition on what the one who deploys has chosen. */
import type { TestNode, Word } from '../../grammar/policy/ast.js';
import type { BuildContext } from './build-context.js';
import type { Condition } from './model.js';
import { settingUse } from './setting-use.js';
import { whyNotOfShape } from './setting-values.js';
import { parseShape } from './shape.js';

/** The condition of a setting and its values; `undefined` after a problem. */
export function settingCondition(word: Word, test: TestNode, context: BuildContext): Condition | undefined {
  const { symbols, problems } = context;
  const setting = settingUse(word, 'text', symbols, problems);
  if (!setting) return undefined;
  if (test.kind !== 'values' || test.not || test.unit || test.per) {
    problems.error(
      'policy/value',
      test,
      `A condition on a setting says which values it may have: when ${word.text} one | other.`,
    );
    return undefined;
  }
  const shapeNode = symbols.settings.get(setting.name)?.line?.shape;
  const text = shapeNode?.kind === 'words' ? shapeNode.alternatives.map((one) => one.text).join(' | ') : 'any';
  const parsed = parseShape(text);
  for (const value of test.values) {
    const why = 'shape' in parsed ? whyNotOfShape(parsed.shape, value.text) : undefined;
    if (why === undefined) continue;
    problems.error('policy/value', value, `This could never hold: ${word.text} ${why.replace('is', 'would be')}.`);
    return undefined;
  }
  return { field: word.text, test: { in: test.values.map((value) => value.text) } };
}
