import type { NamesAndValues } from '../options.js';

export interface ReplayOptions {
  readonly broker: URL;
  readonly policy?: string;
  readonly role?: readonly string[];
  readonly setting?: NamesAndValues;
  readonly ca?: string;
  readonly publisher?: URL;
  readonly timeout: number;
  readonly pace: number;
}
