/** What a client sends, as complete packets: a field that is absent is absent on the wire. */

export interface ConnectPacket {
  readonly clientId: string;
  readonly username?: string;
  /** Text; bytes that are not UTF-8 are given as they decode, with U+FFFD. */
  readonly password?: string;
  /** The byte on the wire: 3 (MQTT 3.1), 4 (3.1.1), 5. */
  readonly protocolLevel: number;
  readonly cleanSession: boolean;
  /** Seconds, 0 to 65535. */
  readonly keepAlive: number;
  readonly will?: Will;
  /** The will flags of a packet that carries no will. */
  readonly willQos?: number;
  readonly willRetain?: boolean;
  /** Unix seconds; absent, expiry is not judged. */
  readonly now?: number;
  /** What the host knows of the connection, for policies that ask: the client's IP address, the listener's name. */
  readonly address?: string;
  readonly tls?: boolean;
  readonly listener?: string;
}

/** What conditions of a policy can ask about a client: absent is unknown, `null` is known to be absent. */
export type ClientFacts = Pick<
  PartialConnect,
  'clientId' | 'username' | 'password' | 'protocolLevel' | 'address' | 'tls' | 'listener'
>;
export interface Will {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly payload: string;
}
export interface PublishPacket {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
  readonly dup?: boolean;
  readonly payload?: string;
  /** Size of the payload, where the payload itself is not at hand. */
  readonly payloadBytes?: number;
}
/** The same with the topic as the packet holds it. */
export interface RawPublishPacket extends Omit<PublishPacket, 'topic'> {
  readonly topic: Uint8Array;
}
export interface SubscribeRequest {
  readonly filter: string;
  readonly qos: number;
}
export type SubscribePacket = SubscribeRequest | { readonly filters: readonly SubscribeRequest[] };
export interface UnsubscribePacket {
  readonly filters: readonly string[];
}
export interface Delivery {
  readonly topic: string;
  readonly qos: number;
  readonly retain: boolean;
}

/** A hole: one level, or a part of one, of unknown, non-empty, wildcard-free text. Equal ids are equal texts. */
export interface Hole {
  readonly hole: string;
}
/** A topic as far as it is known. */
export type PartialTopic = string | readonly (string | Hole)[];

/** Facts as far as they are known: what is absent is unknown, `null` is known to be absent. */
export interface PartialConnect {
  readonly clientId?: string;
  readonly username?: string | null;
  readonly password?: string | null;
  readonly protocolLevel?: number;
  readonly cleanSession?: boolean;
  readonly keepAlive?: number;
  readonly will?: PartialWill | null;
  readonly willQos?: number;
  readonly willRetain?: boolean;
  readonly now?: number;
  readonly address?: string;
  readonly tls?: boolean;
  readonly listener?: string;
}
export interface PartialWill {
  readonly topic?: PartialTopic;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly payload?: string;
}
export interface PartialPublish {
  readonly topic?: PartialTopic;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly dup?: boolean;
  readonly payload?: string;
  readonly payloadBytes?: number;
}
export interface PartialSubscribe {
  readonly filter?: PartialTopic;
  readonly qos?: number;
  /** Filters in the packet, this one included. */
  readonly filterCount?: number;
}

/** Exactly one of these. */
export interface RequestFacts {
  readonly publish?: PartialPublish;
  readonly subscribe?: PartialSubscribe;
  readonly receive?: PartialPublish;
}

/** Exactly one of the requests; `identity` (names of the policy) or `connect` say who asks, as far as that is known. */
export interface Facts extends RequestFacts {
  /** Values of the policy's identity names. Wins over what `connect` would bind; conditions on the client look at `connect` alone. */
  readonly identity?: Readonly<Record<string, string>>;
  readonly connect?: PartialConnect;
}

export interface Judgement {
  readonly status: 'allowed' | 'denied' | 'undecided';
  /** Common to every way to fill the facts in. */
  readonly reasons: readonly import('./verdict.js').Reason[];
  readonly advice: readonly import('./verdict.js').Advice[];
}
