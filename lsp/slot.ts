/** The place of a value that is being written: what a completed one replaces, and how it is spelled there. */
import { spellValue } from '../src/lint/spell-value.js';
import type { Span } from '../src/readers/document.js';
import type { Format } from '../src/readers/index.js';

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
  const start = text.lastIndexOf('\n', offset - 1) + 1;
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
