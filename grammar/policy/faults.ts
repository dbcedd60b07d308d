/** What is said about a line that the grammar does not take. */
import { EOF, type IRecognitionException, type IToken } from 'chevrotain';
import type { SyntaxFault } from './ast.js';
import { expectation } from './expectations.js';
import * as t from './tokens.js';

/** Chevrotain's exception as one message for people, at the gap where something is missing or at the word that is too much. */
export function faultOf(
  error: IRecognitionException & { readonly previousToken?: IToken },
  line: readonly IToken[],
): SyntaxFault {
  const { token } = error;
  const atEnd = token.tokenType === EOF;
  const previous = before(token, line);
  if (error.name === 'NotAllInputParsedException' && !atEnd) return superfluous(token, previous);
  const expected = error.message;
  const missing = previous && (atEnd || token.tokenType === t.Comma || isClauseWord(token));
  if (missing) {
    return {
      code: 'syntax/missing',
      message: `${expected} is missing after ${shown(previous)}.${helpFor(expected, previous, token, line)}`,
      offset: t.endOf(previous),
      length: 0,
    };
  }
  return {
    code: 'syntax/unexpected',
    message: `${shown(token)} cannot stand here${previous ? ` after ${shown(previous)}` : ''}: ${lowerFirst(expected)} is expected.`,
    offset: token.startOffset,
    length: token.image.length,
  };
}

function helpFor(expected: string, previous: IToken, token: IToken, line: readonly IToken[]): string {
  if (expected === expectation.template && isClauseWord(token)) {
    return ` (A topic that is really called ${token.image} is written "${token.image}".)`;
  }
  if (expected === expectation.template) return ' Write one, for example devices/+/state.';
  if (expected === expectation.value && isListing(line))
    return ` If ${shown(previous)} is another topic, put a comma in front of it.`;
  if (expected === expectation.value) return ' For example: qos 0, keep-alive 10..1800 s, will none.';
  return '';
}

function isListing(line: readonly IToken[]): boolean {
  const first = line[0]?.tokenType;
  return first === t.Deny || first === t.Publish || first === t.Subscribe || first === t.Receive;
}

function superfluous(token: IToken, previous: IToken | undefined): SyntaxFault {
  const place = { offset: token.startOffset, length: token.image.length };
  if (token.tokenType === t.Comma) {
    return {
      code: 'syntax/unexpected',
      message: 'This comma joins nothing: nothing that may be listed stands in front of it.',
      ...place,
    };
  }
  if (isStatementWord(token)) {
    return {
      code: 'syntax/unexpected',
      message: `${shown(token)} starts a statement of its own. Write it on its own line.`,
      ...place,
    };
  }
  return {
    code: 'syntax/unexpected',
    message: `${shown(token)} is one word too many${previous ? ` after ${shown(previous)}` : ''}.`,
    ...place,
  };
}

function before(token: IToken, line: readonly IToken[]): IToken | undefined {
  const at = token.tokenType === EOF ? line.length : line.indexOf(token);
  return line[at - 1];
}

/** A token as messages quote it: short, and always in double quotes. */
export function shown(token: IToken): string {
  if (token.tokenType === t.Comma) return 'the comma';
  const text =
    token.tokenType === t.Text || token.tokenType === t.OpenText ? token.image.replaceAll('"', '') : token.image;
  return `"${shorten(text)}"`;
}

export function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59).toWellFormed()}…` : text;
}

export function isClauseWord(token: IToken): boolean {
  const categories = token.tokenType.CATEGORIES ?? [];
  return categories.includes(t.AnyWord) && !categories.includes(t.TopicWord) && !categories.includes(t.FieldWord);
}

export function isStatementWord(token: IToken): boolean {
  return t.statementWords.has(token.tokenType);
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
