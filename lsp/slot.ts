/** The place of a value that is being written: what a completed one replaces, and how it is spelled there. */

import { spellValue } from '../src/lint/spell-value.js';
import type { Span } from '../src/readers/document.js';
import type { Format } from '../src/readers/index.js';
import { startOfLine } from '../src/text/lines.js';

export interface Slot {
  /** What a value replaces, on one line: a quoted text without its quotes, or nothing yet. */
  readonly span: Span;
  /** What has been written before the cursor. */
  readonly before: string;
  /** What to put in the place of `span`; nothing where the value cannot be written there. */
  spell(value: string): string | undefined;
}

/** Of the line that the cursor is in: a value begins and ends there. Nothing where the line is too long to be looked at. */
export function slotAt(text: string, offset: number, format: Format): Slot | undefined {
  const start = startOfLine(text, offset);
  const newline = text.indexOf('\n', offset);
  let end = newline < 0 ? text.length : newline;
  if (text[end - 1] === '\r' && end > offset) end--;
  if (end - start > longestLine) return undefined;
  const before = text.slice(start, offset);
  const after = text.slice(offset, end);
  const open = openQuote(before, format);
  if (open) return quotedSlot(open.quote, before.slice(open.at + 1), after, offset, format);
  if (format === 'json') return emptySlot(before, offset, format);
  return plainSlot(before, after, offset, format);
}

const longestLine = 10_000;

