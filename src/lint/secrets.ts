import type { Client, Document, Span } from '../readers/document.js';

/** Where a file has passwords and tokens, those in the addresses of brokers included. What is to be filled in is none. */
export function secretsIn({ clients }: Document, text: string): readonly Span[] {
  return clients.flatMap((client) => [...passwordOf(client), ...passwordInAddress(client, text)]);
}

function passwordOf({ options: { password }, placeholders = [] }: Client): readonly Span[] {
  const isSecret = password?.value && !placeholders.some(({ span }) => span.start === password.span.start);
  return isSecret ? [password.span] : none;
}

/** `mqtt://user:password@host`; what is behind the last `@` before the path is the host. */
function passwordInAddress({ broker }: Client, text: string): readonly Span[] {
  if (!broker?.value.includes('@')) return none;
  const { start, end } = broker.span;
  const [before, password = ''] = /^[^/?#]*:\/\/[^/?#:]*:([^/?#]+)@/.exec(text.slice(start, end)) ?? [];
  if (before === undefined) return none;
  const behind = start + before.length - 1;
  return [{ start: behind - password.length, end: behind }];
}

const none: readonly Span[] = [];
