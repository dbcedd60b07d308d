import type { Policy } from '../policy/model.js';
import { catalogueOf } from './catalogue.js';
import { type CompiledPolicy, compile } from './compile.js';
import { decideConnect } from './connect.js';
import { severest } from './consequence.js';
import { expandFaults, explain, sortAdvice } from './faults.js';
import type { ConnectVerdict, Guard, GuardOptions, RevokedSubscription } from './guard.js';
import { identityOf, judge } from './judge.js';
import { unsafeText } from './names.js';
import type { ConnectPacket, PartialConnect } from './packets.js';
import { GuardSession, type Home, recordOf, type Standing } from './session.js';
import { quote } from './words.js';

/**
 * A guard decides for one policy. Everything it does is synchronous, reads no clock but `options.now`, and never throws on what
 * a client sends. Throws TypeError when the policy has roles and `options.roles` does not choose among them.
 */
export function createGuard(policy: Policy, options: GuardOptions = {}): Guard {
  let compiled = compile(policy, options.roles);
  let catalogue = catalogueOf(compiled);
  const subscribed = new Set<WeakRef<GuardSession>>();
  // Sessions that are gone are forgotten whenever their number may have doubled.
  let sweepAt = 1024;
  const home: Home = {
    get compiled() {
      return compiled;
    },
    standingOf: (identity) => standingOf(compiled, identity),
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
      return compiled.policy;
    },
    get catalogue() {
      return catalogue;
    },
    connect(packet) {
      const decision = decideConnect(compiled, completeConnect(packet), options.now?.(), packet.will?.topic);
      const { faults, advice } = decision;
      const allowed = faults.length === 0;
      const consequence = severest(
        allowed ? advice.map((one) => one.consequence ?? { kind: 'none' }) : faults.map((fault) => fault.consequence),
      );
      const session = allowed ? new GuardSession({ compiled, identity: decision.values }, home) : undefined;
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
    session(identity) {
      return new GuardSession(standingOf(compiled, identity), home);
    },
    withoutSession(connect) {
      const values = connect ? decideConnect(compiled, completeConnect(connect), undefined, undefined).values : [];
      const none = connect
        ? 'There is no session: the CONNECT was refused.'
        : 'There is no session: a client must connect first [MQTT-3.1.0-1].';
      return new GuardSession({ compiled, identity: values, none }, home);
    },
    judge(facts) {
      return judge(compiled, facts, options.now?.());
    },
    identify(connect) {
      return recordOf(compiled, identityOf(compiled, { connect }, undefined));
    },
    reload(next) {
      // Compiled first: when that throws, the last good policy stays in force.
      const fresh = compile(next, options.roles);
      compiled = fresh;
      catalogue = catalogueOf(fresh);
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

function standingOf(compiled: CompiledPolicy, identity: Readonly<Record<string, string>>): Standing {
  const values: (string | undefined)[] = [];
  for (const name of compiled.names.list) {
    const value = Object.hasOwn(identity, name.name) ? identity[name.name] : undefined;
    if (value === undefined) {
      if (name.usedInTopics)
        return { compiled, identity: [], none: `There is no session: nobody says what {${name.name}} is.` };
      values.push(undefined);
      continue;
    }
    const unsafe = name.usedInTopics ? unsafeText(name, value) : undefined;
    if (unsafe !== undefined)
      return { compiled, identity: [], none: `There is no session: {${name.name}} is ${quote(value)}, but ${unsafe}.` };
    values.push(value);
  }
  return { compiled, identity: values };
}
