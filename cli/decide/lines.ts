/** Splits a stream of bytes into lines; one that is too long is named, not kept. */

export type Line = { readonly text: string } | { readonly tooLong: true };

/**
 * The lines that each chunk completes, together, so that they can be answered together. Lines end with LF or CRLF; the last one
 * need not. Of a line with more than `mostBytes` only the fact is given, so memory is
 * bounded whatever comes in.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, mostBytes: number): AsyncGenerator<readonly Line[]> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let skipping = false;
  const finish = (): Line => {
    const line: Line = skipping ? { tooLong: true } : { text: decodeLine(pieces) };
    pieces = [];
    length = 0;
    skipping = false;
    return line;
  };
  const add = (piece: Uint8Array): void => {
    if (skipping || piece.length === 0) return;
    length += piece.length;
    if (length > mostBytes) {
      skipping = true;
      pieces = [];
    } else pieces.push(piece);
  };
  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let from = 0;
    for (let newline = chunk.indexOf(0x0a); newline >= 0; newline = chunk.indexOf(0x0a, from)) {
      add(chunk.subarray(from, newline));
      lines.push(finish());
      from = newline + 1;
    }
    add(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  if (length > 0 || skipping) yield [finish()];
}

function decodeLine(pieces: readonly Uint8Array[]): string {
  const bytes = pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
