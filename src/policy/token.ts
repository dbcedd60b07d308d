import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Verifies the signature of a token of the form `version=…&res=…&et=…&method=…&sign=…`: `sign` is the Base64 of the HMAC, keyed
 * with the decoded access key, over `et`, `method`, `res` and `version` joined by line feeds.
 *
 * `key` is the access key in Base64, as the console shows it. Answers false for whatever is not such a token, or has another
 * signature; it does not look at the expiry or at whose token it is: the guard does.
 */
export function verifyToken(token: string, key: string): boolean {
  const parts = new Map<string, string>();
  for (const piece of token.split('&', 16)) {
    const equals = piece.indexOf('=');
    if (equals < 0) return false;
    const name = piece.slice(0, equals);
    const value = decoded(piece.slice(equals + 1));
    if (value === undefined || parts.has(name)) return false;
    parts.set(name, value);
  }
  const [et, method, res, version, sign] = ['et', 'method', 'res', 'version', 'sign'].map((name) => parts.get(name));
  if (et === undefined || method === undefined || res === undefined || version === undefined || sign === undefined)
    return false;
  if (parts.size !== 5 || !['md5', 'sha1', 'sha256'].includes(method)) return false;
  const expected = createHmac(method, Buffer.from(key, 'base64'))
    .update([et, method, res, version].join('\n'))
    .digest();
  const given = Buffer.from(sign, 'base64');
  return given.length === expected.length && given.toString('base64') === sign && timingSafeEqual(given, expected);
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
