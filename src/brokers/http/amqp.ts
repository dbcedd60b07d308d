/** What must be refused because a broker turns topics into AMQP routing keys. */
import type { Guard, Session } from '../../engine/guard.js';
import { type Decision, denied } from './question.js';

export interface AmqpRules {
  /** Why this client may do nothing at all. */
  refuseClient(identity: Session['identity']): Decision | undefined;
  refuseFilter(filter: string): Decision | undefined;
}

/**
 * A client whose name has a `.` would share topics with others: `a.b` and the levels `a`, `b` are one there. And a filter that
 * begins with a wildcard takes topics that begin with `$` too, against [MQTT-4.7.2-1]: it is refused where the policy lists any.
 */
export function amqpRules({ catalogue }: Guard): AmqpRules {
  const templates = catalogue.entries.map(({ template }) => template);
  // A free name at the beginning may be a text with `$`; one of the identity never is.
  const dollar = templates.some((template) => template.startsWith('$') || template.startsWith('{'));
  return {
    refuseClient(identity) {
      for (const [name, value] of Object.entries(identity)) {
        if (value.includes('.') && templates.some((template) => template.includes(`{${name}}`)))
          return denied(
            'topic/syntax',
            `{${name}} is ${JSON.stringify(value)}: the broker cannot tell "." from "/", so no name in a topic may have one.`,
          );
      }
      return undefined;
    },
    refuseFilter(filter) {
      if (!dollar || !/^[+#]/.test(filter)) return undefined;
      return denied(
        'subscribe/too-wide',
        `${JSON.stringify(filter)} begins with a wildcard, which takes topics that begin with "$" too at this broker.`,
      );
    },
  };
}
