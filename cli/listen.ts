/** `--listen HOST:PORT`. */
import { InvalidArgumentError } from 'commander';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:8383`, `[::1]:8383`, `0.0.0.0:0` (any free port). The host has to be said: a server is as open as it was told to be. */
export function listenAddress(text: string): Address {
  const found = /^(?:\[([0-9A-Fa-f:.]+)\]|([^\s:[\]/]+)):(\d{1,5})$/.exec(text);
  const port = Number(found?.[3]);
  if (!found || port > 65535)
    throw new InvalidArgumentError('It has to be HOST:PORT, such as 127.0.0.1:8383 or [::1]:8383.');
  return { host: (found[1] ?? found[2]) as string, port };
}

export function isLoopback({ host }: Address): boolean {
  return host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);
}
