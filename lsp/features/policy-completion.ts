import path from 'node:path';
import { type CompletionItem, CompletionItemKind, CompletionRequest, type MarkupKind } from 'vscode-languageserver';
import { builtinNames } from '../../src/policy/builtins.js';
import { policyWordDocs } from '../generated/language-docs.js';
import { cursorIn, type PolicyCursor } from '../language/policy-cursor.js';
import { type Around, ofKind, type Suggestion, suggestionsFor } from '../language/policy-suggestions.js';
import { markup } from '../markdown.js';
import type { Source } from '../source.js';
import type { Workspace } from '../workspace.js';
import { feature } from './feature.js';

const kinds: Readonly<Record<Suggestion['kind'], CompletionItemKind>> = {
  keyword: CompletionItemKind.Keyword,
  field: CompletionItemKind.Field,
  value: CompletionItemKind.Value,
  unit: CompletionItemKind.Unit,
  name: CompletionItemKind.Variable,
  role: CompletionItemKind.Class,
  topic: CompletionItemKind.Event,
  text: CompletionItemKind.Text,
  policy: CompletionItemKind.Module,
};

/** What the grammar takes next, and the names, roles and topics of the page that fit there. */
export const policyCompletion = feature({
  request: CompletionRequest.type,
  kinds: ['policy'],
  capabilities: { completionProvider: { triggerCharacters: ['{', '/', '"'] } },
  answer({ params, source, workspace, client }) {
    const offset = source.lines.offsetAt(params.position);
    const cursor = cursorIn(source.text, offset);
    if (!cursor) return [];
    const around: Around = {
      source,
      policies: [...builtinNames(), ...policiesBeside(source, workspace)],
      date: new Date(workspace.host.now() * 1000).toISOString().slice(0, 10),
    };
    const formats = client.textDocument?.completion?.completionItem?.documentationFormat;
    return itemsFor(cursor, offset, around).map((item) => withMeaning(item, formats));
  },
});

function itemsFor(cursor: PolicyCursor, offset: number, around: Around): CompletionItem[] {
  const { word, start, string } = cursor;
  const written = string ? string.text : word;
  const brace = written.lastIndexOf('{');
  if (brace > written.lastIndexOf('}')) {
    const from = offset - written.length + brace;
    return ofKind(around, cursor, ['identity', 'setting', 'free']).map((one) =>
      itemOf(one, one.label, from, behindName(around.source.text, offset), around.source),
    );
  }
  const suggestions = suggestionsFor(cursor, around);
  if (string) {
    const wanted = suggestions.filter(({ kind }) => kind === 'text');
    return wanted.map((one) => itemOf(one, one.label, string.start, offset, around.source));
  }
  const level = start + word.lastIndexOf('/') + 1;
  return suggestions.map((one) => {
    // A name goes into the topic that is being written; a whole topic takes its place.
    const from = one.kind === 'name' ? level : start;
    const text = one.kind === 'text' ? `"${one.label}"` : one.label;
    return itemOf(one, text, from, offset, around.source);
  });
}

/** What the language means by the word. */
function withMeaning(item: CompletionItem, formats: readonly MarkupKind[] | undefined): CompletionItem {
  const isWord = item.kind === CompletionItemKind.Keyword || item.kind === CompletionItemKind.Value;
  const meaning = isWord ? policyWordDocs.get(item.label) : undefined;
  return meaning === undefined ? item : { ...item, documentation: markup(meaning, formats) };
}

/** The rest of a name and its brace, which an editor may have closed already. */
function behindName(text: string, offset: number): number {
  const rest = /[A-Za-z0-9_-]*\}/y;
  rest.lastIndex = offset;
  return rest.test(text) ? rest.lastIndex : offset;
}

function itemOf({ label, kind, about }: Suggestion, newText: string, start: number, end: number, source: Source) {
  return {
    label,
    kind: kinds[kind],
    filterText: newText,
    textEdit: { range: source.rangeOf({ start, end }), newText },
    ...(about && { detail: about }),
  } satisfies CompletionItem;
}

/** Policies that are open and lie in the same folder, by the names that a page has for them. */
function policiesBeside({ path: own }: Source, workspace: Workspace): string[] {
  return workspace.openSources.flatMap(({ kind, path: file }) =>
    kind === 'policy' &&
    own !== undefined &&
    file !== undefined &&
    file !== own &&
    path.dirname(file) === path.dirname(own)
      ? [path.basename(file, '.mqttpolicy')]
      : [],
  );
}
