import { createScanner, type JSONScanner } from 'jsonc-parser';
import type { Comment, ReadProblem } from './document.js';
import {
  dropDuplicateKeys,
  type ListNode,
  MAX_DEPTH,
  MAX_PROBLEMS,
  type MapNode,
  type ParsedTree,
  type ScalarNode,
  type TreeNode,
} from './tree.js';

/** The scanner's token numbers. jsonc-parser declares them as a const enum, which modules compiled one by one cannot use. */
const Token = {
  OPEN_BRACE: 1,
  CLOSE_BRACE: 2,
  OPEN_BRACKET: 3,
  CLOSE_BRACKET: 4,
  COMMA: 5,
  COLON: 6,
  NULL: 7,
  TRUE: 8,
  FALSE: 9,
  STRING: 10,
  NUMBER: 11,
  LINE_COMMENT: 12,
  BLOCK_COMMENT: 13,
  LINE_BREAK: 14,
  BLANKS: 15,
  UNKNOWN: 16,
  EOF: 17,
} as const;

/**
 * JSON with comments and trailing commas, over the scanner of jsonc-parser. The parser proper is a loop with a stack of its own:
 * jsonc-parser's recurses, and keeps no comments beside the tree.
 */
export function parseJsonTree(text: string): ParsedTree {
  return new JsonParser(text).parse();
}

interface Open {
  readonly node: ListNode | MapNode;
  /** The key that waits for its value. */
  key: { readonly text: string; readonly start: number; readonly end: number } | undefined;
}

class JsonParser {
  readonly #scanner: JSONScanner;
  readonly #text: string;
  readonly #comments: Comment[] = [];
  readonly #problems: ReadProblem[] = [];
  readonly #stack: Open[] = [];
  #root: TreeNode | undefined;
  #stopped = false;

  constructor(text: string) {
    this.#text = text;
    // A byte order mark becomes a blank, so that offsets stay what they are.
    this.#scanner = createScanner(text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text, false);
  }

  parse(): ParsedTree {
    let expect: 'value' | 'key' | 'colon' | 'comma' = 'value';
    for (let kind = this.#next(); kind !== Token.EOF && !this.#stopped; kind = this.#next()) {
      const top = this.#stack.at(-1);
      switch (kind) {
        case Token.OPEN_BRACE:
        case Token.OPEN_BRACKET:
          if (!this.#mayBegin(expect)) break;
          this.#open(
            kind === Token.OPEN_BRACE
              ? { kind: 'map', entries: [], ...this.#span() }
              : { kind: 'list', items: [], ...this.#span() },
          );
          expect = kind === Token.OPEN_BRACE ? 'key' : 'value';
          break;
        case Token.CLOSE_BRACE:
        case Token.CLOSE_BRACKET:
          if (expect === 'colon' || top?.key !== undefined) this.#report('A value is missing here.');
          this.#close(kind === Token.CLOSE_BRACE ? 'map' : 'list');
          expect = 'comma';
          break;
        case Token.COMMA:
          if (top === undefined || (expect !== 'comma' && top.key === undefined))
            this.#report('There is nothing before this comma.');
          else if (expect !== 'comma') this.#report('A value is missing before this comma.');
          if (top) top.key = undefined;
          expect = top?.node.kind === 'map' ? 'key' : 'value';
          break;
        case Token.COLON:
          if (expect === 'colon') expect = 'value';
          else this.#report('This colon is not after a key.');
          break;
        default:
          expect = this.#scalar(kind, expect);
      }
    }
    if (!this.#stopped) this.#finish();
    return { roots: this.#root === undefined ? [] : [this.#root], comments: this.#comments, problems: this.#problems };
  }

  /** The next token that is no blank; comments are kept on the way. */
  #next(): number {
    const scanner = this.#scanner;
    for (;;) {
      const kind = scanner.scan();
      if (kind === Token.LINE_COMMENT || kind === Token.BLOCK_COMMENT) {
        const span = this.#span();
        // The scanner's value of a comment begins one character early.
        const raw = this.#text.slice(span.start, span.end);
        const closed = kind === Token.BLOCK_COMMENT && raw.length >= 4 && raw.endsWith('*/');
        if (kind === Token.BLOCK_COMMENT && !closed) this.#report('This comment is not closed: "*/" is missing.');
        this.#comments.push({ text: raw.slice(2, closed ? -2 : undefined), span });
      } else if (kind !== Token.BLANKS && kind !== Token.LINE_BREAK) return kind;
    }
  }

  #span(): { start: number; end: number } {
    const start = this.#scanner.getTokenOffset();
    // A comment that is not closed ends one character after the text, says the scanner.
    return { start, end: Math.min(start + this.#scanner.getTokenLength(), this.#text.length) };
  }

  #scalar(kind: number, expect: 'value' | 'key' | 'colon' | 'comma'): 'value' | 'key' | 'colon' | 'comma' {
    const scanner = this.#scanner;
    const span = this.#span();
    const text = scanner.getTokenValue();
    const error = scanner.getTokenError();
    if (error !== 0) this.#report(SCAN_ERRORS[error] ?? 'This is not JSON.');
    let place = expect;
    const top = this.#stack.at(-1);
    if (place === 'comma') {
      if (top === undefined) {
        this.#report('The file goes on after its value has ended.');
        this.#stopped = true;
        return place;
      }
      this.#report('A comma is missing before this.');
      place = top.node.kind === 'map' ? 'key' : 'value';
    } else if (place === 'colon') {
      this.#report('A colon is missing after the key.');
      place = 'value';
    }
    if (place === 'key') {
      if (kind !== Token.STRING) this.#report(`A key is written in double quotes: "${text.slice(0, 40)}".`);
      if (top) top.key = { text, ...span };
      return 'colon';
    }
    if (kind === Token.UNKNOWN && error === 0) {
      this.#report(
        `${shown(text)} is not a value. Text is written in double quotes; the other values are numbers, true, false and null.`,
      );
    }
    this.#add(scalarOf(kind, text, span));
    return 'comma';
  }

  /** A list or map may begin where a value may; elsewhere something is missing, which is reported. */
  #mayBegin(expect: 'value' | 'key' | 'colon' | 'comma'): boolean {
    const top = this.#stack.at(-1);
    if (expect === 'comma') {
      if (top === undefined) {
        this.#report('The file goes on after its value has ended.');
        this.#stopped = true;
        return false;
      }
      this.#report('A comma is missing before this.');
    } else if (expect === 'colon') this.#report('A colon is missing after the key.');
    if (this.#stack.length >= MAX_DEPTH) {
      this.#report(`The file is nested deeper than ${MAX_DEPTH} levels; it was read up to here.`, 'depth');
      this.#stopped = true;
      return false;
    }
    if (top?.node.kind === 'map' && top.key === undefined) {
      this.#report('A key in double quotes is missing before this value.');
      const { start } = this.#span();
      top.key = { text: '', start, end: start };
    }
    return true;
  }

  #open(node: ListNode | MapNode): void {
    this.#add(node);
    this.#stack.push({ node, key: undefined });
  }

