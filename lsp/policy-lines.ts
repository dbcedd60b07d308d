/** The text of the policy that decides about a client, as far as it is a page that can be shown. */
import type { JudgedByPolicy } from '../src/lint/lint.js';
import type { Policy, Source as PolicySource } from '../src/policy/model.js';
import { pageOfRun } from './language/policy-file.js';
import { code, link } from './markdown.js';
import type { Source } from './source.js';
import type { Workspace } from './workspace.js';

export interface PolicyPage {
  readonly uri: string;
  readonly lines: readonly string[];
}

/** The page of the policy by which a client is judged; nothing where it is not written in lines. */
export function pageOf({ policy }: JudgedByPolicy, source: Source, workspace: Workspace): PolicyPage | undefined {
  const page = pageOfRun(policy, source, workspace);
  if (!page?.uri.endsWith('.mqttpolicy')) return undefined;
  return { uri: page.uri, lines: page.source?.text.split(/\r?\n/) ?? [] };
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
  // What else an editor might open is nothing that a page should make it open.
  return url === undefined || !/^https?:/.test(url) ? undefined : link(source?.title ?? url, url);
}
