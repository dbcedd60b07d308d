import type { ReadProblem } from './document.js';

export interface Decoded {
  /** Without the byte order mark: offsets are into this text. */
  readonly text: string;
  readonly problems: readonly ReadProblem[];
}

/** No config is larger; reading stops here rather than filling the memory. */
export const MAX_BYTES = 32 * 1024 * 1024;

/**
 * The text of a file. UTF-8, or UTF-16 where a byte order mark says so. Bytes that are no text become U+FFFD and a problem at the
 * first of them; a file that is too large gives no text and a problem.
 */
export function decode(bytes: Uint8Array): Decoded {
  const tooLarge = unreadable(bytes.length);
  if (tooLarge) return { text: '', problems: [tooLarge] };
  const encoding = encodingOf(bytes);
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), problems: [] };
  } catch {
    const text = new TextDecoder(encoding).decode(bytes);
    const at = Math.max(0, text.indexOf('\uFFFD'));
    const name = encoding === 'utf-8' ? 'UTF-8' : 'UTF-16';
    const message = `The file is not ${name}: this byte is no character. Save the file as UTF-8.`;
    return { text, problems: [problem('encoding', message, at)] };
  }
}

/** What to say of a file of so many bytes, if that is too many. */
export function unreadable(bytes: number): ReadProblem | undefined {
  if (bytes <= MAX_BYTES) return undefined;
  return problem('size', `The file has ${bytes} bytes; at most ${MAX_BYTES} are read.`, 0);
}

function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return 'utf-8';
}

function problem(code: string, message: string, at: number): ReadProblem {
  return { code, message, severity: 'error', span: { start: at, end: at + 1 } };
}
