import type { Client } from '../readers/document.js';
import type { RequestInContext, TopicInContext } from './context.js';

/** What rules about topics look at. */
export function topicsOf(client: Client, requests: readonly RequestInContext[]): TopicInContext[] {
  const topics: TopicInContext[] = [];
  for (const { request, direction } of requests) {
    if (!request.refusalExpected) topics.push({ topic: request.topic, direction: direction ?? request.direction });
  }
  const will = client.refusalExpected ? undefined : client.options.will?.topic;
  if (will) topics.push({ topic: will, direction: 'publish' });
  return topics;
}

/** ASCII letters and digits, `/`, `$`, the wildcards, `-`, `_`, `.`, `:`. */
const usual = new Uint8Array(128);
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/$+#-_.:')
  usual[sign.charCodeAt(0)] = 1;

/** Those that hold other signs, or an empty level. */
export function unusualAmong(topics: readonly TopicInContext[]): readonly TopicInContext[] {
  return topics.every(isUsual) ? none : topics.filter((one) => !isUsual(one));
}

const none: readonly TopicInContext[] = [];

function isUsual({ topic: { value } }: TopicInContext): boolean {
  const slash = 0x2f;
  let before = slash;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (usual[code] !== 1 || (code === slash && before === slash)) return false;
    before = code;
  }
  return before !== slash;
}

/** The topic without `$share/group/` and `$queue/`, and how long what was taken off is. */
export function undressed(topic: string): { readonly prefix: string; readonly inner: string } {
  if (!topic.startsWith('$')) return { prefix: '', inner: topic };
  const prefix = /^(?:\$share\/[^/]*\/|\$queue\/|\$exclusive\/|\$delayed\/[^/]*\/)/.exec(topic)?.[0] ?? '';
  return { prefix, inner: topic.slice(prefix.length) };
}
