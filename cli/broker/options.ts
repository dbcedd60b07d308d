import type { Address } from '../listen.js';
import type { NamesAndValues } from '../options.js';

export interface BrokerOptions {
  readonly policy: string;
  readonly listen: Address;
  readonly websocket?: Address;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly role?: readonly string[];
  readonly setting?: NamesAndValues;
  readonly key?: readonly string[];
  readonly command?: string;
  readonly every: number;
  readonly commandTimeout: number;
  readonly json?: boolean;
}
