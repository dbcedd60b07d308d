import type { ScalarNode, ScalarValue } from './tree.js';

/** Scalars of YAML that stand on one line, told by looking at the text; and what a plain scalar means. */

export const LINE_FEED = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
const SINGLE_QUOTE = 0x27;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const COLON = 0x3a;
export const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
/** What `codeAt` says behind the text. */
export const END = -1;

export function codeAt(text: string, at: number): number {
  return at < text.length ? text.charCodeAt(at) : END;
}

export function skipSpaces(text: string, from: number): number {
  let at = from;
  while (codeAt(text, at) === SPACE) at++;
  return at;
}

/** Whether a word ends here, with a space, its line or the text. */
export function isBlank(text: string, at: number): boolean {
  const code = codeAt(text, at);
  return code === SPACE || code === LINE_FEED || code === END;
}

/** With these no plain scalar begins, or only sometimes; with a dash it does before a word. */
const INDICATORS = new Uint8Array(128);
for (const character of ' \n,[]{}#&*!|>\'"%@`?:') INDICATORS[character.charCodeAt(0)] = 1;

/**
 * The scalar that begins at an offset and ends on the same line. `undefined` if it is none, or one that does not stand there as it
 * is meant: with an escape, or two quotes for one. `inFlow`: between brackets.
 */
export function scalarAt(text: string, start: number, inFlow: boolean): ScalarNode | undefined {
  const code = codeAt(text, start);
  if (code === DOUBLE_QUOTE || code === SINGLE_QUOTE) {
    const close = endOfQuoted(text, start + 1, code);
    if (close < 0) return undefined;
    const value = text.slice(start + 1, close);
    return { kind: 'scalar', value, text: value, start, end: close + 1 };
  }
  if (code === END || INDICATORS[code] === 1) return undefined;
  if (code === DASH && (isBlank(text, start + 1) || isFlowMark(codeAt(text, start + 1)))) return undefined;
  const end = endOfPlain(text, start, inFlow);
  const written = text.slice(start, end);
  const isKey = codeAt(text, end) === COLON;
  return { kind: 'scalar', value: isKey ? written : plainValue(written), text: written, start, end };
}

function endOfQuoted(text: string, from: number, quote: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED || (code === BACKSLASH && quote === DOUBLE_QUOTE)) return -1;
    if (code === quote) return quote === SINGLE_QUOTE && codeAt(text, at + 1) === SINGLE_QUOTE ? -1 : at;
  }
  return -1;
}

/** Without the blanks at its end. */
function endOfPlain(text: string, start: number, inFlow: boolean): number {
  let end = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === LINE_FEED) break;
    if (code === SPACE) continue;
    if (code === COLON && (isBlank(text, at + 1) || (inFlow && isFlowMark(codeAt(text, at + 1))))) break;
    if (code === HASH && isBlank(text, at - 1)) break;
    if (inFlow && isFlowMark(code)) break;
    end = at + 1;
  }
  return end;
}

function isFlowMark(code: number): boolean {
  return (
    code === COMMA || code === OPEN_BRACKET || code === CLOSE_BRACKET || code === OPEN_BRACE || code === CLOSE_BRACE
  );
}

const WORDS = new Map<string, ScalarValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
  ...['true', 'True', 'TRUE'].map((word): [string, boolean] => [word, true]),
  ...['false', 'False', 'FALSE'].map((word): [string, boolean] => [word, false]),
]);

/** What a plain scalar means by the core schema of YAML 1.2. */
export function plainValue(text: string): ScalarValue {
  const first = codeAt(text, 0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e;
  if (
    numeric &&
    /^(?:[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,3})?|0x[0-9a-fA-F]{1,13}|0o[0-7]{1,17})$/.test(
      text,
    )
  )
    return Number(text);
  const word = text.length > 5 ? undefined : WORDS.get(text);
  return word === undefined ? text : word;
}
