/** The other side of a device: what a platform answers and sends, played on a guarded Aedes. */
import type { GuardedAedes } from '../aedes/index.js';

export interface PlatformEvent {
  readonly clientId: string;
  /** What the platform did. */
  readonly did: 'accepted' | 'rejected' | 'sent' | 'unanswered' | 'unsent' | 'refused';
  /** Where it said so, or would have. */
  readonly topic?: string;
  readonly payload?: string;
  /** For people: what it did not like. */
  readonly why?: string;
}

export interface PlatformOptions {
  /** Access keys in Base64; the token of a CONNECT has to be signed with one of them. None: signatures are not looked at. */
  readonly keys: readonly string[];
  /** Seconds that a device has for its answer to a command. */
  readonly commandTimeout: number;
  readonly report: (event: PlatformEvent) => void;
}

export interface Platform {
  /** Sends a command to a device, or to all that are there. */
  command(payload: string, device?: string): void;
  stop(): void;
}

export type Player = (guarded: GuardedAedes, options: PlatformOptions) => Platform;
