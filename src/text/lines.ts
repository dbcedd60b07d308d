/** Offsets are what code computes with, lines and columns are what people read: one table turns one into the other. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

export class LineTable {
  readonly #starts: number[];

  /** Lines end with LF or CRLF; a lone CR is a character like any other, and a byte order mark is none: editors do not show it. */
  constructor(text: string) {
    this.#starts = [text.startsWith('\uFEFF') ? 1 : 0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  get lineCount(): number {
    return this.#starts.length;
  }

  /** Offset of the first character of a line, counted from 1. */
  startOf(line: number): number {
    return this.#starts[line - 1] ?? 0;
  }

  positionOf(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: Math.max(0, offset - (this.#starts[low] as number)) + 1 };
  }
}
