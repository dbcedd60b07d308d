import type { ConnectPacket } from '../../engine/packets.js';

/** What a host knows of a connection, for policies that ask. */
export type ConnectionFacts = Pick<ConnectPacket, 'address' | 'tls' | 'listener'>;