  #add(value: TreeNode): void {
    const top = this.#stack.at(-1);
    if (top === undefined) this.#root ??= value;
    else if (top.node.kind === 'list') top.node.items.push(value);
    else if (top.key !== undefined) {
      top.node.entries.push({
        key: top.key.text,
        keyStart: top.key.start,
        keyEnd: top.key.end,
        value,
        fact: undefined,
      });
      top.key = undefined;
    }
  }

  #close(kind: 'map' | 'list'): void {
    const opened = this.#stack.findLastIndex((open) => open.node.kind === kind);
    const bracket = kind === 'map' ? '}' : ']';
    if (opened < 0) {
      this.#report(`This "${bracket}" closes nothing.`);
      return;
    }
    if (opened < this.#stack.length - 1)
      this.#report(`Before this "${bracket}" a "${kind === 'map' ? ']' : '}'}" is missing.`);
    const { end } = this.#span();
    while (this.#stack.length > opened) this.#leave(end);
  }

  #leave(end: number): void {
    const node = this.#stack.pop()?.node;
    if (node === undefined) return;
    node.end = end;
    if (node.kind === 'map') dropDuplicateKeys(node, this.#problems);
  }

  #finish(): void {
    const top = this.#stack.at(-1);
    if (top !== undefined) {
      const { start } = top.node;
      const bracket = top.node.kind === 'map' ? '{' : '[';
      this.#push('syntax', `The file ends, and this "${bracket}" is not closed.`, { start, end: start + 1 });
    } else if (
      this.#root === undefined &&
      this.#problems.length === 0 &&
      this.#text.length > 0 &&
      this.#comments.length === 0
    ) {
      this.#push('syntax', 'There is no JSON value in this file.', { start: 0, end: this.#text.length });
    }
    while (this.#stack.length > 0) this.#leave(this.#text.length);
  }

  #report(message: string, code = 'syntax'): void {
    this.#push(code, message, this.#span());
  }

  #push(code: string, message: string, span: { start: number; end: number }): void {
    this.#problems.push({ code, message, severity: 'error', span });
    if (this.#problems.length >= MAX_PROBLEMS) this.#stopped = true;
    if (this.#stopped) while (this.#stack.length > 0) this.#leave(span.end);
  }
}

/** By the scanner's error numbers. */
const SCAN_ERRORS: readonly (string | undefined)[] = [
  undefined,
  'This comment is not closed: "*/" is missing.',
  'This string is not closed: a double quote is missing before the end of the line.',
  'This number is not complete.',
  'After "\\u" come four hexadecimal digits.',
  'In a string a backslash stands only before " \\ / b f n r t u.',
  'A control character in a string is written with a backslash, such as \\t.',
];

function shown(text: string): string {
  return `"${text.length > 40 ? `${text.slice(0, 37)}...` : text}"`;
}

function scalarOf(kind: number, text: string, span: { start: number; end: number }): ScalarNode {
  return { kind: 'scalar', value: jsonValue(kind, text), text, ...span };
}

function jsonValue(kind: number, text: string): ScalarNode['value'] {
  switch (kind) {
    case Token.STRING:
      return text;
    case Token.NUMBER:
      return Number(text);
    case Token.TRUE:
      return true;
    case Token.FALSE:
      return false;
    case Token.NULL:
      return null;
    default:
      return undefined;
  }
}
