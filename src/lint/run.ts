import type { Guard } from '../engine/guard.js';
import { quote } from '../engine/words.js';
import { hostsOf } from '../policy/layers.js';
import type { Client, Span } from '../readers/document.js';
import type { LineCounter } from '../text/lines.js';
import type { RelatedPlace } from './finding.js';
import { bareHost } from './hosts.js';

/** Where a client stands that is described already. */
interface Described {
  readonly path: string;
  readonly line: number;
  readonly span: Span;
}

/**
 * What has to be seen of several files: give the same one to every `lintText` of a run. Of two clients with one id, the one in the
 * later file is reported; the order is that in which files are first linted, or that of `arrange`. A file that is linted again
 * keeps its place and replaces what it said before.
 */
export class Run {
  /** In the order of the run. */
  readonly #byClient = new Map<string, Described[]>();
  /** A key for each client that the file describes. */
  readonly #keysOf = new Map<string, string[]>();
  readonly #places = new Map<string, number>();

  /** Says the order of files before they are linted. */
  arrange(paths: Iterable<string>): void {
    for (const path of paths) this.#placeOf(path);
  }

  /** Forgets what the file said. */
  begin(path: string): void {
    this.#placeOf(path);
    const keys = this.#keysOf.get(path);
    if (!keys) return;
    for (const key of keys) {
      const others = (this.#byClient.get(key) ?? []).filter((described) => described.path !== path);
      if (others.length > 0) this.#byClient.set(key, others);
      else this.#byClient.delete(key);
    }
    this.#keysOf.delete(path);
  }

  /** The later files that describe a client of this one too: what is said about them depends on it. */
  dependentsOf(path: string): Set<string> {
    const place = this.#placeOf(path);
    const keys = [...(this.#keysOf.get(path) ?? [])];
    const paths = keys.flatMap((key) => (this.#byClient.get(key) ?? []).map((described) => described.path));
    return new Set(paths.filter((other) => this.#placeOf(other) > place));
  }

  /** Notes what a client of the file says; a message if its id is that of another one at the same broker. */
  describe(path: string, { key, clientId, line, span }: Said): ClientIdTwice | undefined {
    const other = this.#note(key, { path, line, span });
    if (!other) return undefined;
    const where = other.path === path ? `of the client in line ${other.line}` : `in ${other.path}, line ${other.line}`;
    return {
      span,
      message: `The client id ${quote(clientId)} is also that ${where}, at the same broker: whenever one of them connects, the broker throws the other one out.`,
      related: [
        {
          message: `Client id ${quote(clientId)}`,
          span: other.span,
          ...(other.path !== path && { path: other.path, line: other.line }),
        },
      ],
    };
  }

  /** Puts it behind everything that is before it in the run; the first of those that is another device. */
  #note(key: string, own: Described): Described | undefined {
    const keys = this.#keysOf.get(own.path);
    if (keys) keys.push(key);
    else this.#keysOf.set(own.path, [key]);
    const all = this.#byClient.get(key);
    if (!all) {
      this.#byClient.set(key, [own]);
      return undefined;
    }
    const place = this.#placeOf(own.path);
    let end = all.length;
    while (end > 0 && this.#placeOf((all[end - 1] as Described).path) > place) end--;
    const other = all.slice(0, mostSearched).find(({ path }, at) => at < end && !isSameDevice(path, own.path));
    all.splice(end, 0, own);
    return other;
  }

  #placeOf(path: string): number {
    let place = this.#places.get(path);
    if (place === undefined) {
      place = this.#places.size;
      this.#places.set(path, place);
    }
    return place;
  }
}

/** What a client says that one of another file may say too. Plain data, so that a cache can keep it. */
export interface Said {
  /** The same for clients that throw each other out. */
  readonly key: string;
  readonly clientId: string;
  readonly line: number;
  readonly span: Span;
}

/** Nothing where the client has no id, or nobody knows at which broker. */
export function saidBy(client: Client, guard: Guard, lines: LineCounter): Said | undefined {
  const { clientId } = client.options;
  const written = client.host ?? client.broker;
  if (!clientId || clientId.value === '' || !written || client.refusalExpected) return undefined;
  const { value, span } = clientId;
  const host = bareHost(written.value);
  const tenant = tenantOf(client, guard);
  // Lengths keep parts apart that may hold anything.
  const key = `${value.length} ${host.length} ${client.port?.value ?? ''} ${value}${host}${tenant === null ? '' : ` ${tenant}`}`;
  return { key, clientId: value, line: lines.lineOf(span.start), span };
}

export interface ClientIdTwice {
  readonly span: Span;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
}

/** Among so many clients with the same id, another device is looked for. */
const mostSearched = 8;

/** On a platform, the names that the policy has besides the client id keep clients apart: there is one `meter-7` a product. */
function tenantOf(client: Client, guard: Guard): string | null {
  return hostsOf(guard.policy).length === 0 ? null : (client.options.username?.value ?? null);
}

/** `meter.json` and `meter.yaml`, `meter.json` and `meter.example.json` describe one device twice. */
function isSameDevice(a: string, b: string): boolean {
  return a !== b && stemOf(a) === stemOf(b);
}

function stemOf(path: string): string {
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const dot = path.indexOf('.', slash + 2);
  return dot < 0 ? path : path.slice(0, dot);
}
