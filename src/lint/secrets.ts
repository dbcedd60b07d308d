import type { Document, Span } from '../readers/document.js';

/** Where a file has passwords and tokens. What is to be filled in is none. */
export function secretsIn({ clients }: Document): readonly Span[] {
  if (clients.every(({ options }) => !options.password)) return none;
  return clients.flatMap(({ options: { password }, placeholders = [] }) => {
    const isSecret = password?.value && !placeholders.some(({ span }) => span.start === password.span.start);
    return isSecret ? [password.span] : [];
  });
}

const none: readonly Span[] = [];
