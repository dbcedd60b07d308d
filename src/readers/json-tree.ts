import type { Comment, ReadProblem } from './document.js';
import { JsonTokens, Token } from './json-tokens.js';
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

/**
 * JSON with comments and trailing commas, over the scanner of jsonc-parser. The parser proper is a loop with a stack of its own:
 * jsonc-parser's recurses, and keeps no comments beside the tree.
 */
export function parseJsonTree(text: string): ParsedTree {
  return new JsonParser(text).parse();
}

/** What may come next. */
const Expect = { VALUE: 0, KEY: 1, COLON: 2, COMMA: 3 } as const;
type Expect = (typeof Expect)[keyof typeof Expect];

/** A list or map that is not closed yet. */
interface Open {
  readonly node: ListNode | MapNode;
  readonly around: Open | undefined;
  readonly depth: number;
  /** The key that waits for its value. */
  key: string | undefined;
  keyStart: number;
  keyEnd: number;
}

class JsonParser {
  readonly #tokens: JsonTokens;
  readonly #text: string;
  readonly #comments: Comment[] = [];
  readonly #problems: ReadProblem[] = [];
  /** The innermost one. */
  #open: Open | undefined;
  #root: TreeNode | undefined;
  #stopped = false;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = new JsonTokens(text);
  }

  parse(): ParsedTree {
    const tokens = this.#tokens;
    let expect: Expect = Expect.VALUE;
    for (let kind = tokens.next(); kind !== Token.EOF; kind = tokens.next()) {
      if (kind === Token.LINE_COMMENT || kind === Token.BLOCK_COMMENT) {
        this.#comment(kind === Token.BLOCK_COMMENT);
        continue;
      }
      if (this.#stopped) break;
      switch (kind) {
        case Token.OPEN_BRACE:
          if (!this.#mayBegin(expect)) break;
          this.#enter({ kind: 'map', entries: [], start: tokens.start, end: tokens.end, survey: undefined });
          expect = Expect.KEY;
          break;
        case Token.OPEN_BRACKET:
          if (!this.#mayBegin(expect)) break;
          this.#enter({ kind: 'list', items: [], start: tokens.start, end: tokens.end });
          expect = Expect.VALUE;
          break;
        case Token.CLOSE_BRACE:
        case Token.CLOSE_BRACKET:
          if (expect === Expect.COLON || this.#open?.key !== undefined) this.#report('A value is missing here.');
          this.#close(kind === Token.CLOSE_BRACE ? 'map' : 'list');
          expect = Expect.COMMA;
          break;
        case Token.COMMA:
          expect = this.#comma(expect);
          break;
        case Token.COLON:
          if (expect === Expect.COLON) expect = Expect.VALUE;
          else this.#report('This colon is not after a key.');
          break;
        default:
          expect = this.#scalar(kind, expect);
      }
    }
    if (!this.#stopped) this.#finish();
    return { roots: this.#root === undefined ? [] : [this.#root], comments: this.#comments, problems: this.#problems };
  }

  #comment(isBlock: boolean): void {
    const { start, end } = this.#tokens;
    // The scanner's value of a comment begins one character early.
    const raw = this.#text.slice(start, end);
    const closed = isBlock && raw.length >= 4 && raw.endsWith('*/');
    if (isBlock && !closed) this.#report('This comment is not closed: "*/" is missing.');
    this.#comments.push({ text: raw.slice(2, closed ? -2 : undefined), span: { start, end } });
  }

  #comma(expect: Expect): Expect {
    const open = this.#open;
    if (open === undefined || (expect !== Expect.COMMA && open.key === undefined))
      this.#report('There is nothing before this comma.');
    else if (expect !== Expect.COMMA) this.#report('A value is missing before this comma.');
    if (open) open.key = undefined;
    return open?.node.kind === 'map' ? Expect.KEY : Expect.VALUE;
  }

  #scalar(kind: number, expect: Expect): Expect {
    const { value: text, start, end, error } = this.#tokens;
    if (error !== 0) this.#report(SCAN_ERRORS[error] ?? 'This is not JSON.');
    let place = expect;
    const open = this.#open;
    if (place === Expect.COMMA) {
      if (open === undefined) {
        this.#report('The file goes on after its value has ended.');
        this.#stopped = true;
        return place;
      }
      this.#report('A comma is missing before this.');
      place = open.node.kind === 'map' ? Expect.KEY : Expect.VALUE;
    } else if (place === Expect.COLON) {
      this.#report('A colon is missing after the key.');
      place = Expect.VALUE;
    }
    if (place === Expect.KEY) {
      if (kind !== Token.STRING) this.#report(`A key is written in double quotes: "${text.slice(0, 40)}".`);
      if (open) {
        open.key = text;
        open.keyStart = start;
        open.keyEnd = end;
      }
      return Expect.COLON;
    }
    if (kind === Token.UNKNOWN && error === 0) {
      this.#report(
        `${shown(text)} is not a value. Text is written in double quotes; the other values are numbers, true, false and null.`,
      );
    }
    this.#add({ kind: 'scalar', value: jsonValue(kind, text), text, start, end });
    return Expect.COMMA;
  }

  /** A list or map may begin where a value may; elsewhere something is missing, which is reported. */
  #mayBegin(expect: Expect): boolean {
    const open = this.#open;
    if (expect === Expect.COMMA) {
      if (open === undefined) {
        this.#report('The file goes on after its value has ended.');
        this.#stopped = true;
        return false;
      }
      this.#report('A comma is missing before this.');
    } else if (expect === Expect.COLON) this.#report('A colon is missing after the key.');
    if (open !== undefined && open.depth >= MAX_DEPTH) {
      this.#report(`The file is nested deeper than ${MAX_DEPTH} levels; it was read up to here.`, 'depth');
      this.#stopped = true;
      return false;
    }
    if (open?.node.kind === 'map' && open.key === undefined) {
      this.#report('A key in double quotes is missing before this value.');
      open.key = '';
      open.keyStart = open.keyEnd = this.#tokens.start;
    }
    return true;
  }

  #enter(node: ListNode | MapNode): void {
    this.#add(node);
    const around = this.#open;
    const depth = around === undefined ? 1 : around.depth + 1;
    this.#open = { node, around, depth, key: undefined, keyStart: 0, keyEnd: 0 };
  }

  #add(value: TreeNode): void {
    const open = this.#open;
    if (open === undefined) this.#root ??= value;
    else if (open.node.kind === 'list') open.node.items.push(value);
    else if (open.key !== undefined) {
      const { key, keyStart, keyEnd } = open;
      open.node.entries.push({ key, keyStart, keyEnd, value, fact: undefined });
      open.key = undefined;
    }
  }

  #close(kind: 'map' | 'list'): void {
    let closed = this.#open;
    while (closed !== undefined && closed.node.kind !== kind) closed = closed.around;
    const bracket = kind === 'map' ? '}' : ']';
    if (closed === undefined) {
      this.#report(`This "${bracket}" closes nothing.`);
      return;
    }
    if (closed !== this.#open) this.#report(`Before this "${bracket}" a "${kind === 'map' ? ']' : '}'}" is missing.`);
    const { depth } = closed;
    const { end } = this.#tokens;
    while (this.#open !== undefined && this.#open.depth >= depth) this.#leave(this.#open, end);
  }

  #leave({ node, around }: Open, end: number): void {
    this.#open = around;
    node.end = end;
    if (node.kind === 'map') dropDuplicateKeys(node, this.#problems);
  }

  #leaveAll(end: number): void {
    while (this.#open !== undefined) this.#leave(this.#open, end);
  }

  #finish(): void {
    const open = this.#open;
    if (open !== undefined) {
      const { start } = open.node;
      const bracket = open.node.kind === 'map' ? '{' : '[';
      this.#push('syntax', `The file ends, and this "${bracket}" is not closed.`, { start, end: start + 1 });
    } else if (
      this.#root === undefined &&
      this.#problems.length === 0 &&
      this.#text.length > 0 &&
      this.#comments.length === 0
    ) {
      this.#push('syntax', 'There is no JSON value in this file.', { start: 0, end: this.#text.length });
    }
    this.#leaveAll(this.#text.length);
  }

  #report(message: string, code = 'syntax'): void {
    this.#push(code, message, { start: this.#tokens.start, end: this.#tokens.end });
  }

  #push(code: string, message: string, span: { start: number; end: number }): void {
    this.#problems.push({ code, message, severity: 'error', span });
    if (this.#problems.length >= MAX_PROBLEMS) this.#stopped = true;
    if (this.#stopped) this.#leaveAll(span.end);
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
