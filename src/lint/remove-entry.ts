/** Takes values out of a file together with their keys, and leaves the rest as it is. */
import type { Span } from '../readers/document.js';
import type { Format } from '../readers/index.js';
import { startOfLine } from '../text/lines.js';
import type { Edit } from './fix.js';

/**
 * The edit that removes the entries whose values stand at `places`. `undefined` where one cannot be told apart from what stands
 * around it (a comment between key and value, a key inside a line of YAML).
 */
export function removeEntries(text: string, places: readonly Span[], format: Format): Edit | undefined {
  let rest = text;
  // From the end, so that the places that are still to come stay where they are.
  for (const place of places.toSorted((a, b) => b.start - a.start)) {
    const entry = entryAt[format](rest, place);
    if (!entry) return undefined;
    rest = rest.slice(0, entry.start) + rest.slice(entry.end);
  }
  return places.length === 0 ? undefined : difference(text, rest);
}

/** The shortest replacement that makes `after` of `before`. */
function difference(before: string, after: string): Edit {
  let start = 0;
  while (start < after.length && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < after.length - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

const entryAt: Readonly<Record<Format, (text: string, value: Span) => Span | undefined>> = {
  json: jsonEntry,
  yaml: yamlEntry,
  session: scriptEntry,
};

function jsonEntry(text: string, value: Span): Span | undefined {
  if (!isOneJsonValue(text.slice(value.start, value.end))) return undefined;
  const colon = backOverBlanks(text, value.start) - 1;
  if (text[colon] !== ':') return undefined;
  const keyEnd = backOverBlanks(text, colon) - 1;
  const keyStart = keyEnd < 1 || text[keyEnd] !== '"' ? -1 : text.lastIndexOf('"', keyEnd - 1);
  if (keyStart < 0 || /[\\\n]/.test(text.slice(keyStart, keyEnd))) return undefined;
  const after = overBlanks(text, value.end);
  if (text[after] === ',') return widened(text, { start: keyStart, end: after + 1 });
  if (text[overComments(text, after)] !== '}') return undefined;
  // The last entry: the comma before it goes, too.
  const before = backOverBlanks(text, keyStart) - 1;
  if (text[before] === ',') return { start: before, end: value.end };
  return text[before] === '{' ? { start: keyStart, end: value.end } : undefined;
}

/** A place that spans several entries is no value. */
function isOneJsonValue(written: string): boolean {
  if (written.startsWith('{')) return written.endsWith('}');
  if (written.startsWith('"')) return /^"(?:[^"\\\n]|\\.)*"$/.test(written);
  return /^[\w.+-]+$/.test(written);
}

/** With the whole line, if nothing else stands in it; else with the blanks that follow. */
function widened(text: string, { start, end }: Span): Span {
  const lineStart = startOfLine(text, start);
  const blanksEnd = overBlanksInLine(text, end);
  const lineEnd = endOfBreak(text, blanksEnd);
  if (lineEnd > blanksEnd && text.slice(lineStart, start).trim() === '') return { start: lineStart, end: lineEnd };
  return { start, end: blanksEnd };
}

function yamlEntry(text: string, value: Span): Span | undefined {
  return yamlBlockEntry(text, value) ?? yamlFlowEntry(text, value);
}

/** `{host: a, will: {topic: b}}`, in one line or several. */
function yamlFlowEntry(text: string, value: Span): Span | undefined {
  const end = backOverBlanks(text, value.end);
  if (!isOneFlowValue(text.slice(value.start, end))) return undefined;
  const colon = backOverBlanks(text, value.start) - 1;
  const keyEnd = backOverBlanks(text, colon);
  const key = /(?:"[^"\\\n]*"|'[^'\n]*'|[A-Za-z_][\w.-]*)$/.exec(text.slice(Math.max(0, keyEnd - 200), keyEnd))?.[0];
  if (text[colon] !== ':' || key === undefined) return undefined;
  return betweenCommas(text, { start: keyEnd - key.length, end });
}

/** In a flow, a plain text ends before what parts entries. */
function isOneFlowValue(written: string): boolean {
  if (written.startsWith('{')) return written.endsWith('}');
  return /^(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\n]|'')*'|[^\s,[\]{}#&*!|>'"%@`:-][^\n,[\]{}#:]*)$/.test(written);
}

/** An entry of a map in braces with the comma that it does not need any more. */
function betweenCommas(text: string, entry: Span): Span | undefined {
  const before = backOverBlanks(text, entry.start) - 1;
  if (text[before] !== ',' && text[before] !== '{') return undefined;
  const after = overBlanks(text, entry.end);
  if (text[after] === ',') return widened(text, { start: entry.start, end: after + 1 });
  if (text[after] !== '}') return undefined;
  // The last entry: the comma before it goes, too.
  return { start: text[before] === ',' ? before : entry.start, end: entry.end };
}

/** `will:` and what is indented below it, or `will_topic: a/b`: whole lines only. */
function yamlBlockEntry(text: string, value: Span): Span | undefined {
  const colon = backOverBlanks(text, value.start) - 1;
  const lineStart = text.lastIndexOf('\n', colon) + 1;
  if (!/^[ ]*(?:"[^"\\]*"|'[^']*'|[A-Za-z_][^:#'"{}[\],&*]*):$/.test(text.slice(lineStart, colon + 1)))
    return undefined;
  const end = backOverBlanks(text, value.end);
  const written = text.slice(value.start, end);
  // Below its key stands a map; a scalar there would be a part of another entry.
  if (written.includes('\n') && !/^[\w"'-]+:(?:\s|$)/.test(written) && !written.startsWith('{')) return undefined;
  if (!text.slice(colon + 1, value.start).includes('\n') && written.includes('\n') && !written.startsWith('{'))
    return undefined;
  const lineEnd = text.indexOf('\n', end);
  const behind = text.slice(end, lineEnd < 0 ? undefined : lineEnd);
  if (!/^(?:[ \t\r]*|[ \t]+#.*)$/.test(behind)) return undefined;
  return { start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 };
}

/** ` will.topic=a/b`, with the blanks before it. */
function scriptEntry(text: string, value: Span): Span | undefined {
  if (text[value.start - 1] !== '=') return undefined;
  let key = value.start - 1;
  while (key > 0 && !isBlank(text.charCodeAt(key - 1))) key--;
  const start = backOverBlanks(text, key);
  return text.slice(start, key).includes('\n') ? undefined : { start, end: value.end };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

function overBlanks(text: string, at: number): number {
  while (at < text.length && isBlank(text.charCodeAt(at))) at++;
  return at;
}

function overComments(text: string, at: number): number {
  while (text[at] === '/') {
    const end = text[at + 1] === '*' ? text.indexOf('*/', at + 2) + 2 : text.indexOf('\n', at);
    if (end <= at) return text.length;
    at = overBlanks(text, end);
  }
  return at;
}

function backOverBlanks(text: string, at: number): number {
  while (at > 0 && isBlank(text.charCodeAt(at - 1))) at--;
  return at;
}

function overBlanksInLine(text: string, at: number): number {
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

function endOfBreak(text: string, at: number): number {
  const feed = text[at] === '\r' ? at + 1 : at;
  return text[feed] === '\n' ? feed + 1 : at;
}
