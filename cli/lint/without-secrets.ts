import type { LintResult } from '../../src/lint/index.js';

/** The text with a dot for each character of what is secret, so that offsets stay. Quotes around it and line ends stay, too. */
export function withoutSecrets(text: string, secrets: LintResult['secrets']): string {
  let shown = '';
  let from = 0;
  for (const { start, end } of secrets.toSorted((a, b) => a.start - b.start)) {
    if (start < from) continue;
    shown += text.slice(from, start) + dotted(text.slice(start, end));
    from = end;
  }
  return shown + text.slice(from);
}

function dotted(secret: string): string {
  const quote = /^(["']).*\1$/s.exec(secret)?.[1] ?? '';
  const inside = secret.slice(quote.length, secret.length - quote.length);
  return quote + inside.replaceAll(/[^\r\n]/g, '•') + quote;
}
