import type { Comment, Document, Span } from '../readers/document.js';
import type { LineTable } from '../text/lines.js';
import { startOfLine } from '../text/lines.js';

/** A comment that ignores findings: `topicguard-ignore-line connect/will -- the old firmware`. */
export interface Ignore {
  /** `unknown`: written as nothing that there is. */
  readonly scope: 'line' | 'next-line' | 'file' | 'unknown';
  /** The word itself: `topicguard-ignore-line`. */
  readonly word: string;
  /** The line whose findings it ignores, from 1; absent: all of them. */
  readonly line?: number;
  readonly rules: readonly NamedRule[];
  readonly reason?: string;
  readonly comment: Comment;
}

export interface NamedRule {
  readonly id: string;
  readonly span: Span;
}

const mark = 'topicguard-ignore';
export const ignoreWords = [`${mark}-line`, `${mark}-next-line`, `${mark}-file`] as const;

/** More names in one comment are not read. */
const mostNames = 100;

/** The ignores in a file's comments, in the order of the text. A comment is one when it begins with the word. */
export function ignoresOf(document: Document, text: string, lines: LineTable): Ignore[] {
  const ignores: Ignore[] = [];
  let own: ReadonlySet<number> | undefined;
  for (const comment of document.comments) {
    if (!comment.text.includes(mark)) continue;
    const parsed = parse(comment, text);
    if (!parsed) continue;
    const scope = scopeOf(parsed.word);
    let line: number | undefined;
    if (scope === 'line') line = lines.positionOf(comment.span.start).line;
    if (scope === 'next-line') {
      own ??= commentLines(document, text, lines);
      line = lines.positionOf(comment.span.end).line + 1;
      // Several ignores above each other are all meant for what follows them.
      while (own.has(line)) line++;
    }
    ignores.push({ ...parsed, scope, comment, ...(line !== undefined && { line }) });
  }
  return ignores;
}

function scopeOf(word: string): Ignore['scope'] {
  switch (word) {
    case `${mark}-line`:
      return 'line';
    case `${mark}-next-line`:
      return 'next-line';
    case `${mark}-file`:
      return 'file';
    default:
      return 'unknown';
  }
}

/** Names are parted by commas or blanks; what follows ` -- ` or a colon is the reason. */
function parse(comment: Comment, text: string): Pick<Ignore, 'word' | 'rules' | 'reason'> | undefined {
  const first = /^\s*([^\s:,]*)[^\S\n]*([^\n]*)/.exec(comment.text);
  const word = first?.[1] ?? '';
  if (!first || !word.startsWith(mark)) return undefined;
  const rest = first[2] as string;
  const cut = /(?:^|\s)--(?:\s|$)|:/.exec(rest);
  const names = cut ? rest.slice(0, cut.index) : rest;
  const reason = cut ? rest.slice(cut.index + cut[0].length).trim() : '';
  const from = text.indexOf(comment.text, comment.span.start) + first[0].length - rest.length;
  const rules: NamedRule[] = [];
  for (const { 0: id, index } of names.matchAll(/[^\s,]+/g)) {
    if (rules.length >= mostNames) break;
    rules.push({ id, span: { start: from + index, end: from + index + id.length } });
  }
  return { word, rules, ...(reason !== '' && { reason }) };
}

/** The lines on which there is nothing but comments. */
function commentLines(document: Document, text: string, lines: LineTable): Set<number> {
  const own = new Set<number>();
  for (const { span } of document.comments) {
    if (!isAlone(span, text)) continue;
    const last = lines.positionOf(span.end).line;
    for (let line = lines.positionOf(span.start).line; line <= last; line++) own.add(line);
  }
  return own;
}

/** Whether nothing else stands on the lines of a comment. */
function isAlone({ start, end }: Span, text: string): boolean {
  const lineStart = startOfLine(text, start);
  const lineEnd = text.indexOf('\n', end);
  const before = start === 0 ? '' : text.slice(lineStart, start);
  const after = text.slice(end, lineEnd < 0 ? undefined : lineEnd);
  return before.replace('\uFEFF', '').trim() === '' && after.trim() === '';
}

/** What taking out a comment takes out of the text: its whole line when it has one, else also the blanks before it. */
export function removalOf({ start, end }: Span, text: string): Span {
  if (isAlone({ start, end }, text)) {
    const lineStart = startOfLine(text, start);
    const lineEnd = text.indexOf('\n', end);
    const from = text.charCodeAt(lineStart) === 0xfeff ? lineStart + 1 : lineStart;
    return { start: from, end: lineEnd < 0 ? text.length : lineEnd + 1 };
  }
  let from = start;
  while (from > 0 && (text[from - 1] === ' ' || text[from - 1] === '\t')) from--;
  return { start: from, end };
}
