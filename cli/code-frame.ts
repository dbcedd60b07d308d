/** A line of a file with the place under it marked. */
import { cells, isPlain, type Paint, printable, type Style, widthOfText } from './terminal.js';

export interface Mark {
  readonly line: number;
  /** From 1, in UTF-16 units; the end is exclusive. */
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** So many columns of the line are shown; of a longer one, the part around the place. */
const mostColumns = 110;
/** Of a long line, so many UTF-16 units on each side of the place are looked at. */
const mostUnits = 400;

/** Two lines: the text with its number, and the marks. `lineText` is the line without its end. */
export function codeFrame(lineText: string, mark: Mark, paint: Paint, style: Style): string {
  const endColumn = mark.endLine > mark.line ? lineText.length + 1 : mark.endColumn;
  const from = Math.min(mark.column - 1, lineText.length);
  const to = Math.min(Math.max(endColumn - 1, from), lineText.length);
  const before = printable(lineText.slice(Math.max(0, from - mostUnits), from));
  const marked = printable(lineText.slice(from, Math.min(to, from + mostUnits)));
  const after = printable(lineText.slice(Math.min(to, from + mostUnits), Math.min(to, from + mostUnits) + mostUnits));

  const markedPart = shorten(marked, mostColumns - 20, 'end');
  const room = Math.max(10, mostColumns - widthOfText(markedPart));
  const cutBefore = from > mostUnits;
  const left =
    cutBefore || widthOfText(before) > room / 2 ? shorten(before, Math.floor(room / 2), 'start', cutBefore) : before;
  const right = shorten(after, Math.max(0, room - widthOfText(left)), 'end', to + mostUnits < lineText.length);

  const number = String(mark.line);
  const gutter = ' '.repeat(number.length);
  const bar = paint('│', 'dim');
  const line = `${left}${markedPart}${right}`.trimEnd();
  const carets = '^'.repeat(Math.max(1, widthOfText(markedPart)));
  return `  ${paint(number, 'dim')} ${bar} ${line}\n  ${gutter} ${bar} ${' '.repeat(widthOfText(left))}${paint(carets, style)}\n`;
}

/** Cuts a text to a number of columns, with a sign where something is missing. `cut`: something is missing already. */
function shorten(text: string, columns: number, side: 'start' | 'end', cut = false): string {
  if (isPlain(text)) {
    if (text.length <= columns && !cut) return text;
    // One column is for the sign.
    return side === 'end' ? `${text.slice(0, columns - 1)}…` : `…${text.slice(Math.max(0, text.length - columns + 1))}`;
  }
  const all = cells(text);
  const total = all.reduce((sum, { width }) => sum + width, 0);
  if (total <= columns && !cut) return text;
  const kept: string[] = [];
  let width = 1;
  for (const cell of side === 'end' ? all : all.toReversed()) {
    if (width + cell.width > columns) break;
    width += cell.width;
    kept.push(cell.text);
  }
  return side === 'end' ? `${kept.join('')}…` : `…${kept.reverse().join('')}`;
}
