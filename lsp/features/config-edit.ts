import path from 'node:path';
import type { CodeActionParams, WorkspaceEdit } from 'vscode-languageserver';
import { ConfigError } from '../../src/lint/config/error.js';
import { configNames } from '../../src/lint/config/find-config.js';
import type { FileConfig } from '../../src/lint/config/model.js';
import { applyEdits, type Edit } from '../../src/lint/fix.js';
import { Source, uriOf } from '../source.js';
import { textEdits } from './code-action.js';
import type { Asked } from './feature.js';

interface ConfigChange {
  /** The edits that make it, of a configuration's text. */
  readonly change: (file: string, text: string) => Promise<readonly Edit[] | undefined>;
  /** Whether it counts for the document then: what is nearer or more special could say otherwise. */
  readonly isThere: (config: FileConfig) => boolean;
}

/**
 * A change of the configuration that counts most for the document, with the name to show; of a new one in the workspace folder
 * where there is none. Nothing where it cannot be made, or would not count.
 */
export async function configEdit(
  { source, workspace, client }: Asked<CodeActionParams>,
  { change, isThere }: ConfigChange,
): Promise<{ readonly name: string; readonly edit: WorkspaceEdit } | undefined> {
  if (source.path === undefined) return undefined;
  const folder = workspace.folderOf(source.path);
  try {
    const { sources } = await workspace.settings.configFor(source.path);
    const file = sources[0] ?? path.join(folder, configNames[0]);
    const before = workspace.sourceAt(file);
    const config = before ?? new Source({ uri: uriOf(file), languageId: 'jsonc', version: 0 }, '');
    const edits = await change(file, before ? before.text : '{}\n');
    if (!edits) return undefined;
    const text = applyEdits(before ? before.text : '{}\n', edits);
    const after = await workspace.settingsWith(file, text).configFor(source.path);
    if (!isThere(after)) return undefined;
    const name = path.relative(folder, file).replaceAll(path.sep, '/');
    if (before) return { name, edit: { changes: { [config.uri]: textEdits(edits, config) } } };
    return { name, edit: creation(config.uri, text, client.workspace?.workspaceEdit) };
  } catch (error) {
    // What is wrong with a configuration is said elsewhere.
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
}

/** Editors that create no files open one that is not there yet. */
function creation(
  uri: string,
  newText: string,
  known: { documentChanges?: boolean; resourceOperations?: string[] } | undefined,
): WorkspaceEdit {
  const start = { line: 0, character: 0 };
  const edits = [{ range: { start, end: start }, newText }];
  if (!known?.documentChanges || !known.resourceOperations?.includes('create')) return { changes: { [uri]: edits } };
  return {
    documentChanges: [
      { kind: 'create', uri, options: { ignoreIfExists: true } },
      { textDocument: { uri, version: null }, edits },
    ],
  };
}
