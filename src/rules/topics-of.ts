import type { Direction, LocatedTopic } from '../readers/document.js';
import type { DocumentContext } from './context.js';

export interface TopicInContext {
  readonly topic: LocatedTopic;
  readonly direction?: Direction | undefined;
}

/** Every topic of a client, its will's included; not those of which the file says itself that they are refused. */
export function topicsOf({ client, requests }: DocumentContext): TopicInContext[] {
  const topics: TopicInContext[] = requests
    .filter(({ request }) => !request.refusalExpected)
    .map(({ request, direction }) => ({ topic: request.topic, direction: direction ?? request.direction }));
  const will = client.refusalExpected ? undefined : client.options.will?.topic;
  return will ? [...topics, { topic: will, direction: 'publish' }] : topics;
}

/** The topic without `$share/group/` and `$queue/`, and how long what was taken off is. */
export function undressed(topic: string): { readonly prefix: string; readonly inner: string } {
  const prefix = /^(?:\$share\/[^/]*\/|\$queue\/|\$exclusive\/|\$delayed\/[^/]*\/)/.exec(topic)?.[0] ?? '';
  return { prefix, inner: topic.slice(prefix.length) };
}
