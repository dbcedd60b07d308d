/** Changes of a configuration's text that leave everything else in it as it is, comments too. */
import type { Edit } from '../fix.js';
import { yamlEntry } from './edit-yaml.js';
import type { ExceptionJson } from './json.js';

/** A rule's severity: set, or changed where it is set. Nothing where the text has a shape in which it cannot be written. */
export function withRule(
  text: string,
  file: string,
  id: string,
  severity: string,
): Promise<readonly Edit[] | undefined> {
  return withEntry(text, file, { list: false, key: 'rules', name: id, value: severity });
}

/** One more exception. Nothing where the text has a shape in which it cannot be written. */
export function withException(
  text: string,
  file: string,
  exception: ExceptionJson,
): Promise<readonly Edit[] | undefined> {
  return withEntry(text, file, { list: true, key: 'exceptions', value: exception });
}

export type Entry =
  | { readonly list: false; readonly key: string; readonly name: string; readonly value: string }
  | { readonly list: true; readonly key: string; readonly value: object };

async function withEntry(text: string, file: string, entry: Entry): Promise<readonly Edit[] | undefined> {
  if (/\.ya?ml$/i.test(file)) {
    const edit = await yamlEntry(text, entry);
    return edit && [edit];
  }
  const { modify, parseTree, findNodeAtLocation } = await import('jsonc-parser');
  const path = entry.list ? [entry.key, -1] : [entry.key, entry.name];
  // A rule with options is an object, whose severity is one of its values.
  const tree = text.length > longest ? undefined : parseTree(text);
  if (!tree) return undefined;
  if (!entry.list && findNodeAtLocation(tree, path)?.type === 'object') path.push('severity');
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: 2,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
  const edits = modify(text, path, entry.value, { formattingOptions, isArrayInsertion: entry.list });
  return edits.map(({ offset, length, content }) => ({ start: offset, end: offset + length, text: content }));
}

/** UTF-16 units, as for reading one. */
const longest = 1_000_000;
