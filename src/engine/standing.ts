/** Who asks, under the policies in force: what a reload replaces. */

import type { Verb } from '../policy/model.js';
import type { Beginning } from './beginning.js';
import type { CompiledPolicy } from './compile.js';
import type { Identity } from './entries.js';
import type { Layers } from './layers.js';
import { unsafeText } from './names.js';
import type { ClientFacts } from './packets.js';
import { quote } from './words.js';

/** One page and what this client is called there. */
export interface Part {
  readonly compiled: CompiledPolicy;
  readonly identity: Identity;
  /** How this client's topics begin, once somebody asked. */
  beginnings?: Record<Verb, Beginning | null | undefined>;
}

/** How every topic or filter begins that the client may use; nothing where it is not plain. */
export function beginningFor(part: Part, verb: Verb): Beginning | undefined {
  part.beginnings ??= { publish: undefined, receive: undefined, subscribe: undefined };
  const { beginnings } = part;
  const before = beginnings[verb];
  if (before !== undefined) return before ?? undefined;
  const { publish, receive, subscribe } = beginnings;
  // Mostly it is the same for all three, and a session is small.
  const found = part.compiled.quick[verb].beginning(part.identity, publish ?? receive ?? subscribe ?? undefined);
  beginnings[verb] = found ?? null;
  return found;
}

export interface Standing {
  /** The page that was asked for; it changes when the guard gets another policy. */
  readonly of: Layers;
  /** Every page that decides, the platform's first. */
  readonly parts: readonly Part[];
  /** What is known of the client, for conditions on it. */
  readonly client: ClientFacts;
  /** Why there is no session; everything is refused with it. */
  readonly none?: string;
}

/** Names and their values, for the page of this name. */
export type IdentityFor = (policy: string) => Readonly<Record<string, string>>;

/** The standing of a client whose identity is known; where a name is missing or unsafe, one that says why it has no session. */
export function standingOf(layers: Layers, identityFor: IdentityFor, client: ClientFacts): Standing {
  const without = (none: string): Standing => ({
    of: layers,
    parts: layers.nobody,
    client,
    none: `There is no session: ${none}.`,
  });
  const compiled = layers.for(client);
  if ('unknown' in compiled)
    return without(`the policy asks for the client's ${compiled.unknown}, and nobody says what it is`);
  const parts: Part[] = [];
  for (const page of compiled) {
    const identity = identityFor(page.policy.name);
    const values: (string | undefined)[] = [];
    for (const name of page.names.list) {
      const value = Object.hasOwn(identity, name.name) ? identity[name.name] : undefined;
      const unsafe = value === undefined || !name.usedInTopics ? undefined : unsafeText(name, value);
      if (value === undefined && name.usedInTopics) return without(`nobody says what {${name.name}} is`);
      if (unsafe !== undefined) return without(`{${name.name}} is ${quote(value as string)}, but ${unsafe}`);
      values.push(value);
    }
    parts.push({ compiled: page, identity: values });
  }
  return { of: layers, parts, client };
}

/** Names and values of one page; without a prototype, so that `__proto__` is a name like any other. */
export function recordOf({ compiled, identity }: Part): Readonly<Record<string, string>> {
  const record: Record<string, string> = Object.create(null);
  compiled.names.list.forEach(({ name }, index) => {
    const value = identity[index];
    if (value !== undefined) record[name] = value;
  });
  return record;
}

/** What several pages, or several ways that a client can be, say together: a name that they say differently is not known. */
export function merged(records: readonly Readonly<Record<string, string>>[]): Readonly<Record<string, string>> {
  const [first, ...others] = records;
  if (others.length === 0) return first ?? Object.create(null);
  const values = new Map<string, string | undefined>();
  for (const record of records)
    for (const [name, value] of Object.entries(record))
      values.set(name, values.has(name) && values.get(name) !== value ? undefined : value);
  const all: Record<string, string> = Object.create(null);
  for (const [name, value] of values) if (value !== undefined) all[name] = value;
  return all;
}
