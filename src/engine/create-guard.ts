import type { Policy } from '../policy/model.js';
import { PolicyError } from '../policy/model.js';
import { settle } from '../policy/settle.js';
import { checkAssertions } from './assertions.js';
import { catalogueOf } from './catalogue.js';
import { decideConnect } from './connect.js';
import { closeConnection, severest } from './consequence.js';
import { type Fault, type Pending, reasonsOf, sortAdvice } from './faults.js';
import type { ConnectVerdict, Guard, GuardOptions, Introduction, RevokedSubscription } from './guard.js';
import { everyNameKnown, identityOf, judgeConnect } from './judge.js';
import { judgeByEach, saidByEach } from './layered.js';
import { Layers } from './layers.js';
import { LiveSessions } from './live-sessions.js';
import type { ClientFacts, ConnectPacket, PartialConnect } from './packets.js';
import { GuardSession, type Home } from './session.js';
import { merged, type Part, recordOf, standingOf } from './standing.js';
import type { Advice } from './verdict.js';

/**
 * A guard decides for one policy, and for those that it stands on. Everything it does is synchronous, reads no clock but
 * `options.now`, and never throws on what a client sends.
 * Throws TypeError when the policy has roles and `options.roles` does not choose among them, and when `options.settings` does not
 * give its settings what they need; PolicyError when the policy with these settings is not what it asserts of itself.
 */
export function createGuard(policy: Policy, options: GuardOptions = {}): Guard {
  let layers = layersFor(policy, options);
  let catalogue = catalogueOf(layers.everything);
  const subscribed = new LiveSessions<GuardSession>();
  const homeThat = (subscribedTo: Home['subscribed']): Home => ({
    get layers() {
      return layers;
    },
    standingOf: (identityFor, client) => standingOf(layers, identityFor, client),
    judge: (facts) => judgeByEach(layers, facts, undefined),
    subscribed: subscribedTo,
  });
  const home = homeThat((session) => subscribed.add(session));
  const homeOfIntroduced = homeThat(() => {});

  return {
    get policy() {
      return layers.policy;
    },
    get catalogue() {
      return catalogue;
    },
    connect(packet) {
      const complete = completeConnect(packet);
      const { faults, advice, parts } = decideConnectByEach(layers, complete, options.now?.(), packet.will?.topic);
      const allowed = faults.length === 0;
      const consequence = severest(
        allowed ? advice.map((one) => one.consequence ?? { kind: 'none' }) : faults.map((fault) => fault.consequence),
      );
      const session = allowed
        ? new GuardSession({ of: layers, parts, client: clientFacts(complete) }, home)
        : undefined;
      const verdict: ConnectVerdict = {
        version: 1,
        allowed,
        consequence,
        sessionOpen: allowed,
        reasons: reasonsOf(faults),
        advice: sortAdvice([...advice]),
      };
      // Not enumerable: a verdict is printed and compared, a session is not.
      return session ? Object.defineProperty(verdict, 'session', { value: session }) : verdict;
    },
    introduce(connect) {
      const page = layers.only;
      // A name that is a secret is for nobody's eyes: `identify` does not say it either.
      if (!page || page.names.inPassword) return introduceByEach(this, connect, homeOfIntroduced);
      const { judgement, identity } = judgeConnect(page, connect, options.now?.());
      const part = { compiled: page, identity };
      const session = everyNameKnown(page, identity)
        ? new GuardSession({ of: layers, parts: [part], client: clientFacts(connect) }, homeOfIntroduced)
        : undefined;
      const names = recordOf(part);
      return session ? { judgement, names, session } : { judgement, names };
    },
    session(identity, client = {}) {
      return new GuardSession(
        standingOf(layers, () => identity, clientFacts(client)),
        home,
      );
    },
    withoutSession(connect) {
      const complete = connect && completeConnect(connect);
      const found = layers.for(complete ?? {});
      const pages = 'unknown' in found ? layers.everything : found;
      const parts = pages.map((compiled) => ({
        compiled,
        identity: complete ? decideConnect(compiled, complete, undefined, undefined).values : [],
      }));
      const none = complete
        ? 'There is no session: the CONNECT was refused.'
        : 'There is no session: a client must connect first [MQTT-3.1.0-1].';
      return new GuardSession({ of: layers, parts, client: clientFacts(complete ?? {}), none }, home);
    },
    judge(facts) {
      return judgeByEach(layers, facts, options.now?.());
    },
    identify(connect) {
      return merged(
        layers.list.map((variants) => {
          const known = (variants.possible(connect) ?? []).map((compiled) =>
            recordOf({ compiled, identity: identityOf(compiled, { connect }, undefined) }),
          );
          const common: Record<string, string> = Object.create(null);
          for (const [name, value] of Object.entries(known[0] ?? {}))
            if (known.every((other) => other[name] === value)) common[name] = value;
          return common;
        }),
      );
    },
    reload(next) {
      // Compiled first: when that throws, the last good policy stays in force.
      const fresh = layersFor(next, options);
      catalogue = catalogueOf(fresh.everything);
      layers = fresh;
      const revoked: RevokedSubscription[] = [];
      for (const session of subscribed.open) for (const one of session.restand()) revoked.push({ session, ...one });
      return revoked;
    },
  };
}

