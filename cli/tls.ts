/** `--tls-cert FILE --tls-key FILE`, wherever something listens. */
import tls from 'node:tls';
import { UsageError } from './exit.js';
import { readOptionFile } from './files.js';

export interface TlsOptions {
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

export interface Credentials {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** How the two options are described wherever they are taken. */
export const tlsCertOption = ['--tls-cert <file>', 'a certificate (PEM): listen with TLS'] as const;
export const tlsKeyOption = ['--tls-key <file>', 'its private key (PEM)'] as const;

/** Throws UsageError when there is one of the two only. */
export function wantsTls({ tlsCert, tlsKey }: TlsOptions): boolean {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new UsageError('TLS takes both --tls-cert and --tls-key.');
  return tlsCert !== undefined;
}

/** Nothing where TLS is not asked for. Throws UsageError when the files cannot be read, or do not belong together. */
export function readCredentials(options: TlsOptions): Credentials | undefined {
  if (!wantsTls(options)) return undefined;
  const { tlsCert, tlsKey } = options as Required<TlsOptions>;
  const credentials = { cert: readOptionFile('--tls-cert', tlsCert), key: readOptionFile('--tls-key', tlsKey) };
  try {
    tls.createSecureContext(credentials);
  } catch (error) {
    throw new UsageError(
      `${tlsCert} and ${tlsKey} are no certificate and its private key: ${(error as Error).message}.`,
    );
  }
  return credentials;
}
