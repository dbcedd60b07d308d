import { type Position, ProtocolRequestType, type TextDocumentIdentifier } from 'vscode-languageserver';
import type { Guard } from '../../src/engine/guard.js';
import type { JudgedByPolicy } from '../../src/lint/lint.js';
import { type RequestVerdict, sentencesOf, verdictOnWill, verdictsOn } from '../../src/lint/verdicts.js';
import type { LocatedTopic } from '../../src/readers/document.js';
import { type Verdict, type VerdictAnswer, verdictMethod } from '../requests.js';
import { lintedKinds } from './code-action.js';
import { feature } from './feature.js';

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
    const offset = source.lines.offsetAt(params.position);
    const options = source.path === undefined ? undefined : await workspace.settings.configFor(source.path);
    for (const judged of inspection?.judged ?? []) {
      const found = topicAt(judged, offset, workspace.host.now(), options?.identity);
      if (found) return answerOf(found, judged.guard);
    }
    return null;
  },
});

interface At {
  readonly topic: LocatedTopic;
  readonly verdicts: readonly RequestVerdict[];
}

function topicAt(
  { client, guard }: JudgedByPolicy,
  offset: number,
  now: number,
  usual: Readonly<Record<string, string>> | undefined,
): At | undefined {
  const isHere = ({ span }: LocatedTopic): boolean => span.start <= offset && offset <= span.end;
  const request = client.requests.find(({ topic }) => isHere(topic));
  if (request) return { topic: request.topic, verdicts: verdictsOn(request, client, guard, { now, usual }) };
  const will = client.options.will?.topic;
  return will && isHere(will) ? { topic: will, verdicts: [verdictOnWill(client, guard, now)] } : undefined;
}

function answerOf({ topic, verdicts }: At, guard: Guard): VerdictAnswer {
  return {
    topic: topic.value,
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
}
