import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether an Authorization header brings the token: as `Bearer`, or as the password of `Basic`, which is all that brokers can send
 * that know only an address. Compared in a time that says nothing about the token.
 */
export function tokenCheck(token: string): (header: string | undefined) => boolean {
  const expected = digest(token);
  return (header) => timingSafeEqual(digest(given(header) ?? ''), expected);
}

function given(header: string | undefined): string | undefined {
  const [, scheme, value] = /^(Bearer|Basic) +(\S+) *$/i.exec(header ?? '') ?? [];
  if (scheme === undefined || value === undefined) return undefined;
  if (scheme.toLowerCase() === 'bearer') return value;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? undefined : pair.slice(colon + 1);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
