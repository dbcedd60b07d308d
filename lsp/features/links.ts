import { type DocumentLink, DocumentLinkRequest } from 'vscode-languageserver';
import type { Page, SourceNode } from '../../grammar/policy/ast.js';
import { policiesNamedIn } from '../../src/lint/choose-policy.js';
import { ignoresOf } from '../../src/lint/ignores.js';
import { ruleById } from '../../src/rules/index.js';
import { LineTable } from '../../src/text/lines.js';
import { pageOfRun } from '../language/policy-file.js';
import { pageOf } from '../language/policy-page.js';
import { lintedKinds } from './code-action.js';
import { feature } from './feature.js';

/** Links to the policies that a file names, and to the pages of the rules that its comments ignore. */
export const links = feature({
  request: DocumentLinkRequest.type,
  kinds: lintedKinds,
  capabilities: { documentLinkProvider: {} },
  async answer({ source, workspace }) {
    const { inspection } = await workspace.check(source);
    if (!inspection) return [];
    const { document } = inspection;
    const found: DocumentLink[] = [];
    for (const { value, span } of policiesNamedIn(document, source.text)) {
      const target = pageOfRun(value, source, workspace)?.uri;
      if (target !== undefined) found.push({ range: source.rangeOf(span), target, tooltip: `The policy ${value}` });
    }
    for (const { rules } of ignoresOf(document, source.text, new LineTable(source.text))) {
      for (const { id, span } of rules) {
        const rule = ruleById(id);
        const target = rule && workspace.host.pageOf(`docs/rules/${id}.md`);
        if (target !== undefined) found.push({ range: source.rangeOf(span), target, tooltip: rule?.title ?? id });
      }
    }
    return found;
  },
});

/** Links to the pages that a policy is read from. */
export const sourceLinks = feature({
  request: DocumentLinkRequest.type,
  kinds: ['policy'],
  capabilities: { documentLinkProvider: {} },
  answer({ source }) {
    return sourcesOf(pageOf(source).page).flatMap(({ url, title }): DocumentLink[] => {
      if (!url || !/^https?:\/\/[^\s"<>]+$/.test(url.text)) return [];
      const range = source.rangeOf({ start: url.offset, end: url.offset + url.length });
      return [{ range, target: url.text, ...(title && { tooltip: title.text }) }];
    });
  },
});

function sourcesOf({ headLines, sections }: Page): SourceNode[] {
  const lines = sections.flatMap((section) => section.lines);
  return [
    ...headLines.flatMap((line) => (line.kind === 'source' ? [line.source] : [])),
    ...lines.flatMap((line) => (line.kind === 'source' ? [line.source] : (line.clauses.source ?? []))),
  ];
}
