import { type InlayHint, InlayHintRequest } from 'vscode-languageserver';
import { connectFacts } from '../../src/lint/facts.js';
import { withUsual } from '../../src/lint/judge-client.js';
import { namedHoles } from '../../src/lint/levels.js';
import type { JudgedByPolicy } from '../../src/lint/lint.js';
import type { LocatedTopic, Span } from '../../src/readers/document.js';
import { code, markup, plain } from '../markdown.js';
import type { Source } from '../source.js';
import { lintedKinds } from './code-action.js';
import { feature } from './feature.js';

/** Behind a variable of a topic (`${DEVICE}`) what has to stand there, where the file or its configuration says who the client is. */
export const inlayHints = feature({
  request: InlayHintRequest.type,
  kinds: lintedKinds,
  capabilities: { inlayHintProvider: true },
  async answer({ params, source, workspace, cancelled }) {
    const { inspection } = await workspace.check(source);
    if (!inspection || inspection.judged.length === 0) return [];
    const options = source.path === undefined ? undefined : await workspace.settings.configFor(source.path);
    const shown: Span = {
      start: source.lines.offsetAt(params.range.start),
      end: source.lines.offsetAt(params.range.end),
    };
    const hints: InlayHint[] = [];
    for (const judged of inspection.judged) {
      if (cancelled()) break;
      const { client, guard } = judged;
      const topics = [...client.requests.map(({ topic }) => topic), client.options.will?.topic].filter(
        (topic): topic is LocatedTopic =>
          topic?.parts !== undefined && topic.span.start <= shown.end && shown.start <= topic.span.end,
      );
      if (topics.length === 0) continue;
      const names = withUsual(guard.identify(connectFacts(client, workspace.host.now())), options?.identity);
      for (const topic of topics) hints.push(...hintsIn(topic, judged, names, source));
    }
    return hints;
  },
});

function hintsIn(
  topic: LocatedTopic,
  { guard }: JudgedByPolicy,
  names: Readonly<Record<string, string>>,
  source: Source,
): InlayHint[] {
  const { text, kind } = source;
  const written = text.slice(topic.span.start, topic.span.end);
  const from = topic.span.start + written.indexOf(topic.value);
  // Written with escapes, its variables are somewhere else.
  if (!written.includes(topic.value)) return [];
  return namedHoles(topic, guard, kind === 'session' ? 'script' : 'any').flatMap(
    ({ end, name, about }): InlayHint[] => {
      const value = Object.hasOwn(names, name) ? names[name] : undefined;
      if (value === undefined) return [];
      return [
        {
          position: source.lines.positionAt(from + end),
          label: `= ${value.length > 40 ? `${value.slice(0, 40)}…` : value}`,
          tooltip: markup(`${code(`{${name}}`)}${about === undefined ? '' : `: ${plain(about)}`}`, undefined),
          paddingLeft: true,
          paddingRight: true,
        },
      ];
    },
  );
}
