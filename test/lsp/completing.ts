/** Completion as an editor does it: the items at the mark, and the text after one of them has been taken. */
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { Feature } from '../../lsp/features/feature.js';
import { Lab } from './lab.js';

export interface Completing {
  readonly labels: readonly string[];
  readonly items: readonly CompletionItem[];
  /** The text after the item with this label has been taken. */
  readonly taking: (label: string) => string;
}

export async function complete(
  one: Feature,
  name: string,
  marked: string,
  { client = {}, lab = new Lab() }: { client?: object; lab?: Lab } = {},
): Promise<Completing> {
  const opened = lab.open(name, marked, name.split('.').pop());
  const items = await lab.ask<CompletionItem[]>(one, opened, {}, client);
  const { text } = opened.source;
  return {
    labels: items.map(({ label }) => label),
    items,
    taking(label) {
      const item = items.find((candidate) => candidate.label === label);
      if (!item) throw new Error(`There is no ${label} among ${items.map((other) => other.label).join(', ')}`);
      const edit = item.textEdit as TextEdit;
      const { start, end } = edit.range;
      const at = opened.range.start;
      // What editors ask of an edit: one line, around the cursor; and they look for an item by what stands before the cursor.
      if (
        start.line !== at.line ||
        end.line !== at.line ||
        start.character > at.character ||
        end.character < at.character
      )
        throw new Error(`The edit of ${label} is not around the cursor.`);
      const written = opened.source.lines.getText({ start, end: at });
      if (!(item.filterText ?? label).toLowerCase().startsWith(written.toLowerCase()))
        throw new Error(`An editor would not show ${item.filterText} for ${written}.`);
      return TextDocument.applyEdits(TextDocument.create('file:///a', '', 0, text), [
        edit,
        ...(item.additionalTextEdits ?? []),
      ]);
    },
  };
}
