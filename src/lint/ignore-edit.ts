import type { Document, Span } from '../readers/document.js';
import type { Format } from '../readers/index.js';
import { startOfLine } from '../text/lines.js';
import type { Edit } from './fix.js';
import { ignoreWords } from './ignores.js';

const [inLine, nextLine, inFile] = ignoreWords;

/**
 * Comments that could ignore a rule where it was found, the best first: in the line above, in the line itself, at the beginning of
 * the file. Which of them is one depends on what the line is in, so whoever takes one lints the text again.
 */
export function ignoreEdits(text: string, { start }: Span, rule: string, reason: string, format: Format): Edit[] {
  const mark = format === 'yaml' ? '#' : '//';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const comment = (word: string): string => `${mark} ${word} ${rule} -- ${reason}`;
  const lineStart = startOfLine(text, start);
  const newline = text.indexOf('\n', start);
  const lineEnd = newline < 0 ? text.length : text[newline - 1] === '\r' ? newline - 1 : newline;
  const indent = /^[ \t]*/.exec(text.slice(lineStart, lineEnd))?.[0] ?? '';
  const insert = (at: number, inserted: string): Edit => ({ start: at, end: at, text: inserted });
  return [
    insert(lineStart, `${indent}${comment(nextLine)}${eol}`),
    insert(lineEnd, ` ${comment(inLine)}`),
    insert(text.charCodeAt(0) === 0xfeff ? 1 : 0, `${comment(inFile)}${eol}`),
  ];
}

/** Whether comments are at home in the file: JSON without any may be read by something that takes none. */
export function takesComments(format: Format, path: string, { comments }: Document): boolean {
  return format !== 'json' || comments.length > 0 || path.toLowerCase().endsWith('.jsonc');
}
