/** What a terminal needs: colours where they are wanted, and how wide a text is. */

export type Style = 'red' | 'yellow' | 'blue' | 'green' | 'dim' | 'bold';

const codes: Readonly<Record<Style, number>> = { red: 31, yellow: 33, blue: 34, green: 32, dim: 2, bold: 1 };

/** On a terminal only, unless NO_COLOR or FORCE_COLOR say otherwise (no-color.org). */
export function colourWanted(stream: { readonly isTTY?: boolean }, environment = process.env): boolean {
  if (environment.NO_COLOR !== undefined && environment.NO_COLOR !== '') return false;
  if (environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '') return environment.FORCE_COLOR !== '0';
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

export type Paint = (text: string, ...styles: readonly Style[]) => string;

export function painter(colours: boolean): Paint {
  if (!colours) return (text) => text;
  return (text, ...styles) => `\x1b[${styles.map((style) => codes[style]).join(';')}m${text}\x1b[0m`;
}

/**
 * Text as it can be shown in one line: a tab as two blanks, and what would move the cursor, colour the screen or turn the
 * direction of writing as a visible sign.
 */
export function printable(text: string): string {
  return text.replaceAll(/[\t\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]|\p{Cs}/gu, (character) => {
    if (character === '\t') return '  ';
    const code = character.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : '\uFFFD';
  });
}

let segmenter: Intl.Segmenter | undefined;

/** The characters that a reader sees, each with the columns that it takes. */
export function cells(text: string): { readonly text: string; readonly width: number }[] {
  // Most lines are ASCII, and the segmenter is slow to make.
  if (isPlain(text)) return Array.from(text, (character) => ({ text: character, width: 1 }));
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), ({ segment }) => ({ text: segment, width: widthOf(segment) }));
}

/** Each character is one column. The sign of what is cut off is written as a code, because the command is one file of ASCII. */
export function isPlain(text: string): boolean {
  return /^[\x20-\x7e\u2026]*$/.test(text);
}

export function widthOfText(text: string): number {
  return isPlain(text) ? text.length : cells(text).reduce((sum, { width }) => sum + width, 0);
}

/** Emoji, and the scripts of East Asia (Unicode Standard Annex 11, wide and fullwidth), take two columns. */
function widthOf(grapheme: string): number {
  if (/^\p{Mark}+$|^[\u200B-\u200D\u2060\uFEFF]+$/u.test(grapheme)) return 0;
  if (/\p{Emoji_Presentation}|\uFE0F/u.test(grapheme)) return 2;
  const code = grapheme.codePointAt(0) ?? 0;
  return wide.some(([from, to]) => code >= from && code <= to) ? 2 : 1;
}

const wide: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f900, 0x1f9ff],
  [0x20000, 0x3fffd],
];
