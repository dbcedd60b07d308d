import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionFacts } from '../mqtt/facts.js';

/** What a socket knows of itself; `request` is that of a WebSocket. */
export function socketFacts(stream: Duplex, request: IncomingMessage | undefined): ConnectionFacts {
  const socket = (request?.socket ?? stream) as { readonly remoteAddress?: unknown; readonly encrypted?: unknown };
  const { remoteAddress, encrypted } = socket;
  return {
    // An IPv4 address on a socket for both.
    ...(typeof remoteAddress === 'string' && { address: remoteAddress.replace(/^::ffff:(?=\d+\.)/, '') }),
    tls: encrypted === true,
  };
}
