import type { Policy, Source, Verb } from '../policy/model.js';
import type { SettingValues } from '../policy/setting-values.js';
import type {
  ClientFacts,
  ConnectPacket,
  Delivery,
  Facts,
  Judgement,
  PartialConnect,
  PartialTopic,
  PublishPacket,
  RawPublishPacket,
  RequestFacts,
  SubscribePacket,
  UnsubscribePacket,
} from './packets.js';
import type { PacketVerdict, Verdict } from './verdict.js';

export interface GuardOptions {
  /** Unix seconds; asked when a packet itself brings no `now`. Absent: expiry is not judged. */
  readonly now?: () => number;
  /** Roles that the host has chosen for its clients, for a policy whose roles do not say who has them. */
  readonly roles?: readonly string[];
  /** What the settings of the policy, and of those that it stands on, are to be; the others have their defaults. */
  readonly settings?: SettingValues;
}

export interface Session {
  /** The names of the policy and what this client fills them with. */
  readonly identity: Readonly<Record<string, string>>;
  readonly open: boolean;
  /** Why this session refuses everything (`session/none`); absent on a session that somebody opened. */
  readonly none?: string | undefined;
  /** A topic of bytes that are no UTF-8 is refused as malformed. */
  publish(packet: PublishPacket | RawPublishPacket): Verdict;
  subscribe(packet: SubscribePacket): Verdict | PacketVerdict;
  unsubscribe(packet: UnsubscribePacket): Verdict;
  receive(delivery: Delivery): Verdict;
  /** Judges a request of which not everything is known, as `Guard.judge` does, for the client of this session. Nothing is subscribed. */
  judge(request: RequestFacts): Judgement;
  /** A packet by the standard's name in lower case: `pubrec`, `pingreq`, `disconnect`, … */
  packet(name: string): Verdict;
  readonly subscriptions: readonly string[];
  close(): void;
}

export interface ConnectVerdict extends Verdict {
  /** There when the connect was allowed. */
  readonly session?: Session;
}

export interface RevokedSubscription {
  readonly session: Session;
  readonly filter: string;
  readonly verdict: Verdict;
}

export interface Guard {
  /** The policy in force, its settings filled in. */
  readonly policy: Policy;
  connect(packet: ConnectPacket): ConnectVerdict;
  /**
   * For an identity that a broker has authenticated. When a name that the policy's topics use is missing or unsafe, the session
   * is one that refuses everything (`session/none`, with the reason). `client` is for policies with conditions on the client; one
   * that cannot be settled refuses everything too.
   */
  session(identity: Readonly<Record<string, string>>, client?: ClientFacts): Session;
  /**
   * What judges requests that come before a connect, or after a refused one: everything is refused with `session/none`, and
   * whatever else is wrong is reported too, as far as the refused connect says who asks.
   */
  withoutSession(connect?: ConnectPacket): Session;
  judge(facts: Facts): Judgement;
  /** What a CONNECT says as far as it is known: `judge`, `identify` and `session` in one, for whoever needs all of them. */
  introduce(connect: PartialConnect): Introduction;
  /** The policy's names as far as a CONNECT says them; a value that the policy refuses says nothing. */
  identify(connect: PartialConnect): Readonly<Record<string, string>>;
  reload(policy: Policy): RevokedSubscription[];
  readonly catalogue: Catalogue;
}

/** A client by what is known of its CONNECT. */
export interface Introduction {
  readonly judgement: Judgement;
  readonly names: Readonly<Record<string, string>>;
  /**
   * There where every name is known that topics need, also if the CONNECT itself is refused. It is for judging what the client would
   * be told: a reload looks at none of its subscriptions.
   */
  readonly session?: Session;
}

/** What the policy's listings say about a topic, without asking who wants it. */
export interface Catalogue {
  /** Which verbs list a topic that this one may be, for any identity. */
  verbsOf(topic: PartialTopic): ReadonlySet<'publish' | 'subscribe' | 'receive'>;
  /** Which identity this topic or filter speaks for: name to value and level (from 1). Empty when it speaks for nobody. */
  identityOf(topic: PartialTopic): ReadonlyMap<string, { readonly value: string; readonly level: number }>;
  /** The listings of the page that may list this topic, for any identity; what is denied lists nothing. */
  listingsOf(topic: PartialTopic): readonly CatalogueEntry[];
  /** Templates of the page, with the identity left as names, for help and completion. */
  readonly entries: readonly CatalogueEntry[];
}

/** A listing under one of its prefixes, with one choice of its alternatives. */
export interface CatalogueEntry {
  readonly verbs: readonly Verb[];
  readonly template: string;
  /** The template level by level, with the alternatives that were chosen. */
  readonly levels: readonly string[];
  readonly about?: string;
  readonly deny: boolean;
  /** Line of the page. */
  readonly line?: number;
  readonly source?: Source;
}
