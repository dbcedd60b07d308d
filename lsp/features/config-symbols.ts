import { type DocumentSymbol, DocumentSymbolRequest, SymbolKind } from 'vscode-languageserver';
import type { JudgedByPolicy } from '../../src/lint/lint.js';
import type { Client, LocatedTopic, Span } from '../../src/readers/document.js';
import type { Source } from '../source.js';
import { feature } from './feature.js';

/** The outline of a config: its clients with the topics that each of them uses. */
export const configSymbols = feature({
  request: DocumentSymbolRequest.type,
  kinds: ['json', 'yaml'],
  capabilities: { documentSymbolProvider: true },
  async answer({ source, workspace }) {
    const { inspection } = await workspace.check(source);
    const clients = inspection?.document.clients ?? [];
    return clients.map((client) =>
      symbolOf(
        client,
        inspection?.judged.find((one) => one.client === client),
        source,
      ),
    );
  },
});

function symbolOf(client: Client, judged: JudgedByPolicy | undefined, source: Source): DocumentSymbol {
  const { label, options, requests, host, broker } = client;
  const will = options.will?.topic;
  const children = [
    ...requests.map(({ topic, direction }) => topicSymbol(topic, direction ?? '', source)),
    ...(will ? [topicSymbol(will, 'will', source)] : []),
  ];
  const name = options.clientId?.value ?? host?.value ?? label ?? 'client';
  const details = [
    judged && `policy ${judged.choice.name}`,
    host?.value === name ? undefined : host?.value,
    label,
  ].filter((part) => part !== undefined && part !== name);
  // Topics may stand outside of the object, and what a symbol holds has to be in it.
  const spans = [client.span, ...requests.map(({ topic }) => topic.span), ...(will ? [will.span] : [])];
  const range = {
    start: Math.min(...spans.map(({ start }) => start)),
    end: Math.max(...spans.map(({ end }) => end)),
  };
  const own: Span = options.clientId?.span ??
    (broker ?? host)?.span ?? { start: client.span.start, end: client.span.start };
  const isInside = range.start <= own.start && own.end <= range.end;
  return {
    name: named(name),
    kind: SymbolKind.Object,
    detail: details.join(', '),
    range: source.rangeOf(range),
    selectionRange: source.rangeOf(isInside ? own : { start: range.start, end: range.start }),
    children,
  };
}

function topicSymbol({ value, span }: LocatedTopic, detail: string, source: Source): DocumentSymbol {
  const range = source.rangeOf(span);
  return { name: named(value), kind: SymbolKind.Event, detail, range, selectionRange: range };
}

/** A symbol without a name is an error to some editors. */
function named(text: string): string {
  return text.trim() === '' ? '""' : text.slice(0, 200);
}
