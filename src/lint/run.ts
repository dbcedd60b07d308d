import type { Guard } from '../engine/guard.js';
import type { Client, Span } from '../readers/document.js';
import { bareHost } from './hosts.js';

/** Where a client stands that is described already. */
interface Described {
  readonly path: string;
  readonly line: number;
}

/**
 * What has to be seen of several files: give the same one to every `lintText` of a run, in the order in which findings are to be
 * reported. A file that is linted again replaces what it said before.
 */
export class Run {
  readonly #byClient = new Map<string, Described[]>();
  readonly #keysOf = new Map<string, string[]>();

  /** Forgets what the file said. */
  begin(path: string): void {
    for (const key of this.#keysOf.get(path) ?? []) {
      const others = (this.#byClient.get(key) ?? []).filter((described) => described.path !== path);
      if (others.length > 0) this.#byClient.set(key, others);
      else this.#byClient.delete(key);
    }
    this.#keysOf.delete(path);
  }

  /** Notes the client; a message if its id is that of another one at the same broker. */
  describe(path: string, client: Client, guard: Guard, line: (offset: number) => number): ClientIdTwice | undefined {
    const { clientId } = client.options;
    const written = client.host ?? client.broker;
    if (!clientId || clientId.value === '' || !written || client.refusalExpected) return undefined;
    const { value, span } = clientId;
    const key = JSON.stringify([bareHost(written.value), client.port?.value ?? null, value, tenantOf(client, guard)]);
    const others = this.#byClient.get(key) ?? [];
    const own = { path, line: line(span.start) };
    this.#byClient.set(key, [...others.slice(0, mostKept), own]);
    this.#keysOf.set(path, [...(this.#keysOf.get(path) ?? []), key]);
    const other = others.find((described) => !isSameDevice(described.path, path));
    if (!other) return undefined;
    const where = other.path === path ? `of the client in line ${other.line}` : `in ${other.path}, line ${other.line}`;
    return {
      span,
      message: `The client id ${JSON.stringify(value)} is also that ${where}, at the same broker: whenever one of them connects, the broker throws the other one out.`,
    };
  }
}

export interface ClientIdTwice {
  readonly span: Span;
  readonly message: string;
}

/** So many clients with the same id are enough to name one. */
const mostKept = 8;

/** On a platform, the names that the policy has besides the client id keep clients apart: there is one `meter-7` a product. */
function tenantOf(client: Client, guard: Guard): string | null {
  return guard.policy.hosts.length === 0 ? null : (client.options.username?.value ?? null);
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
