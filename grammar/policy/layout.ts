/** Logical lines: which physical lines belong together, told by their indentation alone. */
import type { IToken } from 'chevrotain';
import type { LineTable } from '../../src/text/lines.js';
import type { Surroundings } from './ast.js';

export interface LogicalLine {
  /** Column 1, where sections start, or a statement of the section above. */
  readonly depth: 'section' | 'statement';
  readonly tokens: IToken[];
  readonly firstLine: number;
  lastLine: number;
  around: Surroundings;
}

/** A statement that was indented so deep that it would have continued the one above. */
export interface SlippedLine {
  readonly token: IToken;
  readonly above: LogicalLine;
}

export interface Layout {
  readonly lines: readonly LogicalLine[];
  readonly slipped: readonly SlippedLine[];
  /** Comments and blanks below the last line. */
  readonly end: readonly string[];
}

/**
 * Groups tokens into logical lines. `startsStatement` says of the first token of a deeper line, and the token before it, whether
 * it can only be a statement of its own.
 */
export function layOut(
  text: string,
  table: LineTable,
  tokens: readonly IToken[],
  comments: readonly IToken[],
  startsStatement: (token: IToken, previous: IToken) => boolean,
): Layout {
  const lines: LogicalLine[] = [];
  const slipped: SlippedLine[] = [];
  let current: LogicalLine | undefined;
  let statementColumn = 0;
  let lineEnd = -1;
  for (const token of tokens) {
    if (current && token.startOffset < lineEnd) {
      current.tokens.push(token);
      continue;
    }
    const { line, column } = table.positionOf(token.startOffset);
    lineEnd = line < table.lineCount ? table.startOf(line + 1) : text.length + 1;
    const continues: boolean = column > 1 && current?.depth === 'statement' && column > statementColumn;
    if (continues && current) {
      if (!startsStatement(token, current.tokens[current.tokens.length - 1] as IToken)) {
        current.tokens.push(token);
        current.lastLine = line;
        continue;
      }
      slipped.push({ token, above: current });
    } else if (column === 1) statementColumn = 0;
    else if (statementColumn === 0) statementColumn = column;
    current = {
      depth: column === 1 ? 'section' : 'statement',
      tokens: [token],
      firstLine: line,
      lastLine: line,
      around: { above: [] },
    };
    lines.push(current);
  }
  return { lines, slipped, end: surround(text, table, lines, comments) };
}

/** Gives every line its comments; returns those below the last one. */
function surround(
  text: string,
  table: LineTable,
  lines: readonly LogicalLine[],
  comments: readonly IToken[],
): string[] {
  const byLine = new Map<number, string>();
  for (const comment of comments) byLine.set(table.positionOf(comment.startOffset).line, comment.image);
  let next = 1;
  for (const line of lines) {
    const above = standing(text, table, byLine, next, line.firstLine - 1);
    // A comment inside a statement of several lines has no line of its own in the printed form: it moves above.
    for (let at = line.firstLine + 1; at <= line.lastLine; at++) {
      const comment = byLine.get(at);
      if (comment !== undefined) above.push(comment);
    }
    const behind = byLine.get(line.firstLine);
    line.around = behind === undefined ? { above } : { above, behind };
    next = line.lastLine + 1;
  }
  return standing(text, table, byLine, next, table.lineCount);
}

function standing(
  text: string,
  table: LineTable,
  byLine: ReadonlyMap<number, string>,
  from: number,
  to: number,
): string[] {
  const found: string[] = [];
  for (let at = from; at <= to; at++) {
    const comment = byLine.get(at);
    if (comment !== undefined) found.push(comment);
    else if (found.at(-1) !== '' && isBlank(text, table.startOf(at))) found.push('');
  }
  return found;
}

function isBlank(text: string, offset: number): boolean {
  const code = text.charCodeAt(offset);
  if (Number.isNaN(code) || code === 0x0a || code === 0x0d) return true;
  let end = text.indexOf('\n', offset);
  if (end < 0) end = text.length;
  return text.slice(offset, end).trim() === '';
}
