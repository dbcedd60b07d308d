export interface ReplayOptions {
  readonly broker: URL;
  readonly policy?: string;
  readonly role?: readonly string[];
  readonly ca?: string;
  readonly publisher?: URL;
  readonly timeout: number;
  readonly pace: number;
}