/** The quote that is open at the end of a beginning of a line. */
function openQuote(line: string, format: Format): { readonly quote: string; readonly at: number } | undefined {
  let open: { quote: string; at: number } | undefined;
  for (let at = 0; at < line.length; at++) {
    const sign = line[at] as string;
    if (open) {
      if (sign === '\\' && open.quote === '"') at++;
      else if (sign === open.quote) open = undefined;
    } else if (sign === '"' || (sign === "'" && format === 'yaml')) {
      // In the middle of a word it is an apostrophe.
      if (format !== 'yaml' || at === 0 || /[\s[{,:]/.test(line[at - 1] as string)) open = { quote: sign, at };
    } else if (beginsComment(line, at, format)) return undefined;
  }
  return open;
}

function beginsComment(line: string, at: number, format: Format): boolean {
  if (format === 'yaml') return line[at] === '#' && (at === 0 || /\s/.test(line[at - 1] as string));
  if (line[at] !== '/' || line[at + 1] !== '/') return false;
  return format === 'json' || at === 0 || /\s/.test(line[at - 1] as string);
}

function quotedSlot(quote: string, written: string, after: string, offset: number, format: Format): Slot {
  const rest = (quote === '"' ? /^(?:[^"\\]|\\.)*(?=")/ : /^(?:[^']|'')*(?=')/).exec(after)?.[0];
  // A quote that is not closed yet ends with the value.
  const close = rest === undefined ? quote : '';
  return {
    span: { start: offset - written.length, end: offset + (rest?.length ?? 0) },
    before: unquoted(quote, written),
    spell: (value) => {
      const spelled = spellValue(quote + quote, { value: '', span: { start: 0, end: 2 } }, value, format);
      return spelled?.startsWith(quote) ? spelled.slice(1, -1) + close : undefined;
    },
  };
}

function unquoted(quote: string, written: string): string {
  if (quote === "'") return written.replaceAll("''", "'");
  try {
    return JSON.parse(`"${written}"`) as string;
  } catch {
    return written;
  }
}

/** JSON where a value may begin: after a bracket, a comma or a colon. */
function emptySlot(before: string, offset: number, format: Format): Slot | undefined {
  if (!/(?:^|[[,:{])\s*$/.test(before)) return undefined;
  return {
    span: { start: offset, end: offset },
    before: '',
    spell: (value) => spellValue('""', { value: '', span: { start: 0, end: 2 } }, value, format),
  };
}

/** A word without quotes: to the next blank in a script, to what ends a value in YAML. */
function plainSlot(before: string, after: string, offset: number, format: Format): Slot | undefined {
  const word = format === 'yaml' ? plainYaml(before) : /(?:^|[\s,=])([^\s,="]*)$/.exec(before)?.[1];
  if (word === undefined) return undefined;
  const ends = format === 'yaml' ? /^(?:[^\s,[\]{}:#]|[:#](?=\S))*/ : /^[^\s,"]*/;
  const rest = ends.exec(after)?.[0] ?? '';
  return {
    span: { start: offset - word.length, end: offset + rest.length },
    before: word,
    spell: (value) => spellValue('x', { value: 'x', span: { start: 0, end: 1 } }, value, format),
  };
}

/** What stands after the last key, dash, bracket or comma; a comment has no values. */
function plainYaml(before: string): string | undefined {
  if (/(?:^|\s)#/.test(before)) return undefined;
  return /(?:^|[\s[{,])([^\s[\],"'][^\s[\],]*)?$/.exec(before)?.[1] ?? (/(?:^|[\s[{,])$/.test(before) ? '' : undefined);
}

/** A value of any kind with its quotes, if it has some. */
export interface Token {
  /** On one line. */
  readonly span: Span;
  /** The whole text with these characters as the value. */
  readonly with: (characters: string) => string;
  /** What to put in the place of `span`; nothing where the value cannot be written there. */
  readonly spell: (value: string | number | boolean) => string | undefined;
}

/** The value around the cursor, or the place for one. */
export function tokenAt(text: string, offset: number, format: 'json' | 'yaml'): Token | undefined {
  const slot = slotAt(text, offset, format) ?? wordSlot(text, offset);
  if (!slot) return undefined;
  // Behind the colon of a key there is no value yet.
  const isEmpty = format === 'yaml' && slot.before.endsWith(':');
  const { start, end } = isEmpty ? { start: offset, end: offset } : slot.span;
  const quote = text[start - 1] === '"' || text[start - 1] === "'" ? (text[start - 1] as string) : '';
  const isText = quote !== '';
  const isPadded = isText || format !== 'yaml' || !/[:,-]/.test(text[start - 1] ?? '');
  const pad = isPadded ? '' : ' ';
  const isClosed = isText && text[end] === quote;
  return {
    span: { start, end },
    with: (characters) => {
      const spelled = isText
        ? characters + (isClosed ? '' : quote)
        : pad + (isPlain(characters) ? characters : JSON.stringify(characters));
      return text.slice(0, start) + spelled + text.slice(end);
    },
    spell: (value) => {
      if (isText) return typeof value === 'string' ? slot.spell(value) : String(value) + (isClosed ? '' : quote);
      if (typeof value !== 'string') return pad + String(value);
      // A number in a text is a text only in quotes.
      const spelled = format === 'json' || isPlain(value) ? JSON.stringify(value) : slot.spell(value);
      return spelled === undefined ? undefined : pad + spelled;
    },
  };
}

function isPlain(characters: string): boolean {
  return /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(characters);
}

/** A word of JSON without quotes: `tru`, `6`. */
function wordSlot(text: string, offset: number): Slot | undefined {
  const word = /[\w.+-]{0,40}$/.exec(text.slice(Math.max(0, offset - 40), offset))?.[0] ?? '';
  const rest = /^[\w.+-]{0,40}/.exec(text.slice(offset, offset + 40))?.[0] ?? '';
  if (!/[:,[]\s*$/.test(text.slice(Math.max(0, offset - word.length - 200), offset - word.length))) return undefined;
  return { span: { start: offset - word.length, end: offset + rest.length }, before: word, spell: JSON.stringify };
}

/** A key that is being written. */
export interface KeySlot {
  /** What a key replaces, on one line. */
  readonly span: Span;
  /** The whole text with this key, and a value where it has none. */
  readonly with: (key: string) => string;
  /** What to put in the place of `span`, with a colon where there is none. */
  readonly spell: (key: string) => string;
}

/** The key around the cursor, or the place for one. */
export function keyAt(text: string, offset: number, format: 'json' | 'yaml'): KeySlot | undefined {
  const slot = format === 'yaml' ? yamlKey(text, offset) : (slotAt(text, offset, format) ?? jsonKey(text, offset));
  if (!slot) return undefined;
  const { start } = slot.span;
  const quote = format === 'json' && text[start - 1] === '"' ? '"' : '';
  const hasValue = /^"?\s*:(?:\s|[^\s/])/.test(text.slice(slot.span.end, slot.span.end + 200));
  const isClosed = quote !== '' && text[slot.span.end] === quote;
  const end = isClosed && !hasValue ? slot.span.end + 1 : slot.span.end;
  const spell = (key: string): string =>
    (format === 'json' && quote === '' ? JSON.stringify(key) : key) + (hasValue ? '' : `${quote}: `);
  const value = hasValue ? '' : format === 'json' ? 'null,' : 'null';
  return { span: { start, end }, spell, with: (key) => text.slice(0, start) + spell(key) + value + text.slice(end) };
}

/** The beginning of a line of JSON, where an object goes on. */
function jsonKey(text: string, offset: number): Slot | undefined {
  const before = text.slice(Math.max(0, offset - 1000), offset);
  if (!/[{,]\s*$/.test(before)) return undefined;
  return { span: { start: offset, end: offset }, before: '', spell: JSON.stringify };
}

/** A word at the beginning of a line or of a list's item, or in braces. */
function yamlKey(text: string, offset: number): Slot | undefined {
  const start = startOfLine(text, offset);
  if (offset - start > longestLine) return undefined;
  const word = /^(?:\s*(?:-\s+)*|.*[{,]\s*)([\w-]*)$/.exec(text.slice(start, offset))?.[1];
  if (word === undefined) return undefined;
  const rest = /^[\w-]*/.exec(text.slice(offset, offset + 100))?.[0] ?? '';
  return { span: { start: offset - word.length, end: offset + rest.length }, before: word, spell: (value) => value };
}
