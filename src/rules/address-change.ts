import type { Client } from '../readers/document.js';
import type { Change } from './change.js';

/** Another host or another port, in a key of its own or in the broker's text. */
export function addressChange(
  { broker, host, port }: Client,
  wanted: { readonly host?: string | undefined; readonly port?: number },
): Change | undefined {
  const at = wanted.port === undefined ? host : port;
  const value = wanted.port ?? wanted.host;
  if (!at || value === undefined) return undefined;
  const title = `Write ${value}`;
  if (!broker || at.span.start < broker.span.start || at.span.end > broker.span.end)
    return { title, safe: false, set: [{ at, value }] };
  // A user name before the host may hold the same text.
  const from = broker.value.lastIndexOf('@') + 1;
  const found =
    wanted.port === undefined
      ? broker.value.indexOf(`${at.value}`, from)
      : broker.value.indexOf(`:${at.value}`, from) + 1;
  if (found < Math.max(from, wanted.port === undefined ? 0 : 1)) return undefined;
  const text = broker.value.slice(0, found) + value + broker.value.slice(found + `${at.value}`.length);
  return { title, safe: false, set: [{ at: broker, value: text }] };
}
