import type { Address } from '../listen.js';
import type { NamesAndValues } from '../options.js';
import type { TlsOptions } from '../tls.js';

export interface BrokerOptions extends TlsOptions {
  readonly policy: string;
  readonly listen: Address;
  readonly websocket?: Address;
  readonly role?: readonly string[];
  readonly setting?: NamesAndValues;
  readonly key?: readonly string[];
  readonly command?: string;
  readonly every: number;
  readonly commandTimeout: number;
  readonly json?: boolean;
}
