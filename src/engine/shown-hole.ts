/**
 * How a hole of a topic is shown: its name in braces, `{dev}`. A hole without a name is called by how it is written, with its place
 * after an `@`, which is of no use to a reader: `%s@12` is `%s`. Never with a slash, which would be another level.
 */
export function shownHole(hole: string): string {
  const written = hole.replace(/@\d+$/, '').replaceAll('/', ' ');
  return written === hole ? `{${hole}}` : written;
}
