/** A number with the noun that it counts: `1 file`, `2 files`. The noun's plural ends in `s`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
