import { type DocumentSymbol, DocumentSymbolRequest, SymbolKind } from 'vscode-languageserver';
import type { LineNode, Span as Placed, SectionNode } from '../../grammar/policy/ast.js';
import type { Statement } from '../../grammar/session/ast.js';
import type { Span } from '../../src/readers/document.js';
import { pageOf } from '../language/policy-page.js';
import { scriptOf } from '../language/script.js';
import type { Source } from '../source.js';
import { feature } from './feature.js';

/** The outline: a policy's sections with what they declare and list; a script's sessions with their requests. */
export const languageSymbols = feature({
  request: DocumentSymbolRequest.type,
  kinds: ['policy', 'session'],
  capabilities: { documentSymbolProvider: true },
  answer({ source }) {
    return source.kind === 'policy' ? symbolsOfPolicy(source) : symbolsOfScript(source);
  },
});

function symbolsOfPolicy(source: Source): DocumentSymbol[] {
  const { head, sections } = pageOf(source).page;
  const symbols = sections.map((section) => symbolOfSection(source, section));
  if (!head) return symbols;
  const title = head.title && { detail: head.title.text };
  return [symbol(source, head.name.text, SymbolKind.Module, spanOf(head), spanOf(head.name), title), ...symbols];
}

function symbolOfSection(source: Source, { head, lines }: SectionNode): DocumentSymbol {
  const children = lines.flatMap((line) => symbolOfLine(source, line) ?? []);
  const end = Math.max(head.offset + head.length, ...lines.map(({ offset, length }) => offset + length));
  const own = spanOf(head);
  const about = head.about && { detail: head.about.text };
  const name = source.text.slice(own.start, head.about ? head.about.offset : own.end);
  return { ...symbol(source, name, SymbolKind.Namespace, { ...own, end }, own, about), children };
}

function symbolOfLine(source: Source, line: LineNode): DocumentSymbol | undefined {
  const whole = spanOf(line);
  const about = line.clauses.about && { detail: line.clauses.about.text };
  switch (line.kind) {
    case 'declaration':
      return symbol(source, line.name.text, SymbolKind.Variable, whole, spanOf(line.name), about);
    case 'role':
      return symbol(source, line.role.text, SymbolKind.Class, whole, spanOf(line.role), about);
    case 'binding':
    case 'check': {
      const name = line.fields.map(({ text }) => text).join(', ');
      return symbol(source, name, SymbolKind.Field, whole, spanOf(line.fields[0] as Placed), about);
    }
    case 'listing': {
      const verbs = `${line.deny ? 'deny ' : ''}${line.verbs.map(({ text }) => text).join(', ')}`;
      const topics = line.topics.map(({ text }) => text).join(', ');
      const [first] = line.topics;
      return symbol(source, `${verbs} ${topics}`, SymbolKind.Event, whole, spanOf(first ?? line), about);
    }
    case 'assert':
    case 'isolated':
      return symbol(source, source.text.slice(whole.start, whole.end), SymbolKind.Boolean, whole, whole);
    default:
      return undefined;
  }
}

function symbolsOfScript(source: Source): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  let session: DocumentSymbol | undefined;
  for (const statement of scriptOf(source).script.statements) {
    const one = symbolOfStatement(source, statement);
    if (statement.kind === 'connect') {
      session = { ...one, children: [] };
      symbols.push(session);
    } else if (session && statement.kind !== 'policy' && statement.kind !== 'role') {
      session.children?.push(one);
      session.range = { start: session.range.start, end: one.range.end };
    } else symbols.push(one);
  }
  return symbols;
}

const kindOf: Readonly<Record<Statement['kind'], SymbolKind>> = {
  policy: SymbolKind.Module,
  role: SymbolKind.Class,
  connect: SymbolKind.Object,
  subscribe: SymbolKind.Event,
  unsubscribe: SymbolKind.Event,
  publish: SymbolKind.Event,
  receive: SymbolKind.Event,
  packet: SymbolKind.Event,
};

function symbolOfStatement(source: Source, statement: Statement): DocumentSymbol {
  const { kind, span, expectation } = statement;
  return symbol(source, `${kind}${namesIn(statement)}`, kindOf[kind], span, span, {
    ...(expectation && { detail: source.text.slice(expectation.span.start, expectation.span.end) }),
  });
}

function namesIn(statement: Statement): string {
  switch (statement.kind) {
    case 'connect': {
      const { clientId } = statement.fields;
      return clientId ? ` ${clientId.value}` : '';
    }
    case 'subscribe':
    case 'unsubscribe':
      return ` ${statement.filters.map(({ topic }) => topic.value).join(', ')}`;
    case 'publish':
    case 'receive':
      return ` ${statement.topic.value}`;
    default:
      return ` ${statement.name.value}`;
  }
}

/** A name is never empty and has one line, as editors want it. */
function symbol(
  source: Source,
  name: string,
  kind: SymbolKind,
  whole: Span,
  own: Span,
  more: { readonly detail?: string } = {},
): DocumentSymbol {
  const oneLine = name.replace(/\s+/g, ' ').trim();
  return {
    name: oneLine || '(empty)',
    kind,
    range: source.rangeOf(whole),
    selectionRange: source.rangeOf(own),
    ...more,
  };
}

function spanOf({ offset, length }: Placed): Span {
  return { start: offset, end: offset + length };
}
