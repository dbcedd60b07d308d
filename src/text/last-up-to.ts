/** Of places in the order of a text, the last one that begins at the offset or before it. */
export function lastUpTo<T extends { readonly start: number }>(places: readonly T[], offset: number): T | undefined {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((places[middle] as T).start <= offset) low = middle + 1;
    else high = middle;
  }
  return places[low - 1];
}
