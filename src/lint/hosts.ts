/** Which policy a broker's host belongs to: the hosts that the policies name. */

import { remembered } from '../text/remembered.js';

/** `host`, `host:port`, `[v6]:port` or a URL, to the bare host in lower case. */
export const bareHost = remembered(cutOut, { most: 256, longest: 1024 });

function cutOut(text: string): string {
  let host = text.trim().toLowerCase();
  const scheme = host.indexOf('://');
  if (scheme >= 0) host = host.slice(scheme + 3);
  host = host.slice(host.lastIndexOf('@') + 1).split(/[/?#]/, 1)[0] ?? '';
  if (host.startsWith('[')) return host.slice(1, host.indexOf(']') < 0 ? undefined : host.indexOf(']'));
  // More than one colon is an IPv6 address without brackets.
  const colon = host.indexOf(':');
  if (colon >= 0 && colon === host.lastIndexOf(':')) host = host.slice(0, colon);
  return host.endsWith('.') ? host.slice(0, -1) : host;
}

/** Whether a host of a policy (`mqtts.heclouds.com:1883`, `{product}.acc.example.com`) is this one. The port does not count. */
export function hostMatches(entry: string, host: string): boolean {
  const wanted = bareHost(entry);
  if (!wanted.includes('{') && !wanted.includes('*')) return wanted === host;
  const labels = wanted.split('.');
  const given = host.split('.');
  return labels.length === given.length && labels.every((label, at) => labelMatches(label, given[at] as string));
}

/** A label in braces, or `*`, stands for any one label. */
function labelMatches(label: string, given: string): boolean {
  return label === '*' || (label.startsWith('{') && label.endsWith('}')) ? given !== '' : label === given;
}
