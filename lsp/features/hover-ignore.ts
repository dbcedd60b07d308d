import { HoverRequest } from 'vscode-languageserver';
import { ruleById, rules } from '../../src/rules/index.js';
import { nearest } from '../../src/text/nearest.js';
import { code, hoverText, link, plain } from '../markdown.js';
import { holds, ignoreAt } from '../place.js';
import { lintedKinds } from './code-action.js';
import { feature } from './feature.js';

/** On a comment that ignores findings: the rule under the cursor, or all that it names. */
export const hoverIgnore = feature({
  request: HoverRequest.type,
  kinds: lintedKinds,
  capabilities: { hoverProvider: true },
  async answer({ params, source, workspace, client }) {
    const { inspection } = await workspace.check(source);
    const offset = source.lines.offsetAt(params.position);
    const ignore = ignoreAt(inspection, source, offset);
    if (!ignore || ignore.rules.length === 0) return null;
    const under = ignore.rules.find(({ span }) => holds(span, offset));
    const text = (under ? [under] : ignore.rules).map(({ id }) =>
      aboutRule(id, workspace.host.pageOf(`docs/rules/${id}.md`)),
    );
    return {
      contents: hoverText(text, client),
      range: source.rangeOf(under?.span ?? ignore.comment.span),
    };
  },
});

function aboutRule(id: string, page: string | undefined): string {
  const rule = ruleById(id);
  if (rule) return `${link(id, page)}: ${plain(rule.title)}.\n\n${rule.docs.what}`;
  const meant = nearest(
    id,
    rules.map((one) => one.id),
  );
  return `There is no rule ${code(id)}.${meant === undefined ? '' : ` Did you mean ${code(meant)}?`}`;
}
