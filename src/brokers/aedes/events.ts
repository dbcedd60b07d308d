/** What the adapter tells its host about each decision. */
import type { ConnectPacket, Delivery, PublishPacket, SubscribeRequest } from '../../engine/packets.js';
import type { PacketVerdict, RuleId, Verdict, WireConsequence } from '../../engine/verdict.js';
import type { ConnectionFacts } from '../mqtt/facts.js';

/** Who asked. Names and ids are what the client says of itself; they are text from the wire. */
export interface Asker extends ConnectionFacts {
  /** `undefined` before a CONNECT. */
  readonly clientId?: string;
  readonly username?: string;
}

/** What was asked. A password is never part of it. */
export type AskedRequest =
  | { readonly verb: 'connect'; readonly packet: Omit<ConnectPacket, 'password'> }
  | { readonly verb: 'publish'; readonly packet: PublishPacket; readonly will?: true }
  | { readonly verb: 'subscribe'; readonly filters: readonly SubscribeRequest[] }
  | { readonly verb: 'unsubscribe'; readonly filters: readonly string[] }
  | { readonly verb: 'receive'; readonly packet: Delivery }
  /** Any other packet by its name, one that could not be read included. */
  | { readonly verb: 'packet'; readonly name: string };

export interface VerdictEvent {
  readonly client: Asker;
  readonly request: AskedRequest;
  readonly verdict: Verdict | PacketVerdict;
  /**
   * Where the decision was made: on the wire, before Aedes saw the packet; in a hook of Aedes (a refusal there means that the
   * policy has changed, or that the packet did not come over the wire); when a stored subscription was restored; or when a
   * reload took a live subscription away.
   */
  readonly by: 'wire' | 'hook' | 'restore' | 'reload';
}

/** A refusal that is the adapter's own: what the standard or Aedes cannot take, whatever the policy says. */
export function ownRefusal(rule: RuleId, field: string, message: string, consequence: WireConsequence): Verdict {
  return {
    version: 1,
    allowed: false,
    ...(consequence.kind === 'suback' && { grantedQos: 128 }),
    consequence,
    sessionOpen: consequence.kind !== 'close' && consequence.kind !== 'connack',
    reasons: [{ rule, field, message, consequence }],
    advice: [],
  };
}
