/** Slips that can be mended before parsing, so that one slip makes one message and the line is still checked. */
import type { IToken } from 'chevrotain';
import type { LineTable } from '../../src/text/lines.js';
import type { SyntaxFault } from './ast.js';
import * as t from './tokens.js';
import { unknownEscape } from './words.js';

type Report = (fault: SyntaxFault) => void;

const maxLineCharacters = 1 << 16;

/** Leaves out lines of more than 64 KB. */
export function dropLongLines(
  text: string,
  table: LineTable,
  tokens: readonly IToken[],
  report: Report,
): readonly IToken[] {
  let long: Set<number> | undefined;
  for (let line = 1; line <= table.lineCount; line++) {
    const start = table.startOf(line);
    const end = line < table.lineCount ? table.startOf(line + 1) : text.length;
    if (end - start <= maxLineCharacters) continue;
    long ??= new Set();
    long.add(line);
    report({
      code: 'syntax/too-large',
      message: 'This line is longer than 64 KB, so it is not read.',
      offset: start,
      length: 0,
    });
  }
  if (!long) return tokens;
  const found = long;
  return tokens.filter((token) => !found.has(table.positionOf(token.startOffset).line));
}

/** Reports strings that do not end, and escapes that do not exist; both are read as far as they go. */
export function closeStrings(tokens: readonly IToken[], report: Report): readonly IToken[] {
  for (const token of tokens) {
    if (token.tokenType !== t.Text && token.tokenType !== t.OpenText) continue;
    const { startOffset: offset, image } = token;
    if (token.tokenType === t.OpenText) {
      report({
        code: 'syntax/open-string',
        message: 'This string is not closed. A string ends on its line; add " here.',
        offset: offset + image.length,
        length: 0,
        fix: { title: 'Insert "', edits: [{ offset: offset + image.length, length: 0, text: '"' }] },
      });
    }
    const unknown = unknownEscape(image);
    if (unknown) {
      report({
        code: 'syntax/escape',
        message: `There is no escape ${unknown.text}. Strings know \\" \\\\ \\n and \\u{…} with the hexadecimal number of a character.`,
        offset: offset + unknown.at,
        length: unknown.text.length,
      });
    }
  }
  return tokens;
}

const maxJoined = 6;

/** `{device- name}` is read as `{device-name}`: nothing in braces holds a blank. */
export function joinBraces(tokens: readonly IToken[], table: LineTable, report: Report): IToken[] {
  const joined: IToken[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as IToken;
    const open = isWord(token) ? openBrace(token.image) : -1;
    const end = open < 0 ? -1 : closingToken(tokens, at, table);
    if (end < 0) {
      joined.push(token);
      continue;
    }
    const image = tokens
      .slice(at, end + 1)
      .map((one) => one.image)
      .join('');
    const last = tokens[end] as IToken;
    const offset = token.startOffset + open;
    const close = last.image.indexOf('}');
    const length = last.startOffset + close + 1 - offset;
    const braced = image.slice(open, image.length - (last.image.length - close) + 1);
    const isCount = token.image[open - 1] === ']';
    const message = isCount
      ? `The count of characters holds no blank: write ${braced}.`
      : braced.includes('|')
        ? `Alternatives in braces hold no blanks: write ${braced}.`
        : `A name holds no blank: write ${braced}. (Some vendors' pages print one by mistake.)`;
    report({
      code: 'syntax/blank-in-braces',
      message,
      offset,
      length,
      fix: { title: `Write ${braced}`, edits: [{ offset, length, text: braced }] },
    });
    const whole: IToken = { ...token, image, endOffset: last.startOffset + last.image.length - 1 };
    t.setType(whole, t.wordType(image));
    joined.push(whole);
    at = end;
  }
  return joined;
}

function isWord(token: IToken): boolean {
  return token.tokenType !== t.Comma && token.tokenType !== t.Text && token.tokenType !== t.OpenText;
}

/** Where a brace opens that the word does not close; -1: nowhere. Inside a set, `[{]`, a brace is a character. */
function openBrace(image: string): number {
  const open = image.lastIndexOf('{');
  if (open < 0 || image.indexOf('}', open) >= 0) return -1;
  if (image.lastIndexOf('[') > image.lastIndexOf(']') || image[open - 1] === '{' || image[open - 1] === '\\') return -1;
  return open;
}

function closingToken(tokens: readonly IToken[], from: number, table: LineTable): number {
  const first = tokens[from] as IToken;
  const { line } = table.positionOf(first.startOffset);
  const lineEnd = line < table.lineCount ? table.startOf(line + 1) : Number.POSITIVE_INFINITY;
  for (let at = from + 1; at < Math.min(tokens.length, from + maxJoined); at++) {
    const token = tokens[at] as IToken;
    if (token.startOffset >= lineEnd || token.tokenType === t.Text || token.tokenType === t.OpenText) return -1;
    const close = token.image.indexOf('}');
    const open = token.image.indexOf('{');
    if (close >= 0) return open < 0 || close < open ? at : -1;
    if (open >= 0) return -1;
  }
  return -1;
}
