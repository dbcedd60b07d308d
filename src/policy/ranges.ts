/** Sets of characters as ranges of code points. */

export type Range = readonly [number, number];

/** Ranges in order, neighbours joined. */
export function merged(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** The ranges of the first list, which is in order, without those of the second. */
export function without(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  const gaps = merged(taken);
  const left: Range[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    let low = from;
    while (next < gaps.length && (gaps[next] as Range)[1] < low) next++;
    for (let at = next; at < gaps.length && (gaps[at] as Range)[0] <= to; at++) {
      const [start, end] = gaps[at] as Range;
      if (start > low) left.push([low, start - 1]);
      low = Math.max(low, end + 1);
    }
    if (low <= to) left.push([low, to]);
  }
  return left;
}
