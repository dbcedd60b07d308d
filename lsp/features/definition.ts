import { DefinitionRequest, type Location } from 'vscode-languageserver';
import type { Span } from '../../src/readers/document.js';
import { type PolicyFile, pageNamed, pageOfScript } from '../language/policy-file.js';
import { type NameUse, nameAt, namesOf } from '../language/policy-names.js';
import { pageOf } from '../language/policy-page.js';
import { scriptOf } from '../language/script.js';
import type { Source } from '../source.js';
import type { Workspace } from '../workspace.js';
import { feature } from './feature.js';

/** Where a name, a role or a source is declared, and the page that a policy or a script names. */
export const definition = feature({
  request: DefinitionRequest.type,
  kinds: ['policy', 'session'],
  capabilities: { definitionProvider: true },
  answer({ params, source, workspace }) {
    const offset = source.lines.offsetAt(params.position);
    return source.kind === 'policy' ? inPolicy(source, offset, workspace) : inScript(source, offset, workspace);
  },
});

function inPolicy(source: Source, offset: number, workspace: Workspace): Location[] {
  const name = nameAt(source, offset);
  if (name) return declarationsOf(name, source, workspace);
  const { head, headLines, sections } = pageOf(source).page;
  const parent = [head?.extends, head?.on].find((word) => word && isIn(spanOf(word), offset));
  if (parent) return topOf(pageNamed(parent.text, source, workspace));
  const sources = [
    ...sections.flatMap(({ lines }) =>
      lines.flatMap((line) => (line.kind === 'source' ? [line.source] : (line.clauses.source ?? []))),
    ),
  ];
  const title = sources.find(({ title: own }) => own && isIn(spanOf(own), offset))?.title?.text;
  return headLines.flatMap((line) =>
    line.kind === 'source' && title !== undefined && line.source.title?.text === title
      ? [locationOf(source, spanOf(line.source))]
      : [],
  );
}

/** In this page, else in the one that it extends. */
export function declarationsOf(use: NameUse, source: Source, workspace: Workspace): Location[] {
  const own = namesOf(source).filter(({ key, isDeclaration }) => isDeclaration && key === use.key);
  if (own.length > 0) return own.map(({ span }) => locationOf(source, span));
  return inherited(use.name, use.kind === 'role', source, workspace, new Set([source.uri]));
}

function inherited(name: string, isRole: boolean, child: Source, workspace: Workspace, seen: Set<string>): Location[] {
  const parent = pageOf(child).page.head?.extends;
  const page = parent && pageNamed(parent.text, child, workspace)?.source;
  if (!page || seen.has(page.uri)) return [];
  seen.add(page.uri);
  const found = namesOf(page).filter(
    (one) => one.isDeclaration && one.name === name && (one.kind === 'role') === isRole && one.kind !== 'free',
  );
  if (found.length > 0) return found.map(({ span }) => locationOf(page, span));
  return inherited(name, isRole, page, workspace, seen);
}

function inScript(source: Source, offset: number, workspace: Workspace): Location[] {
  const { statements, policy } = scriptOf(source).script;
  const statement = statements.find(({ span }) => isIn(span, offset));
  if (statement?.kind !== 'policy' && statement?.kind !== 'role') return [];
  if (!isIn(statement.name.span, offset)) return [];
  const page = policy && pageOfScript(policy.value, source, workspace);
  if (statement.kind === 'policy') return topOf(page);
  const { source: text } = page ?? {};
  if (!text) return [];
  const own = namesOf(text).filter(
    ({ name, kind, isDeclaration }) => isDeclaration && kind === 'role' && name === statement.name.value,
  );
  return own.map(({ span }) => locationOf(text, span));
}

function topOf(page: PolicyFile | undefined): Location[] {
  const top = { line: 0, character: 0 };
  return page ? [{ uri: page.uri, range: { start: top, end: top } }] : [];
}

function locationOf(source: Source, span: Span): Location {
  return { uri: source.uri, range: source.rangeOf(span) };
}

function isIn({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

function spanOf({ offset, length }: { readonly offset: number; readonly length: number }): Span {
  return { start: offset, end: offset + length };
}
