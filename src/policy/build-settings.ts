/** The names that the one who deploys fills in, from the syntax tree to the model. */
import type { SectionNode, Word } from '../../grammar/policy/ast.js';
import { buildClauses, type Takes } from './build-clauses.js';
import type { BuildContext } from './build-context.js';
import { buildShape } from './build-topics.js';
import type { Setting } from './model.js';
import { whyNotOfShape } from './setting-values.js';

/** The lines of a settings section. */
export function buildSettings(section: SectionNode, context: BuildContext): Setting[] {
  const { symbols, problems } = context;
  const { roles, when } = section.head;
  const scope = roles?.[0] ?? when;
  if (scope)
    problems.error(
      'policy/clause',
      scope,
      'A setting is there for every client, so this section has no "for" and no "when".',
    );
  return section.lines.flatMap((node): Setting[] => {
    if (node.kind === 'otherwise') {
      problems.error(
        'policy/clause',
        node,
        'Nobody breaks a setting: a value that is not of its shape is refused before anything is decided. Leave this line out.',
      );
      return [];
    }
    if (node.kind !== 'declaration') return [];
    const clauses = buildClauses(node, settingTakes, symbols, problems);
    const name = node.name.text.slice(1, -1);
    if (node.shape.kind === 'bag') {
      problems.error('policy/shape', node.shape.keyword, 'A setting is one text; a bag is the shape of a token.');
      return [];
    }
    const shape = buildShape(node.shape, { ...context, roles: undefined });
    if (shape.kind === 'expiry') {
      problems.error(
        'policy/shape',
        node.shape.alternatives[0] as Word,
        '"expiry" is the shape of a part of a token, not of a setting.',
      );
      return [];
    }
    const value = node.clauses.default?.value;
    const why = value && whyNotOfShape(shape, value.text);
    if (value && why !== undefined)
      problems.error('policy/default', value, `The default of {${name}} does not fit its shape: it ${why}.`);
    return [{ name, shape, ...clauses, ...(value && { default: value.text }) }];
  });
}

export const settingTakes: Takes = { now: ['about', 'default', 'note', 'source'], later: ['levels'] };
