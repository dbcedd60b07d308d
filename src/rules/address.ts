/** What an address says about the way to the broker. */
import type { Client } from '../readers/document.js';

const secureSchemes = new Set(['mqtts', 'ssl', 'tls', 'wss', 'mqtt+ssl', 'mqtt+tls']);
const plainSchemes = new Set(['mqtt', 'tcp', 'ws']);

export function schemeOf({ broker }: Client): string | undefined {
  const written = broker?.value ?? '';
  const end = written.indexOf('://');
  return end < 0 ? undefined : written.slice(0, end).toLowerCase();
}

/** The client's own word or the scheme says it, else one of the two ports that IANA gives to MQTT; nothing where neither is there. */
export function transportOf(client: Client): 'plain' | 'tls' | undefined {
  if (client.tls !== undefined) return client.tls.value ? 'tls' : 'plain';
  const scheme = schemeOf(client);
  if (scheme !== undefined && secureSchemes.has(scheme)) return 'tls';
  if (scheme !== undefined && plainSchemes.has(scheme)) return 'plain';
  const port = client.port?.value;
  return port === 8883 ? 'tls' : port === 1883 ? 'plain' : undefined;
}

/** A name with a dot, or an address, that is not one of the own machine or network. */
export function isPublicHost(written: string): boolean {
  const host = written.toLowerCase();
  if (host.startsWith('[') || host.split(':').length > 2) return false;
  if (!host.includes('.') || /\.(?:local|lan|home|internal|intranet|localdomain|home\.arpa|svc|test)\.?$/.test(host))
    return false;
  return !/^(?:127\.|10\.|0\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host);
}

/** Whether a host is one of a list: `broker.lab`, or with all names below it `.lab`. */
export function isHostAmong(host: string, list: readonly string[]): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return list.some((one) => {
    const wanted = one.toLowerCase();
    return wanted.startsWith('.') ? name.endsWith(wanted) : name === wanted;
  });
}
