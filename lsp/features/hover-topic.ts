import { HoverRequest } from 'vscode-languageserver';
import { type LevelMeaning, meaningsOf, rowsFor } from '../../src/lint/levels.js';
import {
  grantedQos,
  type RequestVerdict,
  sentencesOf,
  type VerdictOptions,
  verdictOnWill,
  verdictsOn,
} from '../../src/lint/verdicts.js';
import { code, hoverText, plain } from '../markdown.js';
import { type TopicPlace, topicAt } from '../place.js';
import { lineOf, pageOf, sourceLink } from '../policy-lines.js';
import { lintedKinds } from './code-action.js';
import { type Asked, feature } from './feature.js';

/** So many rows and levels are shown; a filter can cover all of a page. */
const mostRows = 8;
const mostLevels = 32;

/** On a topic: what the platform answers, what each level is, and the rows of the policy that it belongs to. */
export const hoverTopic = feature({
  request: HoverRequest.type,
  kinds: lintedKinds,
  capabilities: { hoverProvider: true },
  async answer(asked) {
    const { params, source, workspace, client } = asked;
    const { inspection } = await workspace.check(source);
    const place = topicAt(inspection, source.lines.offsetAt(params.position));
    if (!place) return null;
    const options = source.path === undefined ? undefined : await workspace.settings.configFor(source.path);
    const usual = { now: workspace.host.now(), usual: options?.identity };
    const { topic } = place;
    const text = [verdictPart(place, usual), levelsPart(meaningsOf(topic, place.judged.guard)), rowsPart(place, asked)];
    return {
      contents: hoverText(text, client),
      range: source.rangeOf(topic.span),
    };
  },
});

export function verdictsAt({ judged, request }: TopicPlace, options: VerdictOptions): readonly RequestVerdict[] {
  const { client, guard } = judged;
  return request ? verdictsOn(request, client, guard, options) : [verdictOnWill(client, guard, options.now)];
}

function verdictPart(place: TopicPlace, options: VerdictOptions): string {
  const { guard } = place.judged;
  const which = plain(guard.policy.title ?? guard.policy.name);
  return verdictsAt(place, options)
    .map((verdict) => {
      const granted = grantedAt(place, verdict, options);
      // With each QoS that it may ask for, so nothing is left open.
      const said =
        granted === undefined
          ? verdict
          : { verb: verdict.verb, judgement: { ...verdict.judgement, status: 'allowed' as const } };
      const sentences = sentencesOf(said, guard).map(plain);
      return `**${verdict.verb}**: ${[`${answerOf(verdict, granted)} by ${which}.`, ...sentences].join(' ')}`;
    })
    .join('\n\n');
}

function grantedAt(
  { judged, request }: TopicPlace,
  verdict: RequestVerdict,
  options: VerdictOptions,
): number | undefined {
  if (!request || verdict.verb !== 'subscribe' || verdict.judgement.status === 'denied') return undefined;
  return grantedQos(request, judged.client, judged.guard, options);
}

function answerOf({ judgement, ifPlain }: RequestVerdict, granted: number | undefined): string {
  if (granted !== undefined) return `allowed, QoS ${granted} is granted`;
  if (judgement.status === 'undecided') return ifPlain ? 'allowed, as far as the file says,' : 'not decided';
  return judgement.status === 'allowed' ? 'allowed' : 'not allowed';
}

function levelsPart(meanings: readonly LevelMeaning[]): string {
  const shown = meanings
    .slice(0, mostLevels)
    .map(({ text, listed, names }, at) => `${at + 1}. ${code(text)}${what(text, listed, names)}`);
  if (meanings.length > mostLevels) shown.push(`${mostLevels + 1}. and ${meanings.length - mostLevels} more`);
  return shown.join('\n');
}

function what(text: string, listed: LevelMeaning['listed'], names: LevelMeaning['names']): string {
  const remarks = names.map(
    ({ name, about }) => `${code(`{${name}}`)}${about === undefined ? '' : ` (${plain(about)})`}`,
  );
  const words = listed.filter((one) => !names.some(({ name }) => one === `{${name}}`));
  if (text === '#') return ': everything from here on';
  const all = [...words.slice(0, mostRows).map(code), ...remarks];
  if (text === '+') return all.length === 0 ? ': any one level' : `: any one level, here ${all.join(', ')}`;
  return all.length === 0 || (all.length === 1 && words[0] === text) ? '' : `: ${all.join(', ')}`;
}

function rowsPart(place: TopicPlace, { source, workspace }: Asked<unknown>): string {
  const { judged, topic, request } = place;
  const { guard } = judged;
  const rows = rowsFor(topic, request?.direction ?? '', guard);
  const page = pageOf(judged, source, workspace);
  const shown = rows.slice(0, mostRows).map((row) => {
    const line = lineOf(page, row.line, guard.policy.name);
    const see = sourceLink(row.source, guard.policy);
    const of = see === undefined ? '' : `, see ${see}`;
    const about = row.about === undefined ? '' : `: ${plain(row.about)}`;
    return `- ${row.verbs.join(', ')} ${code(row.levels.join('/'))}${about}${line === undefined ? '' : `. ${line}`}${of}`;
  });
  if (rows.length > mostRows) shown.push(`- and ${rows.length - mostRows} more`);
  return shown.join('\n');
}
