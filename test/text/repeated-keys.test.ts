import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hasUniqueKeys, repeatedKeys } from '../../src/text/repeated-keys.js';

const keys = fc.constantFrom('a', 'b', 'a"', '', '1', '__proto__', ':', '{');
const values = fc.constantFrom(
  ...['"x"', '""', '"a\\"b"', '"\\u0061"', '1', 'true', 'null', '"{"', '[]', '{"a":1}', '{"a":1,"a":2}', '["b"]'],
);

/** The text of an object in which keys may stand twice. */
const objects = fc.array(fc.tuple(keys, values, fc.constantFrom('', ' ', '\n')), { maxLength: 5 }).map((entries) => {
  const members = entries.map(([key, value, blank]) => `${JSON.stringify(key)}${blank}:${blank}${value}`);
  return `{${members.join(',')}}`;
});

describe('keys that stand twice', () => {
  it('are none where that is plain', () => {
    let plain = 0;
    fc.assert(
      fc.property(objects, (text) => {
        if (!hasUniqueKeys(text, JSON.parse(text))) return;
        plain++;
        expect([...repeatedKeys(text)], text).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
    expect(plain).toBeGreaterThan(300);
  });

  it('are plainly none in what a broker sends', () => {
    const text = '{"clientid": "meter-7", "username": null, "qos": 1, "retain": false, "topic": "a/b"}';
    expect(hasUniqueKeys(text, JSON.parse(text))).toBe(true);
  });
});
