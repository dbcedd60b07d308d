/** `--listen HOST:PORT`. */
import type { AddressInfo, Server } from 'node:net';
import { InvalidArgumentError } from 'commander';
import { UsageError } from './exit.js';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8383`, `[::1]:8383`, `0.0.0.0:0` (any free port). The host has to be said: a server is as open as it was told to be. */
export function listenAddress(text: string): Address {
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  if (!found || port > 65535)
    throw new InvalidArgumentError('It has to be HOST:PORT, such as 127.0.0.1:1883 or [::1]:8383.');
  return { host: (found[1] ?? found[2]) as string, port };
}

export function isLoopback({ host }: Address): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}

export function spellAddress({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What the user has to change, if that is why a server could not listen. */
export function cannotListen(error: unknown, address: Address): UsageError | undefined {
  const code = (error as NodeJS.ErrnoException).code;
  const why = new Map([
    ['EADDRINUSE', 'the port is taken'],
    ['EACCES', 'this user may not use the port'],
    ['EADDRNOTAVAIL', 'this machine does not have the address'],
    ['ENOTFOUND', 'nobody knows the name'],
  ]).get(code ?? '');
  return why === undefined ? undefined : new UsageError(`${spellAddress(address)} cannot be listened on: ${why}.`);
}

/** Starts to listen. Throws UsageError when that cannot be. Gives the address with its real port. */
export function startListening(server: Server, address: Address): Promise<Address> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): void => reject(cannotListen(error, address) ?? error);
    server.once('error', failed);
    server.listen(address.port, address.host, () => {
      server.off('error', failed);
      resolve({ host: address.host, port: (server.address() as AddressInfo).port });
    });
  });
}
