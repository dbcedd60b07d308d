import type { Guard } from '../engine/guard.js';
import { quote } from '../engine/words.js';
import type { Span } from '../readers/document.js';
import { LineTable } from '../text/lines.js';
import { topicOf } from './facts.js';
import type { Found, JudgedRequest } from './judge-client.js';

interface Agreement {
  readonly faults: readonly Found[];
  /** The names of the policy as far as the client or its topics say them. */
  readonly names: Readonly<Record<string, string>>;
}

/**
 * Where a client does not say who it is, its topics still have to agree: two that speak for different identities cannot both be
 * its own. It is the later one that is reported.
 */
export function foreignByAgreement(
  judged: readonly JudgedRequest[],
  guard: Guard,
  identity: Readonly<Record<string, string>>,
  text: string,
): Agreement {
  const known = new Map<string, { readonly value: string; readonly span?: Span }>(
    Object.entries(identity).map(([name, value]) => [name, { value }]),
  );
  const faults: Found[] = [];
  for (const { request, denied } of judged) {
    // A topic that is refused anyway says nothing about who its client is, nor does one whose beginning is not known.
    const { topic } = request;
    if (denied || request.refusalExpected || typeof topic.parts?.[0] === 'object') continue;
    for (const [name, { value, level }] of guard.catalogue.identityOf(topicOf(topic))) {
      const before = known.get(name);
      if (!before) known.set(name, { value, span: topic.span });
      else if (before.span && before.value !== value) {
        const line = new LineTable(text).positionOf(before.span.start).line;
        const message =
          `Level ${level} is ${quote(value)}, but the topic in line ${line} has ${quote(before.value)} there: ` +
          `a client has one {${name}}, and may not use the topics of another.`;
        faults.push({
          rule: 'topic/foreign',
          severity: 'warning',
          span: topic.span,
          confidence: 'likely',
          said: { rule: 'topic/foreign', message, level },
          related: [{ message: `Level ${level} is ${quote(before.value)} here`, span: before.span }],
        });
        break;
      }
    }
  }
  return { faults, names: recordOf(known) };
}

/** Without a prototype: `__proto__` is a name like any other. */
function recordOf(known: ReadonlyMap<string, { readonly value: string }>): Record<string, string> {
  const record: Record<string, string> = Object.create(null);
  for (const [name, { value }] of known) record[name] = value;
  return record;
}
