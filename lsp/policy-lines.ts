/** The text of the policy that decides about a client, as far as it is a page that can be shown. */
import path from 'node:path';
import type { JudgedByPolicy } from '../src/lint/lint.js';
import { builtinPolicy } from '../src/policy/builtins.js';
import type { Policy, Source as PolicySource } from '../src/policy/model.js';
import { code, link } from './markdown.js';
import { pathOf, type Source, uriOf } from './source.js';
import type { Workspace } from './workspace.js';

export interface PolicyPage {
  readonly uri: string;
  readonly lines: readonly string[];
}

/** The address of a policy by the name or path that a document or its configuration gives it. */
export function policyUri(named: string, source: Source, workspace: Workspace): string | undefined {
  if (builtinPolicy(named)) return workspace.host.pageOf(`policies/${named}.mqttpolicy`);
  const folder = source.path === undefined ? '' : workspace.folderOf(source.path);
  const file = path.resolve(folder, named);
  return workspace.sourceAt(file) ? uriOf(file) : undefined;
}

/** The page of the policy by which a client is judged; nothing where it is not written in lines. */
export function pageOf({ policy }: JudgedByPolicy, source: Source, workspace: Workspace): PolicyPage | undefined {
  const uri = policyUri(policy, source, workspace);
  if (!uri?.endsWith('.mqttpolicy')) return undefined;
  const file = pathOf(uri);
  const text = file === undefined ? undefined : workspace.sourceAt(file)?.text;
  return { uri, lines: text?.split(/\r?\n/) ?? [] };
}

/** A line of the page as it is written, with its number as a link. */
export function lineOf(page: PolicyPage | undefined, line: number | undefined, name: string): string | undefined {
  if (line === undefined) return undefined;
  const text = page?.lines[line - 1]?.trim().replace(/\s{2,}/g, ' ');
  const where = link(`line ${line} of the policy ${name}`, page && `${page.uri}#L${line}`);
  return text ? `${code(text)} (${where})` : where;
}

/** A source of a policy as a link; a line may name one that the head of the page has the address of. */
export function sourceLink(source: PolicySource | undefined, { sources }: Policy): string | undefined {
  const url = source?.url ?? sources.find(({ title }) => title !== undefined && title === source?.title)?.url;
  return url === undefined ? undefined : link(source?.title ?? url, url);
}
