/**
 * What was found out about clients, for the next lint of nearly the same text: an editor lints after every key, and one key changes
 * one client. A client is the same when its values, the text around them and everything else that it was judged by are.
 */
import type { Guard } from '../engine/guard.js';
import type { Client, Span } from '../readers/document.js';
import { startOfLine } from '../text/lines.js';
import type { Draft } from './draft.js';

interface Known {
  readonly client: Client;
  readonly guard: Guard;
  readonly rest: string;
  /** The text around the client, and where it began. */
  readonly around: string;
  readonly start: number;
  readonly drafts: readonly Draft[];
}

/** One text; give the same memory to every lint of it, with the same policy, configuration and options. */
export class ClientMemory {
  #before = new Map<string, Known[]>();
  #now = new Map<string, Known[]>();
  #extents = new Map<Client, Span>();

  /** A new lint begins: what only the one before the last knew is forgotten. */
  begin(clients: readonly Client[]): void {
    this.#before = this.#now;
    this.#now = new Map();
    this.#extents = apart(clients);
  }

  /**
   * The drafts that `judge` gives, or gave for the same client, with their places as they are now. `rest` is all that they rest on
   * beside the text around the client and its guard.
   */
  draftsOf(client: Client, guard: Guard, text: string, rest: string, judge: () => readonly Draft[]): readonly Draft[] {
    const extent = this.#extents.get(client);
    if (!extent) return judge();
    const { start, end } = withNeighbours(extent, text);
    const name = client.options.clientId?.value ?? '';
    const isSame = (known: Known): boolean =>
      known.guard === guard &&
      known.rest === rest &&
      known.around.length === end - start &&
      text.startsWith(known.around, start) &&
      areEqual(known.client, client, start - known.start);
    const known = this.#before.get(name)?.slice(0, mostTried).find(isSame);
    if (known) {
      const drafts = moved(known.drafts, start - known.start);
      this.#keep(name, { ...known, client, start, drafts });
      return drafts;
    }
    const drafts = judge();
    if (drafts.every((draft) => isLocal(draft, { start, end })))
      this.#keep(name, { client, guard, rest, around: text.slice(start, end), start, drafts });
    return drafts;
  }

  #keep(name: string, known: Known): void {
    const others = this.#now.get(name);
    if (others) others.push(known);
    else this.#now.set(name, [known]);
  }
}

/** Clients with the same name that are compared. */
const mostTried = 8;

/**
 * Where everything stands that a client consists of, for clients that share no text. What clients have in common, such as one QoS for
 * all, is judged by looking at all of them.
 */
function apart(clients: readonly Client[]): Map<Client, Span> {
  const extents = clients.map((client) => ({ client, ...extentOf(client) }));
  extents.sort((a, b) => a.start - b.start);
  let behind = -1;
  const own = new Map<Client, Span>();
  for (const [at, { client, start, end }] of extents.entries()) {
    if (start >= behind && end <= (extents[at + 1]?.start ?? end)) own.set(client, { start, end });
    behind = Math.max(behind, end);
  }
  return own;
}

function extentOf(client: Client): Span {
  let { start, end } = client.span;
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const key in value) {
      const inner = (value as Record<string, unknown>)[key];
      if (key !== 'span') {
        look(inner);
        continue;
      }
      const span = inner as Span;
      if (span.start < start) start = span.start;
      if (span.end > end) end = span.end;
    }
  };
  look(client);
  return { start, end };
}

/** Whether two values are the same but for their places, which are moved. Names for people do not count. */
function areEqual(before: unknown, now: unknown, by: number): boolean {
  if (typeof before !== 'object' || typeof now !== 'object' || before === null || now === null) return before === now;
  let count = 0;
  for (const key in now) {
    count++;
    const a = (before as Record<string, unknown>)[key];
    const b = (now as Record<string, unknown>)[key];
    if (key === 'span') {
      if ((a as Span | undefined)?.start !== (b as Span).start - by || (a as Span).end !== (b as Span).end - by)
        return false;
    } else if (key === 'packet') {
      // The number of a line: which requests go together is seen from the text.
      if ((a === undefined) !== (b === undefined)) return false;
    } else if (key !== 'label' && !areEqual(a, b, by)) return false;
  }
  for (const _ in before) count--;
  return count === 0;
}

/** With the lines at both ends as a whole and those beside them, which tell how an entry can be taken out. */
function withNeighbours({ start, end }: Span, text: string): Span {
  const before = startOfLine(text, startOfLine(text, start) - 1);
  const lineEnd = text.indexOf('\n', end);
  const after = lineEnd < 0 ? -1 : text.indexOf('\n', lineEnd + 1);
  return { start: before, end: after < 0 ? text.length : after };
}

/** Whether nothing in it depends on what is outside: a line counted from the top, an edit somewhere else. */
function isLocal({ message, fix }: Draft, { start, end }: Span): boolean {
  return !/\bline \d/.test(message) && (fix?.edits ?? []).every((edit) => start <= edit.start && edit.end <= end);
}

function moved(drafts: readonly Draft[], by: number): readonly Draft[] {
  if (by === 0) return drafts;
  const shift = <T extends Span>(span: T): T => ({ ...span, start: span.start + by, end: span.end + by });
  return drafts.map((draft) => ({
    ...draft,
    span: shift(draft.span),
    ...(draft.fix && { fix: { ...draft.fix, edits: draft.fix.edits.map(shift) } }),
    ...(draft.related && { related: draft.related.map((place) => ({ ...place, span: shift(place.span) })) }),
  }));
}
