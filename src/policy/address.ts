/** Addresses of clients and the networks that a policy names: IPv4 and IPv6, read without a resolver. */

export interface Network {
  readonly family: 4 | 6;
  readonly value: bigint;
  /** Leading bits that count. */
  readonly bits: number;
}

/** `192.168.4.0/24`, `10.0.0.7`, `fd00::/8`; `undefined` for anything else. An IPv4 address inside IPv6 is the IPv4 one. */
export function parseNetwork(text: string): Network | undefined {
  if (text.length > 64) return undefined;
  const [address, mask, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  const written = address?.includes(':') ? parseVersion6(address) : parseVersion4(address ?? '');
  if (written === undefined) return undefined;
  const family = address?.includes(':') ? 6 : 4;
  const most = family === 4 ? 32 : 128;
  if (mask !== undefined && !/^[0-9]{1,3}$/.test(mask)) return undefined;
  const bits = mask === undefined ? most : Number(mask);
  if (bits > most) return undefined;
  if (family === 6 && bits >= 96 && written >> 32n === 0xffffn)
    return { family: 4, value: written & 0xffffffffn, bits: bits - 96 };
  return { family, value: written, bits };
}

function parseVersion4(text: string): bigint | undefined {
  if (!/^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$/.test(text)) return undefined;
  let value = 0n;
  for (const part of text.split('.')) {
    if (Number(part) > 255 || (part.length > 1 && part.startsWith('0'))) return undefined;
    value = value * 256n + BigInt(part);
  }
  return value;
}

function parseVersion6(text: string): bigint | undefined {
  let rest = text.includes('%') ? text.slice(0, text.indexOf('%')) : text;
  const last = rest.slice(rest.lastIndexOf(':') + 1);
  if (last.includes('.')) {
    const tail = parseVersion4(last);
    if (tail === undefined) return undefined;
    rest = `${rest.slice(0, -last.length)}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`;
  }
  const halves = rest.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':'))) as [string[], string[]?];
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail ? missing < 1 : missing !== 0) return undefined;
  const groups = [...head, ...Array<string>(tail ? missing : 0).fill('0'), ...(tail ?? [])];
  let value = 0n;
  for (const group of groups) {
    if (!/^[0-9A-Fa-f]{1,4}$/.test(group)) return undefined;
    value = value * 65536n + BigInt(Number.parseInt(group, 16));
  }
  return value;
}

export function inNetwork(address: Network, network: Network): boolean {
  if (address.family !== network.family) return false;
  const rest = BigInt((network.family === 4 ? 32 : 128) - network.bits);
  return address.value >> rest === network.value >> rest;
}
