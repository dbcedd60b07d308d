/** `/v1/decide`: the requests of `topicguard decide`, one or a list, each with the word who asks. */
import type { Guard, Session } from '../../src/engine/guard.js';
import type { ClientFacts, ConnectPacket } from '../../src/engine/packets.js';
import type { Verdict } from '../../src/engine/verdict.js';
import { repeatedKeys } from '../../src/text/repeated-keys.js';
import { answerRequest } from '../decide/answer.js';
import { boolean, integer, isObject, type JsonObject, Malformed, optional, own, text } from '../decide/fields.js';
import { connectOf, type Request, type RequestId, readRequestValue, verbs } from '../decide/request.js';

/** A whole list is decided before anything else is answered. */
const mostRequests = 1000;

export type Answered = { readonly id: RequestId } & (
  | { readonly request: Request; readonly asker: Asker; readonly verdict: Verdict }
  | { readonly error: string }
);

/** Who asks: a CONNECT, an identity that the caller vouches for, or whoever asked before. */
type Asker =
  | { readonly connect: ConnectPacket }
  | { readonly identity: Readonly<Record<string, string>>; readonly client: ClientFacts }
  | 'before';

/** The answers to a body, and whether it was a list. Throws Malformed when it is neither a request nor a list of them. */
export function decideBody(
  guard: Guard,
  body: string,
): { readonly answers: readonly Answered[]; readonly list: boolean } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw new Malformed('The body is not JSON.');
  }
  for (const { key } of repeatedKeys(body)) throw new Malformed(`${JSON.stringify(key)} stands twice in one object.`);
  const list = Array.isArray(value);
  const requests: readonly unknown[] = list ? (value as unknown[]) : [value];
  if (requests.length > mostRequests) throw new Malformed(`A list has at most ${mostRequests} requests.`);
  // Without a word who asks, a request belongs to the session of the one before it, as in `topicguard decide`.
  let session: Session = guard.withoutSession();
  const answers = requests.map((one): Answered => {
    const { asker, request } = isObject(one) ? split(one) : { asker: {}, request: one };
    const read = readRequestValue(request, list ? 'A list' : 'The body');
    if ('error' in read) return read;
    try {
      const who = readAsker(asker);
      if (who !== 'before') session = sessionOf(guard, who);
      const answered = answerRequest(guard, session, read.request);
      session = answered.session;
      return { id: read.id, request: read.request, asker: who, verdict: answered.verdict };
    } catch (error) {
      if (error instanceof Malformed) return { id: read.id, error: error.message };
      throw error;
    }
  });
  return { answers, list };
}

/** A connect beside another request says who asks; alone, it is the request. */
function split(object: JsonObject): { readonly asker: JsonObject; readonly request: JsonObject } {
  const beside = verbs.some((verb) => verb !== 'connect' && Object.hasOwn(object, verb));
  const aboutAsker = new Set(['identity', 'client', ...(beside ? ['connect'] : [])]);
  const entries = Object.entries(object);
  return {
    asker: Object.fromEntries(entries.filter(([key]) => aboutAsker.has(key))),
    request: Object.fromEntries(entries.filter(([key]) => !aboutAsker.has(key))),
  };
}

function readAsker(asker: JsonObject): Asker {
  const connect = own(asker, 'connect');
  const identity = own(asker, 'identity');
  const client = own(asker, 'client') ?? {};
  if (connect !== undefined && identity !== undefined)
    throw new Malformed('Who asks is said by identity or by connect, not by both.');
  if (connect !== undefined) {
    if (!isObject(connect)) throw new Malformed('connect has to be an object.');
    return { connect: connectOf(connect) };
  }
  if (identity === undefined) {
    if (Object.hasOwn(asker, 'client')) throw new Malformed('client stands beside identity only.');
    return 'before';
  }
  if (!isObject(identity)) throw new Malformed("identity has to be an object with the policy's names.");
  if (!isObject(client)) throw new Malformed('client has to be an object.');
  for (const name of Object.keys(identity)) text(identity, name, 'identity');
  return { identity: identity as Readonly<Record<string, string>>, client: clientOf(client) };
}

/** What a policy's conditions may ask of a client whose CONNECT the caller does not give. */
function clientOf(body: JsonObject): ClientFacts {
  const at = 'client';
  return {
    ...optional(body, 'clientId', at, text),
    ...(own(body, 'username') === null ? { username: null } : optional(body, 'username', at, text)),
    ...optional(body, 'protocolLevel', at, integer),
    ...optional(body, 'address', at, text),
    ...optional(body, 'tls', at, boolean),
    ...optional(body, 'listener', at, text),
  };
}

function sessionOf(guard: Guard, asker: Exclude<Asker, 'before'>): Session {
  if ('identity' in asker) return guard.session(asker.identity, asker.client);
  return guard.connect(asker.connect).session ?? guard.withoutSession(asker.connect);
}