/** Where it depends on more than the CONNECT's names which pages decide. */
function introduceByEach(guard: Guard, connect: PartialConnect, home: Home): Introduction {
  const names = guard.identify(connect);
  const session = new GuardSession(
    home.standingOf(() => names, clientFacts(connect)),
    home,
  );
  return { judgement: guard.judge({ connect }), names, ...(session.open && { session }) };
}

/** Every page with its settings filled in. What it asserts with its defaults was checked when it was loaded; these may be others. */
function layersFor(policy: Policy, { settings, roles }: GuardOptions): Layers {
  const settled = settle(policy, settings);
  if (settled !== policy) {
    const problems = checkAssertions(settled);
    const [first] = problems;
    if (first) throw new PolicyError(`${settled.name}, with these settings: ${first.message}`, problems);
  }
  return new Layers(settled, roles);
}

/** A complete packet: what is absent is known to be absent. */
function completeConnect(packet: ConnectPacket): PartialConnect {
  return { ...packet, username: packet.username ?? null, password: packet.password ?? null, will: packet.will ?? null };
}

/** What conditions may look at; the rest of a CONNECT is not kept. */
function clientFacts(all: ClientFacts): ClientFacts {
  const kept: { -readonly [K in keyof ClientFacts]: ClientFacts[K] } = {};
  if (all.clientId !== undefined) kept.clientId = all.clientId;
  if (all.username !== undefined) kept.username = all.username;
  // Whether there is one is all that a condition can ask.
  if (all.password !== undefined) kept.password = all.password === null ? null : '';
  if (all.protocolLevel !== undefined) kept.protocolLevel = all.protocolLevel;
  if (all.address !== undefined) kept.address = all.address;
  if (all.tls !== undefined) kept.tls = all.tls;
  if (all.listener !== undefined) kept.listener = all.listener;
  return kept;
}

interface LayeredConnect {
  readonly faults: readonly Pending[];
  readonly advice: readonly Advice[];
  readonly parts: readonly Part[];
}

function decideConnectByEach(
  layers: Layers,
  packet: PartialConnect,
  now: number | undefined,
  willTopic: string | undefined,
): LayeredConnect {
  const pages = layers.for(packet);
  if ('unknown' in pages) return { faults: [unsettled(pages.unknown)], advice: [], parts: [] };
  const parts: Part[] = [];
  const { pending, advice } = saidByEach(
    pages.map((compiled) => ({ compiled, identity: [] })),
    ({ compiled }, own) => {
      const decision = decideConnect(compiled, packet, now, willTopic);
      own.push(...decision.advice);
      parts.push({ compiled, identity: decision.values });
      return decision.faults;
    },
  );
  return { faults: pending, advice, parts };
}

/** A condition that nobody can settle: to guess would be to guess at somebody's rights. */
function unsettled(field: string): Fault {
  return {
    rule: 'session/none',
    field: 'session',
    consequence: closeConnection,
    message: () => `The policy asks for the client's ${field}, and nobody says what it is: the host must give it.`,
  };
}
