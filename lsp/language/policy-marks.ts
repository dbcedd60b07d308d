import type { IToken } from 'chevrotain';
import * as t from '../../grammar/policy/tokens.js';
import type { Source } from '../source.js';
import { around, type Mark, wildcardsIn } from './marks.js';
import { type NameUse, namesOf } from './policy-names.js';
import { pageOf } from './policy-page.js';
import { type WordKind, wordsOf } from './policy-words.js';

const types: Readonly<Record<WordKind, Mark['type']>> = {
  keyword: 'keyword',
  policy: 'namespace',
  text: 'string',
  address: 'string',
  plain: 'string',
  field: 'property',
  template: 'string',
  declaration: 'variable',
  name: 'variable',
  shape: 'regexp',
  value: 'enumMember',
  unit: 'keyword',
  consequence: 'enumMember',
  code: 'number',
  role: 'class',
  newRole: 'class',
};

/** The marks of a policy, in the order of the text. What a word is, is told by its place; in a line that has mistakes, by its looks. */
export function* marksOfPolicy(source: Source): Iterable<Mark> {
  const page = pageOf(source);
  const kinds = new Map<number, WordKind>();
  for (const { kind, word } of wordsOf(page)) if (word.length > 0) kinds.set(word.offset, kind);
  const names = namesOf(source);
  const marks: Mark[] = t.lex(source.text).comments.map(({ startOffset, image }) => ({
    type: 'comment',
    start: startOffset,
    end: startOffset + image.length,
  }));
  let at = 0;
  for (const { tokens, isRead } of page.lines) {
    for (const token of tokens) {
      const start = token.startOffset;
      const end = t.endOf(token);
      const type = isRead ? typeOf(token, kinds.get(start)) : looksLike(token);
      while ((names[at]?.span.end ?? Number.POSITIVE_INFINITY) <= start) at++;
      const inner: Mark[] = [];
      for (let next = at; (names[next]?.span.start ?? Number.POSITIVE_INFINITY) < end; next++)
        inner.push(markOf(names[next] as NameUse, source.text));
      if (kinds.get(start) === 'template') inner.push(...wildcardsIn(source.text.slice(start, end), start));
      inner.sort((a, b) => a.start - b.start);
      if (type) marks.push(...around({ type, start, end }, inner));
      else marks.push(...inner);
    }
  }
  yield* marks.sort((a, b) => a.start - b.start);
}

/** Words that are in no tree only tie others together, such as `reply`. */
function typeOf(token: IToken, kind: WordKind | undefined): Mark['type'] | undefined {
  if (kind === undefined) return looksLike(token);
  return kind === 'value' && /^[0-9]/.test(token.image) ? 'number' : types[kind];
}

function looksLike({ tokenType }: IToken): Mark['type'] | undefined {
  if (tokenType === t.Text || tokenType === t.OpenText) return 'string';
  if (tokenType === t.Pipe || tokenType === t.Compare) return 'operator';
  if (tokenType === t.PlainWord || tokenType === t.Name || tokenType === t.Comma) return undefined;
  return 'keyword';
}

function markOf({ span, kind, isDeclaration }: NameUse, text: string): Mark {
  const declaration = isDeclaration ? (['declaration'] as const) : [];
  if (kind === 'role') return { ...span, type: 'class', modifiers: declaration };
  const braced = { start: span.start - 1, end: text[span.end] === '}' ? span.end + 1 : span.end };
  if (kind === 'free') return { ...braced, type: 'parameter', modifiers: declaration };
  if (kind === 'setting') return { ...braced, type: 'variable', modifiers: ['readonly', ...declaration] };
  return { ...braced, type: 'variable', modifiers: declaration };
}
