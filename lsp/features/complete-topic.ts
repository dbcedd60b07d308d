import { type CompletionItem, CompletionItemKind, CompletionRequest, InsertTextFormat } from 'vscode-languageserver';
import { type Suggestion, suggestTopics } from '../../src/lint/suggest-topics.js';
import type { Format } from '../../src/readers/index.js';
import { markup, plain } from '../markdown.js';
import { isAt, topicAt } from '../place.js';
import { lineOf, type PolicyPage, pageOf } from '../policy-lines.js';
import { type Slot, slotAt } from '../slot.js';
import { lintedKinds } from './code-action.js';
import { type Asked, feature } from './feature.js';

/** In a topic: those of the policy that the client may write there, with its own names filled in. */
export const completeTopic = feature({
  request: CompletionRequest.type,
  kinds: lintedKinds,
  capabilities: { completionProvider: { triggerCharacters: ['/', '"', "'"] } },
  async answer(asked) {
    const { params, source, workspace, client, cancelled } = asked;
    const format = source.kind as Format;
    const slot = slotAt(source.text, source.lines.offsetAt(params.position), format);
    const probe = slot?.spell(probeAfter(slot.before));
    const { inspection } = await workspace.check(source);
    if (!slot || probe === undefined || !inspection) return [];
    // What the reader makes of a topic there says whose it is, and what for.
    const { start, end } = slot.span;
    const text = source.text.slice(0, start) + probe + source.text.slice(end);
    const place = topicAt(await workspace.inspectAlone(source, text, (one) => isAt(one, start)), start);
    if (!place || cancelled() || start - place.topic.span.start > 1) return [];
    const { judged, topic, request } = place;
    const options = source.path === undefined ? undefined : await workspace.settings.configFor(source.path);
    const suggestions = suggestTopics(
      {
        client: judged.client,
        guard: judged.guard,
        direction: request ? request.direction : 'publish',
        before: slot.before,
        style: format === 'session' ? 'script' : 'any',
        at: topic,
      },
      { now: workspace.host.now(), usual: options?.identity },
    );
    const page = pageOf(judged, source, workspace);
    const snippets = client.textDocument?.completion?.completionItem?.snippetSupport === true;
    return suggestions.flatMap(
      (suggestion, at) => itemOf(suggestion, at, { slot, snippets, page, name: judged.guard.policy.name }, asked) ?? [],
    );
  },
});

/** A topic that begins as the one that is being written. */
function probeAfter(before: string): string {
  if (before === '') return 'x/x';
  return before.endsWith('/') ? `${before}x` : `${before}/x`;
}

interface Writing {
  readonly slot: Slot;
  readonly snippets: boolean;
  readonly page: PolicyPage | undefined;
  readonly name: string;
}

function itemOf(
  { topic, foundBy, open, verbs, row }: Suggestion,
  at: number,
  { slot, snippets, page, name }: Writing,
  { source, client }: Asked<unknown>,
): CompletionItem | undefined {
  const newText = slot.spell(topic);
  if (newText === undefined) return undefined;
  const isSnippet = snippets && open.length > 0;
  const line = row && lineOf(page, row.line, name);
  const about = row?.about;
  const kinds = client.textDocument?.completion?.completionItem?.documentationFormat;
  return {
    label: topic,
    kind: CompletionItemKind.Value,
    detail: `${verbs.join(', ')}${row ? '' : ': everything below'}`,
    sortText: String(at).padStart(4, '0'),
    filterText: foundBy,
    textEdit: { range: source.rangeOf(slot.span), newText: isSnippet ? snippetOf(newText, open) : newText },
    ...(isSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(line !== undefined && {
      documentation: markup(about === undefined ? line : `${plain(about)}. ${line}`, kinds),
    }),
  };
}

/** What is left to say is jumped to, and stays a variable until it is said. */
function snippetOf(text: string, open: readonly string[]): string {
  const escaped = (part: string): string => part.replace(/[\\$}]/g, '\\$&');
  let snippet = '';
  let from = 0;
  for (const [index, variable] of open.entries()) {
    const at = text.indexOf(variable, from);
    if (at < 0) continue;
    snippet += `${escaped(text.slice(from, at))}\${${index + 1}:${escaped(variable)}}`;
    from = at + variable.length;
  }
  return snippet + escaped(text.slice(from));
}
