/** What a broker's call asks, in our words. An absent field is one that the broker does not tell: it is not judged. */
import type { SubscribeRequest } from '../../engine/packets.js';

/** Who asks. `null` is known to be absent. */
export interface Client {
  readonly clientId: string;
  readonly username: string | null;
  readonly address?: string;
  readonly listener?: string;
  /** 3 (MQTT 3.1), 4 (3.1.1), 5. */
  readonly protocolLevel?: number;
  /** The broker turns topics into AMQP routing keys: `.` and `/` are one, and a wildcard takes topics that begin with `$` too. */
  readonly dialect?: 'amqp';
}

export interface Login {
  readonly password?: string | null;
  readonly cleanSession?: boolean;
}

export type AskedFilter = Pick<SubscribeRequest, 'filter'> & Partial<Pick<SubscribeRequest, 'qos'>>;

export interface AskedMessage {
  readonly topic: string;
  readonly qos?: number;
  readonly retain?: boolean;
  readonly payloadBytes?: number;
}

export type Question =
  | { readonly ask: 'connect'; readonly client: Client; readonly login: Login }
  | { readonly ask: 'publish'; readonly client: Client; readonly message: AskedMessage }
  | { readonly ask: 'receive'; readonly client: Client; readonly message: AskedMessage }
  /** Both: mosquitto-go-auth can ask for reading and writing at once. */
  | { readonly ask: 'publish and receive'; readonly client: Client; readonly message: AskedMessage }
  | { readonly ask: 'subscribe'; readonly client: Client; readonly filters: readonly AskedFilter[] };

/** A rule of the engine, or one of the translation itself. */
export interface Why {
  readonly rule: string;
  readonly message: string;
}

export interface Decision {
  readonly allowed: boolean;
  /** One for each filter of a subscribe, in order: 0 to 2, or 128. */
  readonly grantedQos?: readonly number[];
  readonly reasons: readonly Why[];
}

export const permitted: Decision = Object.freeze({ allowed: true, reasons: [] });

/** A denial that needs no policy. */
export function denied(rule: string, message: string): Decision {
  return { allowed: false, reasons: [{ rule, message }] };
}
