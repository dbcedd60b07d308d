import { HoverRequest } from 'vscode-languageserver';
import type { Judgement } from '../../src/engine/packets.js';
import { actorOf, consequenceSentence } from '../../src/lint/consequence.js';
import { connectFacts } from '../../src/lint/facts.js';
import { rowsAbout } from '../../src/lint/policy-rows.js';
import { verdictsOn } from '../../src/lint/verdicts.js';
import { fields } from '../../src/policy/fields.js';
import { ruleById } from '../../src/rules/index.js';
import { hoverText, link, plain } from '../markdown.js';
import { type OptionPlace, optionAt } from '../place.js';
import { lineOf, pageOf, sourceLink } from '../policy-lines.js';
import { lintedKinds } from './code-action.js';
import { type Asked, feature } from './feature.js';

/** On an option, or its key: what it is, the rule behind it, what the policy says of it and of the value that it has. */
export const hoverOption = feature({
  request: HoverRequest.type,
  kinds: lintedKinds,
  capabilities: { hoverProvider: true },
  async answer(asked) {
    const { params, source, workspace, client } = asked;
    const { inspection } = await workspace.check(source);
    const place = await optionAt(inspection, source, source.lines.offsetAt(params.position));
    if (!place) return null;
    const { rule: id, policyField } = place;
    const about = fields.find(({ name }) => name === policyField)?.about;
    const rule = ruleById(id);
    const text = [
      `**${policyField}**${about === undefined ? '' : `: ${plain(about)}.`}`,
      answerTo(place, workspace.host.now()),
      linesAbout(place, asked),
      rule && `${link(id, workspace.host.pageOf(`docs/rules/${id}.md`))}: ${plain(rule.title)}.`,
    ];
    return {
      contents: hoverText(text, client),
      range: source.rangeOf(place.span),
    };
  },
});

function answerTo({ judged, field, requests }: OptionPlace, now: number): string {
  const { guard, client } = judged;
  const judgements: readonly Judgement[] = requests
    ? requests.flatMap((request) => verdictsOn(request, client, guard, { now }).map(({ judgement }) => judgement))
    : [guard.judge({ connect: connectFacts(client, now) })];
  const sentences = new Set<string>();
  for (const { reasons, advice } of judgements) {
    for (const { message, consequence } of reasons.filter((said) => said.field === field)) {
      sentences.add(message);
      sentences.add(consequenceSentence(consequence, actorOf(guard.policy)) ?? '');
    }
    for (const { message } of advice.filter((said) => said.field === field)) sentences.add(message);
  }
  if (sentences.size > 0) return plain([...sentences].filter((sentence) => sentence !== '').join(' '));
  return `${plain(guard.policy.title ?? guard.policy.name)} has nothing against the value.`;
}

function linesAbout({ judged, occasion, policyField }: OptionPlace, { source, workspace }: Asked<unknown>): string {
  const { policy } = judged.guard;
  const page = pageOf(judged, source, workspace);
  return rowsAbout(policy, occasion, policyField)
    .map((row) => {
      const line = lineOf(row.page === policy ? page : undefined, row.line, row.page.name);
      const of = sourceLink(row.source, row.page);
      const parts = [line, row.about === undefined ? undefined : plain(row.about), of && `see ${of}`];
      return `- ${parts.filter((part) => part !== undefined).join(', ')}`;
    })
    .join('\n');
}
