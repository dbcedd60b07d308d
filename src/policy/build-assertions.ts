/** What a policy claims of itself, from the syntax tree to the model. */
import type { SectionNode } from '../../grammar/policy/ast.js';
import { buildClauses, type Takes } from './build-clauses.js';
import type { BuildContext } from './build-context.js';
import { refuseEmptyTopic } from './build-listing.js';
import { buildTemplates } from './build-topics.js';
import type { Assertion, AssertSection, Verb } from './model.js';

/** The lines of an assert section. */
export function buildAssertions(
  section: SectionNode,
  sectionRoles: readonly string[] | undefined,
  context: BuildContext,
): AssertSection['lines'] {
  const { symbols, problems } = context;
  return section.lines.flatMap((node): Assertion[] => {
    if (node.kind !== 'assert' && node.kind !== 'isolated') return [];
    const clauses = buildClauses(node, assertTakes, symbols, problems);
    if (node.kind === 'assert') {
      const topics = buildTemplates(node.topics, { ...context, roles: clauses.roles ?? sectionRoles });
      for (const word of node.topics) refuseEmptyTopic(word, undefined, problems);
      return [{ assert: node.claim.text as 'never' | 'always', verb: node.verb.text as Verb, topics, ...clauses }];
    }
    const names = node.names.map((word) => {
      const name = word.text.slice(1, -1);
      if (symbols.settings.has(name))
        problems.error(
          'policy/isolated',
          word,
          `{${name}} is a setting and the same for every client: no two differ in it.`,
        );
      else if (!symbols.isKnown(name, undefined)) symbols.reportUndeclared(name, word, undefined);
      symbols.noteUse(name, word, clauses.roles ?? sectionRoles, false);
      return name;
    });
    return [{ assert: 'isolated', names, ...clauses }];
  });
}

export const assertTakes: Takes = { now: ['about', 'roles', 'note', 'source'], later: ['when'] };
