/** Keep-alives that clients commonly have; if none of these is allowed, nothing is said. */
const usual = [60, 30, 120, 300, 10, 600, 1800, 3600, 1, 65_535];

/**
 * The number closest to a refused one that is allowed. Only the policy knows its range, so it is asked: the range is taken to be
 * one interval, and its end towards `value` is searched by halves.
 */
export function nearestAllowed(value: number, staysWrong: (value: number) => boolean): number | undefined {
  let allowed = usual.find((one) => !staysWrong(one));
  if (allowed === undefined) return undefined;
  let refused = Math.round(Math.min(Math.max(value, -1), 65_536));
  while (Math.abs(allowed - refused) > 1) {
    const middle = Math.trunc((allowed + refused) / 2);
    if (staysWrong(middle)) refused = middle;
    else allowed = middle;
  }
  return allowed;
}
