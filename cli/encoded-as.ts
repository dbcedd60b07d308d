/** A text as the bytes of a file that is written anew: UTF-16 and byte order marks stay what they were. */
export function encodedAs(before: Uint8Array, text: string): Buffer {
  if (before[0] === 0xff && before[1] === 0xfe) return Buffer.from(`\uFEFF${text}`, 'utf16le');
  if (before[0] === 0xfe && before[1] === 0xff) return Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  const marked = before[0] === 0xef && before[1] === 0xbb && before[2] === 0xbf;
  return Buffer.from(marked ? `\uFEFF${text}` : text, 'utf8');
}
