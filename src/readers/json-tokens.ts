import { createScanner, type JSONScanner } from 'jsonc-parser';

/** The scanner's token numbers. jsonc-parser declares them as a const enum, which modules compiled one by one cannot use. */
export const Token = {
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
  UNKNOWN: 16,
  EOF: 17,
} as const;

/**
 * The tokens of a JSON text, comments among them and blanks not. Brackets, commas, colons, words, whole numbers and strings without
 * a backslash are most of a config and are told here; everything else is for the scanner of jsonc-parser.
 */
export class JsonTokens {
  /** Of the token that `next` came to. */
  start = 0;
  end = 0;
  /** A string's content, a number or word as written. */
  value = '';
  /** The scanner's error number, 0 if there is none. */
  error = 0;
  readonly #text: string;
  #scanner: JSONScanner | undefined;

  constructor(text: string) {
    // A byte order mark becomes a blank, so that offsets stay what they are.
    this.#text = text.charCodeAt(0) === 0xfeff ? ` ${text.slice(1)}` : text;
  }

  /** Goes on to the next token and says of which kind it is. */
  next(): number {
    const text = this.#text;
    const at = endOfBlanks(text, this.end);
    this.start = at;
    if (at === text.length) {
      this.end = at;
      return Token.EOF;
    }
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const close = endOfPlainString(text, at + 1);
      if (close < 0) return this.#scan();
      this.value = text.slice(at + 1, close);
      this.error = 0;
      this.end = close + 1;
      return Token.STRING;
    }
    const mark = markOf(code);
    if (mark !== 0) {
      this.end = at + 1;
      return mark;
    }
    const word = code === 0x74 ? 'true' : code === 0x66 ? 'false' : code === 0x6e ? 'null' : '';
    const end = word === '' ? endOfInteger(text, at) : endOfWord(text, at, word);
    if (end < 0) return this.#scan();
    this.value = text.slice(at, end);
    this.error = 0;
    this.end = end;
    return word === '' ? Token.NUMBER : word === 'true' ? Token.TRUE : word === 'false' ? Token.FALSE : Token.NULL;
  }

  #scan(): number {
    this.#scanner ??= createScanner(this.#text, false);
    const scanner = this.#scanner;
    scanner.setPosition(this.start);
    const kind = scanner.scan();
    this.start = scanner.getTokenOffset();
    // A comment that is not closed ends one character after the text, says the scanner.
    this.end = Math.min(scanner.getPosition(), this.#text.length);
    this.value = scanner.getTokenValue();
    this.error = scanner.getTokenError();
    return kind;
  }
}

function endOfBlanks(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
  }
  return at;
}

/** Where the string that begins here is closed; -1 if something else than plain characters comes first. */
function endOfPlainString(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) return at;
    if (code === 0x5c || code < 0x20) return -1;
  }
  return -1;
}

/** Where the digits that begin here end; -1 if there are none, or more of a number than they. */
function endOfInteger(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x30 && code <= 0x39) continue;
    const isNumber = at > from && code !== 0x2e && code !== 0x65 && code !== 0x45;
    return isNumber && (text.charCodeAt(from) !== 0x30 || at === from + 1) ? at : -1;
  }
  return -1;
}

/** Where a word that stands here ends; -1 if it does not, or if something follows that might belong to it. */
function endOfWord(text: string, from: number, word: string): number {
  const end = from + word.length;
  if (!text.startsWith(word, from)) return -1;
  const next = end < text.length ? text.charCodeAt(end) : 0x2c;
  return next === 0x2c || next === 0x7d || next === 0x5d || endOfBlanks(text, end) > end ? end : -1;
}

/** Which token a single character is; 0 if none. */
function markOf(code: number): number {
  switch (code) {
    case 0x7b:
      return Token.OPEN_BRACE;
    case 0x7d:
      return Token.CLOSE_BRACE;
    case 0x5b:
      return Token.OPEN_BRACKET;
    case 0x5d:
      return Token.CLOSE_BRACKET;
    case 0x2c:
      return Token.COMMA;
    case 0x3a:
      return Token.COLON;
    default:
      return 0;
  }
}
