import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8Text } from '../../src/text/utf8.js';

/** What the standard says. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

describe('text of bytes', () => {
  it('is that of a strict decoder, for any bytes', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => new TextEncoder().encode(text)),
      fc.uint8Array({ maxLength: 6 }).map((rest) => Uint8Array.of(0xef, 0xbb, 0xbf, ...rest)),
    );
    fc.assert(
      fc.property(bytes, (given) => {
        expect(utf8Text(given)).toBe(decoded(given));
      }),
      { numRuns: 5_000 },
    );
  });

  it('takes a part of a buffer as it is', () => {
    expect(utf8Text(Buffer.from('xähy').subarray(1, 4))).toBe('äh');
    expect(utf8Text(new Uint8Array())).toBe('');
  });
});
