import type { Document, Request, Span } from '../readers/document.js';
import type { Format } from '../readers/index.js';
import type { Change } from '../rules/change.js';
import type { Edit, Fix } from './fix.js';
import { removeEntries } from './remove-entry.js';
import { spellValue } from './spell-value.js';

/** A change of values as edits of the text; nothing where one of the values cannot be spelled there. */
export function fixOf(change: Change, text: string, format: Format): Fix | undefined {
  const edits: Edit[] = [];
  for (const { at, value } of change.set ?? []) {
    const spelled = spellValue(text, at, value, format);
    if (spelled === undefined) return undefined;
    edits.push({ start: at.span.start, end: at.span.end, text: spelled });
  }
  if (change.remove) {
    const removal = removeEntries(text, change.remove, format);
    if (!removal) return undefined;
    edits.push(removal);
  }
  const { title } = change;
  // What a script sends may be wrong on purpose, so somebody has to look.
  const safe = change.safe && format !== 'session';
  const changes = edits.some(({ start, end, text: by }) => by !== text.slice(start, end));
  return changes ? { title, safe, edits } : undefined;
}

/** How many requests of the file have their QoS or retain flag from this place: `qos` beside a list of topics is everybody's. */
export function sharersOf({ clients }: Document, { start }: Span): number {
  const isThere = ({ qos, retain }: Request): boolean => qos?.span.start === start || retain?.span.start === start;
  return clients.reduce((sum, { requests }) => sum + requests.filter(isThere).length, 0);
}
