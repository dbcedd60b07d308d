/** Offsets are what code computes with, lines and columns are what people read: one table turns one into the other. */
export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

/** Where the line of an offset begins. `lastIndexOf` takes a place before the text for the first one in it, so that is asked apart. */
export function startOfLine(text: string, offset: number): number {
  return offset <= 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
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

/** The lines of offsets that nearly always come in the order of the text, such as one near its beginning: no table is made for them. */
export class LineCounter {
  readonly #text: string;
  #line = 1;
  #start = 0;
  /** The line break at which the line ends; negative: there is none. */
  #end: number;
  #table: LineTable | undefined;

  constructor(text: string) {
    this.#text = text;
    this.#end = text.indexOf('\n');
  }

  /** Counted from 1. */
  lineOf(offset: number): number {
    if (this.#table || offset < this.#start) {
      this.#table ??= new LineTable(this.#text);
      return this.#table.positionOf(offset).line;
    }
    while (this.#end >= 0 && this.#end < offset) {
      this.#line++;
      this.#start = this.#end + 1;
      this.#end = this.#text.indexOf('\n', this.#start);
    }
    return this.#line;
  }
}
