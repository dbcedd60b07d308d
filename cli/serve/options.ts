/** What the command hands to the server: plain data and functions, since the server is a bundle of its own. */
import type { HookOptions } from '../../src/brokers/http/hook.js';
import type { Guard } from '../../src/engine/guard.js';
import type { Address } from '../listen.js';
import type { Credentials } from '../tls.js';

/** A policy that has been loaded and made a guard of. */
export interface Loaded {
  readonly guard: Guard;
  readonly policy: string;
  /** SHA-256 of the policy's JSON form, the roles and the settings: equal where the answers are, whatever the layout. */
  readonly digest: string;
}

export interface ServeOptions {
  readonly listen: Address;
  /** Tells the files that it looks for. Throws an Error, with a message for people, when the policy cannot be loaded. */
  readonly load: (looksFor: (file: string) => void) => Promise<Loaded>;
  /** Listen with TLS. */
  readonly credentials: Credentials | undefined;
  readonly hooks: HookOptions;
  readonly token: string | undefined;
  readonly bodyLimit: number;
  /** Seconds in which a request has to be there. */
  readonly timeLimit: number;
  /** Seconds for the requests that are being answered when the server is told to stop. */
  readonly grace: number;
  readonly log: 'all' | 'denied' | 'none';
  readonly sessions: number;
  /** What is told when it listens. */
  readonly notes: readonly string[];
  /** A line for the operator, on standard error. */
  readonly tell: (line: string) => void;
}
