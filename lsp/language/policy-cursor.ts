/** Where in the grammar of policies a cursor stands, and what may come there: what the parser itself would take. */
import type { IToken, TokenType } from 'chevrotain';
import type { SectionNode } from '../../grammar/policy/ast.js';
import { lineParser } from '../../grammar/policy/parser.js';
import { type LineRule, readPage } from '../../grammar/policy/read.js';
import * as t from '../../grammar/policy/tokens.js';
import { fieldsOfSection } from '../../src/policy/fields.js';

/** A kind of word that may come next, and the rule of the grammar that would take it. */
export interface Expected {
  readonly type: TokenType;
  readonly rule: string;
}

export interface PolicyCursor {
  /** The word in front of the cursor, as far as it is written. */
  readonly word: string;
  readonly start: number;
  /** The words of the statement in front of that one. */
  readonly before: readonly IToken[];
  readonly rule: LineRule;
  readonly section?: SectionNode;
  /** The cursor is in a string; its word goes back to the quote or to the last blank. */
  readonly string?: { readonly start: number; readonly text: string };
  readonly expected: readonly Expected[];
}

/** Stands for the word that is being written. No keyword, so it changes nothing above and in front of it. */
const unwritten = '…';

/** Words of one statement; nobody completes a longer one, and the parser would take its time. */
export const mostWords = 1000;

/** Nothing in a comment, and where nothing can stand. */
export function cursorIn(text: string, offset: number): PolicyCursor | undefined {
  let start = offset;
  while (start > 0 && !/\s/.test(text[start - 1] as string)) start--;
  const { lines } = readPage(sectionBefore(text, start) + unwritten, { fieldsOf: fieldsOfSection });
  const line = lines.at(-1);
  const last = line?.tokens.at(-1);
  if (!line?.rule || !last || t.endOf(last) !== start + unwritten.length) return undefined;
  const before = line.tokens.slice(0, -1);
  if (before.length > mostWords) return undefined;
  const expected = expectedBehind(line.rule, before);
  // A page begins with its name.
  if (line.rule === 'sectionHead' && before.length === 0 && !/^policy\s/m.test(text.slice(0, start)))
    expected.push({ type: t.Policy, rule: 'policyHead' });
  const isString = last.tokenType === t.OpenText;
  if (!isString && text.startsWith('//', start)) return undefined;
  const opened = isString ? last.startOffset : text[start] === '"' ? start : undefined;
  return {
    word: text.slice(start, offset),
    start,
    before,
    rule: line.rule,
    ...(line.section && { section: line.section }),
    ...(opened !== undefined &&
      offset > opened && { string: { start: opened + 1, text: text.slice(opened + 1, offset) } }),
    expected,
  };
}

/** A section says by itself what may stand in it, so what is above is left blank: every place stays where it is. */
function sectionBefore(text: string, end: number): string {
  for (let at = end; at > 0; ) {
    at = text.lastIndexOf('\n', at - 1);
    if (at < 0 || !sectionStart.test(text.slice(at + 1, at + 12))) continue;
    return `${' '.repeat(at)}\n${text.slice(at + 1, end)}`;
  }
  return text.slice(0, end);
}

const sectionStart = /^(?:policy|identity|settings|roles|connect|every|topics|assert)(?=\s)/;

function expectedBehind(rule: LineRule, before: readonly IToken[]): Expected[] {
  const found = new Map<string, Expected>();
  for (const { nextTokenType: type, ruleStack } of lineParser().computeContentAssist(rule, [...before])) {
    const last = ruleStack.at(-1) as string;
    found.set(`${type.name} ${last}`, { type, rule: last });
  }
  return [...found.values()];
}
