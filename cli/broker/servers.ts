/** The doors of the broker: TCP or TLS, and WebSocket. */
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { createWebSocketStream, WebSocketServer } from 'ws';
import { spellAddress, startListening } from '../listen.js';
import { readCredentials } from '../tls.js';
import type { BrokerOptions } from './options.js';

export interface Doors {
  /** How clients get in: `mqtt://127.0.0.1:1883`. */
  readonly urls: readonly string[];
  /** Lets nobody in any more; resolves when everybody is out. */
  close(): Promise<void>;
}

type Handle = (stream: Duplex, request?: http.IncomingMessage) => unknown;

/** Throws UsageError when a file or an address cannot be used. */
export async function openDoors(options: BrokerOptions, handle: Handle): Promise<Doors> {
  const credentials = readCredentials(options);
  const plain = credentials === undefined;
  const server = plain ? net.createServer(handle) : tls.createServer(credentials, (socket) => handle(socket));
  const address = await startListening(server, options.listen);
  const urls = [`${plain ? 'mqtt' : 'mqtts'}://${spellAddress(address)}`];
  const closers = [() => closed(server)];
  if (options.websocket) {
    const web = plain ? http.createServer(noPage) : https.createServer(credentials, noPage);
    const sockets = new WebSocketServer({ server: web, handleProtocols: mqttProtocol, maxPayload: 1024 * 1024 });
    sockets.on('connection', (socket, request) => {
      // A client that breaks off in the middle is none of our faults.
      socket.on('error', () => {});
      handle(createWebSocketStream(socket), request);
    });
    try {
      const webAddress = await startListening(web, options.websocket);
      urls.push(`${plain ? 'ws' : 'wss'}://${spellAddress(webAddress)}`);
    } catch (error) {
      server.close();
      throw error;
    }
    closers.push(() => {
      for (const socket of sockets.clients) socket.terminate();
      return closed(web);
    });
  }
  return { urls, close: async () => void (await Promise.all(closers.map((close) => close()))) };
}

/** [MQTT-6.0.0-3]: the client offers `mqtt`; MQTT 3.1 clients offer `mqttv3.1`. */
function mqttProtocol(offered: Set<string>): string | false {
  return ['mqtt', 'mqttv3.1'].find((name) => offered.has(name)) ?? false;
}

function noPage(_request: http.IncomingMessage, response: http.ServerResponse): void {
  response.writeHead(426, { upgrade: 'websocket', 'content-type': 'text/plain' });
  response.end('This is a broker: MQTT over WebSocket.\n');
}

function closed(server: net.Server | http.Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
