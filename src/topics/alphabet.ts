/** The code points that a topic level may hold, as ranges, and which of them read well in an example. */

export type Range = readonly [number, number];

/** Everything but NUL, `#`, `+`, `/` and the surrogates. */
export const TOPIC_CHARACTERS: readonly Range[] = [
  [0x01, 0x22],
  [0x24, 0x2a],
  [0x2c, 0x2e],
  [0x30, 0xd7ff],
  [0xe000, 0x10ffff],
];

const PREFERRED = Array.from('xyzabcdefghijklmnopqrstuvw1234567890ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:', (c) =>
  c.charCodeAt(0),
);

export function inRanges(ranges: readonly Range[], point: number): boolean {
  for (const [from, to] of ranges) if (point >= from && point <= to) return true;
  return false;
}

/** What both lists of ascending, disjoint ranges hold. */
export function intersectRanges(a: readonly Range[], b: readonly Range[]): Range[] {
  const result: Range[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [aFrom, aTo] = a[i] as Range;
    const [bFrom, bTo] = b[j] as Range;
    const from = Math.max(aFrom, bFrom);
    const to = Math.min(aTo, bTo);
    if (from <= to) result.push([from, to]);
    if (aTo < bTo) i++;
    else j++;
  }
  return result;
}

/** The ranges without one code point. */
export function withoutPoint(ranges: readonly Range[], point: number): Range[] {
  const result: Range[] = [];
  for (const [from, to] of ranges) {
    if (point < from || point > to) result.push([from, to]);
    else {
      if (from < point) result.push([from, point - 1]);
      if (point < to) result.push([point + 1, to]);
    }
  }
  return result;
}

/** The code point of the (not empty) ranges that reads best; a control character only where there is nothing else. */
export function readablePoint(ranges: readonly Range[]): number {
  for (const point of PREFERRED) if (inRanges(ranges, point)) return point;
  for (const [from, to] of ranges) {
    if (to > 0x20 && from < 0x7f) return Math.max(from, 0x21);
    if (to > 0xa0) return Math.max(from, 0xa1);
  }
  return (ranges[0] as Range)[0];
}
