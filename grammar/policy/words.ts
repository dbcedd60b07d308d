import type { IToken } from 'chevrotain';
import type { BagItemNode, Word } from './ast.js';
import { placeIn } from './ast.js';
import { endOf, OpenText, Text } from './tokens.js';

/** A token as a word of the tree. Strings lose their quotes and escapes. */
export function wordOf(token: IToken): Word {
  const { startOffset: offset, image } = token;
  const length = endOf(token) - offset;
  if (token.tokenType === Text) return { text: resolveEscapes(image.slice(1, -1)), offset, length, quoted: true };
  if (token.tokenType === OpenText) return { text: resolveEscapes(image.slice(1)), offset, length, quoted: true };
  return { text: image, offset, length };
}

const escapes: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', n: '\n' };

function resolveEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(
    /\\(?:u\{([0-9A-Fa-f]{1,6})\}|(.))/gu,
    (whole, hex: string | undefined, simple: string | undefined) => {
      if (hex !== undefined) {
        const code = Number.parseInt(hex, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
      }
      return escapes[simple as string] ?? whole;
    },
  );
}

/** The first escape of a string's image that the language does not have: its offset inside and its text. */
export function unknownEscape(image: string): { readonly at: number; readonly text: string } | undefined {
  for (const match of image.matchAll(/\\(?:u\{([0-9A-Fa-f]{1,6})\}|(u\{?|.))/gsu)) {
    if (
      match[1] !== undefined ? Number.parseInt(match[1], 16) > 0x10ffff : !Object.hasOwn(escapes, match[2] as string)
    ) {
      return { at: match.index, text: match[0] };
    }
  }
  return undefined;
}

/** A text in quotes, as the language reads it back. */
export function quoted(text: string): string {
  const inner = text
    .replace(/["\\]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(
      /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/g,
      (character) => `\\u{${character.charCodeAt(0).toString(16)}}`,
    )
    .replace(/\p{Surrogate}/gu, (half) => `\\u{${half.charCodeAt(0).toString(16)}}`);
  return `"${inner}"`;
}

export function looksLikeUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/./i.test(text);
}

/** `key=value?` with its further values taken apart: the last value's `?` marks the key as optional. */
export function bagItemOf(first: Word, more: readonly Word[]): BagItemNode {
  const words = [first, ...more];
  const last = words[words.length - 1] as Word;
  const optional = last.text.endsWith('?');
  if (optional) words[words.length - 1] = part(last, 0, last.text.length - 1);
  const head = words[0] as Word;
  const equals = head.text.indexOf('=');
  if (equals < 0) return { key: head, values: words.slice(1), optional };
  return {
    key: part(head, 0, equals),
    values: [part(head, equals + 1, head.text.length), ...words.slice(1)],
    optional,
  };
}

function part(word: Word, from: number, to: number): Word {
  return { ...placeIn(word, from, to - from), text: word.text.slice(from, to) };
}
