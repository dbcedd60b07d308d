import path from 'node:path';
import { fileBeside } from '../../src/load.js';
import { builtinNames } from '../../src/policy/builtins.js';
import { pathOf, type Source } from '../source.js';
import type { Workspace } from '../workspace.js';

export interface PolicyFile {
  readonly uri: string;
  /** Absent where only the address is known. */
  readonly source?: Source;
}

/** The page that a policy means by `extends` or `on`: one that ships, a path from there, or a name beside it. */
export function pageNamed(name: string, from: Source, workspace: Workspace): PolicyFile | undefined {
  const builtin = builtinPage(name, workspace);
  if (builtin || from.path === undefined) return builtin;
  const file = fileBeside(from.path, name);
  return file === undefined ? undefined : fileAt(file, workspace);
}

/** The page that a script's `policy` line means: one that ships, or a path from the script or from the folder of the workspace. */
export function pageOfScript(name: string, from: Source, workspace: Workspace): PolicyFile | undefined {
  const builtin = builtinPage(name, workspace);
  if (builtin || from.path === undefined) return builtin;
  const folders = [path.dirname(from.path), workspace.folderOf(from.path)];
  for (const folder of folders) {
    const file = fileAt(path.resolve(folder, name), workspace);
    if (file) return file;
  }
  return undefined;
}

/** The page that a lint run means: one that ships, or a path from the folder of the workspace. */
export function pageOfRun(name: string, from: Source, workspace: Workspace): PolicyFile | undefined {
  const folder = from.path === undefined ? '' : workspace.folderOf(from.path);
  return builtinPage(name, workspace) ?? fileAt(path.resolve(folder, name), workspace);
}

function builtinPage(name: string, workspace: Workspace): PolicyFile | undefined {
  if (!builtinNames().includes(name)) return undefined;
  const uri = workspace.host.pageOf(`policies/${name}.mqttpolicy`);
  if (uri === undefined) return undefined;
  const file = pathOf(uri);
  return (file === undefined ? undefined : fileAt(file, workspace)) ?? { uri };
}

function fileAt(file: string, workspace: Workspace): PolicyFile | undefined {
  const source = workspace.sourceAt(file);
  return source && { uri: source.uri, source };
}
