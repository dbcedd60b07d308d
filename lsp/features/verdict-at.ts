import { type Position, ProtocolRequestType, type TextDocumentIdentifier } from 'vscode-languageserver';
import { sentencesOf } from '../../src/lint/verdicts.js';
import { topicAt } from '../place.js';
import { type Verdict, type VerdictAnswer, verdictMethod } from '../requests.js';
import { lintedKinds } from './code-action.js';
import { feature } from './feature.js';
import { verdictsAt } from './hover-topic.js';

interface Params {
  readonly textDocument: TextDocumentIdentifier;
  readonly position: Position;
}

/** What the platform says to the topic at a position, whether lint has something to report or not. */
export const verdictAt = feature({
  request: new ProtocolRequestType<Params, VerdictAnswer | null, never, void, void>(verdictMethod),
  kinds: lintedKinds,
  capabilities: { experimental: { topicguard: { verdict: true } } },
  async answer({ params, source, workspace }) {
    const { inspection } = await workspace.check(source);
    const place = topicAt(inspection, source.lines.offsetAt(params.position));
    if (!place) return null;
    const options = source.path === undefined ? undefined : await workspace.settings.configFor(source.path);
    const { guard } = place.judged;
    const verdicts = verdictsAt(place, { now: workspace.host.now(), usual: options?.identity });
    return {
      topic: place.topic.value,
      policy: guard.policy.name,
      verdicts: verdicts.map((verdict): Verdict => {
        const { status, reasons, advice } = verdict.judgement;
        return {
          verb: verdict.verb,
          status,
          text: sentencesOf(verdict, guard).join(' '),
          rules: [...new Set([...reasons, ...advice].map(({ rule }) => rule))],
        };
      }),
    };
  },
});
