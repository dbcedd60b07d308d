import type { Policy } from '../policy/model.js';
import { catalogueOf } from './catalogue.js';
import { type ConnectDecision, decideConnect } from './connect.js';
import { closeConnection, severest } from './consequence.js';
import { expandFaults, explain, type Fault, sortAdvice } from './faults.js';
import type { ConnectVerdict, Guard, GuardOptions, RevokedSubscription } from './guard.js';
import { identityOf } from './judge.js';
import { judgeWays } from './judge-ways.js';
import { unsafeText } from './names.js';
import type { ClientFacts, ConnectPacket, PartialConnect } from './packets.js';
import { GuardSession, type Home, recordOf, type Standing } from './session.js';
import { Variants } from './variants.js';
import { quote } from './words.js';

/**
 * A guard decides for one policy. Everything it does is synchronous, reads no clock but `options.now`, and never throws on what
 * a client sends. Throws TypeError when the policy has roles and `options.roles` does not choose among them.
 */
export function createGuard(policy: Policy, options: GuardOptions = {}): Guard {
  let variants = new Variants(policy, options.roles);
  let catalogue = catalogueOf(variants.everything);
  const subscribed = new Set<WeakRef<GuardSession>>();
  // Sessions that are gone are forgotten whenever their number may have doubled.
  let sweepAt = 1024;
  const home: Home = {
    get policy() {
      return variants.policy;
    },
    standingOf: (identity, client) => standingOf(variants, identity, client),
    judge: (facts) => judgeWays(variants, facts, undefined),
    subscribed: (session) => {
      if (subscribed.size >= sweepAt) {
        for (const reference of subscribed) if (!reference.deref()?.open) subscribed.delete(reference);
        sweepAt = Math.max(1024, 2 * subscribed.size);
      }
      subscribed.add(new WeakRef(session));
    },
  };

  return {
    get policy() {
      return variants.policy;
    },
    get catalogue() {
      return catalogue;
    },
    connect(packet) {
      const complete = completeConnect(packet);
      const compiled = variants.for(complete);
      const decision =
        'unknown' in compiled
          ? unsettled(compiled.unknown)
          : decideConnect(compiled, complete, options.now?.(), packet.will?.topic);
      const { faults, advice } = decision;
      const allowed = faults.length === 0;
      const consequence = severest(
        allowed ? advice.map((one) => one.consequence ?? { kind: 'none' }) : faults.map((fault) => fault.consequence),
      );
      const session =
        allowed && !('unknown' in compiled)
          ? new GuardSession({ compiled, identity: decision.values, client: clientFacts(complete) }, home)
          : undefined;
      const verdict: ConnectVerdict = {
        version: 1,
        allowed,
        consequence,
        sessionOpen: allowed,
        reasons: expandFaults(faults).map(explain),
        advice: sortAdvice([...advice]),
      };
      // Not enumerable: a verdict is printed and compared, a session is not.
      return session ? Object.defineProperty(verdict, 'session', { value: session }) : verdict;
    },
    session(identity, client = {}) {
      return new GuardSession(standingOf(variants, identity, clientFacts(client)), home);
    },
    withoutSession(connect) {
      const complete = connect && completeConnect(connect);
      const found = variants.for(complete ?? {});
      const compiled = 'unknown' in found ? variants.everything : found;
      const values = complete ? decideConnect(compiled, complete, undefined, undefined).values : [];
      const none = complete
        ? 'There is no session: the CONNECT was refused.'
        : 'There is no session: a client must connect first [MQTT-3.1.0-1].';
      return new GuardSession({ compiled, identity: values, client: clientFacts(complete ?? {}), none }, home);
    },
    judge(facts) {
      return judgeWays(variants, facts, options.now?.());
    },
    identify(connect) {
      const possible = variants.possible(connect) ?? [];
      const known = possible.map((compiled) => recordOf(compiled, identityOf(compiled, { connect }, undefined)));
      const common: Record<string, string> = Object.create(null);
      for (const [name, value] of Object.entries(known[0] ?? {}))
        if (known.every((other) => other[name] === value)) common[name] = value;
      return common;
    },
    reload(next) {
      // Compiled first: when that throws, the last good policy stays in force.
      const fresh = new Variants(next, options.roles);
      catalogue = catalogueOf(fresh.everything);
      variants = fresh;
      const revoked: RevokedSubscription[] = [];
      for (const reference of subscribed) {
        const session = reference.deref();
        if (!session?.open) {
          subscribed.delete(reference);
          continue;
        }
        for (const one of session.restand()) revoked.push({ session, ...one });
      }
      return revoked;
    },
  };
}

/** A complete packet: what is absent is known to be absent. */
function completeConnect(packet: ConnectPacket): PartialConnect {
  return { ...packet, username: packet.username ?? null, password: packet.password ?? null, will: packet.will ?? null };
}

/** What conditions may look at; the rest of a CONNECT is not kept. */
function clientFacts({
  clientId,
  username,
  password,
  protocolLevel,
  address,
  tls,
  listener,
}: ClientFacts): ClientFacts {
  return {
    ...(clientId !== undefined && { clientId }),
    ...(username !== undefined && { username }),
    // Whether there is one is all that a condition can ask.
    ...(password !== undefined && { password: password === null ? null : '' }),
    ...(protocolLevel !== undefined && { protocolLevel }),
    ...(address !== undefined && { address }),
    ...(tls !== undefined && { tls }),
    ...(listener !== undefined && { listener }),
  };
}

/** A condition that nobody can settle: to guess would be to guess at somebody's rights. */
function unsettled(field: string): ConnectDecision {
  const fault: Fault = {
    rule: 'session/none',
    field: 'session',
    consequence: closeConnection,
    message: () => `The policy asks for the client's ${field}, and nobody says what it is: the host must give it.`,
  };
  return { faults: [fault], advice: [], values: [] };
}

function standingOf(variants: Variants, identity: Readonly<Record<string, string>>, client: ClientFacts): Standing {
  const compiled = variants.for(client);
  if ('unknown' in compiled)
    return {
      compiled: variants.everything,
      identity: [],
      client,
      none: `There is no session: the policy asks for the client's ${compiled.unknown}, and nobody says what it is.`,
    };
  const values: (string | undefined)[] = [];
  for (const name of compiled.names.list) {
    const value = Object.hasOwn(identity, name.name) ? identity[name.name] : undefined;
    if (value === undefined) {
      if (name.usedInTopics)
        return { compiled, identity: [], client, none: `There is no session: nobody says what {${name.name}} is.` };
      values.push(undefined);
      continue;
    }
    const unsafe = name.usedInTopics ? unsafeText(name, value) : undefined;
    if (unsafe !== undefined)
      return {
        compiled,
        identity: [],
        client,
        none: `There is no session: {${name.name}} is ${quote(value)}, but ${unsafe}.`,
      };
    values.push(value);
  }
  return { compiled, identity: values, client };
}
