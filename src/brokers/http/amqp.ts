/** What must be refused because a broker turns topics into AMQP routing keys. */
import type { Session } from '../../engine/guard.js';
import { layersOf } from '../../policy/layers.js';
import type { Policy } from '../../policy/model.js';
import { type Decision, denied } from './question.js';

export interface AmqpRules {
  /** Why this client may do nothing at all. */
  refuseClient(identity: Session['identity']): Decision | undefined;
  refuseFilter(filter: string): Decision | undefined;
}

/** Templates of a `topics` section, as texts. */
interface Listed {
  readonly under: readonly string[];
  readonly topics: readonly string[];
  /** What `deny` and `except` take away, with the shapes of free names, which may admit a `.` too. */
  readonly takenAway: readonly string[];
}

function listedIn(policy: Policy): readonly Listed[] {
  const texts = (list: readonly { readonly text: string }[] = []): string[] => list.map(({ text }) => text);
  const sections = layersOf(policy).flatMap((page) =>
    page.sections.flatMap((section) => (section.section === 'topics' ? [section] : [])),
  );
  return sections.map(({ under, lines }) => {
    const listings = lines.flatMap((line) => ('topics' in line ? [line] : []));
    const taken = listings.flatMap(({ deny, topics, except }) => [...(deny ? texts(topics) : []), ...texts(except)]);
    const shapes = lines.flatMap((line) =>
      'shape' in line && taken.some((text) => text.includes(`{${line.name}`)) ? [line.shape.text] : [],
    );
    return {
      under: texts(under),
      topics: listings.flatMap(({ topics }) => texts(topics)),
      takenAway: [...taken, ...(taken.length > 0 ? texts(under) : []), ...shapes],
    };
  });
}

/**
 * - A client whose name has a `.` would share topics with others: `a.b` and the levels `a`, `b` are one there.
 * - Where the policy takes a topic with a `.` away, nobody could tell that it was asked for: everything is refused.
 * - A filter that begins with a wildcard takes topics that begin with `$` too, against [MQTT-4.7.2-1]: it is refused where the
 *   policy lists any.
 */
export function amqpRules(policy: Policy): AmqpRules {
  const listed = listedIn(policy);
  const templates = listed.flatMap(({ under, topics, takenAway }) => [...under, ...topics, ...takenAway]);
  // A name at the beginning may be a text with `$`, for all that is known here.
  const dollar = listed
    .flatMap(({ under, topics }) => (under.length > 0 ? under : topics))
    .some((template) => /^[${]/.test(template));
  const dotted = listed
    .flatMap(({ takenAway }) => takenAway)
    .find((text) => text.replaceAll('...}', '}').includes('.'));
  const unusable =
    dotted === undefined
      ? undefined
      : denied(
          'topic/syntax',
          `The policy takes topics away that may have a "." (${JSON.stringify(dotted)}), and the broker cannot tell "." from "/".`,
        );
  return {
    refuseClient(identity) {
      if (unusable) return unusable;
      for (const [name, value] of Object.entries(identity)) {
        if (value.includes('.') && templates.some((template) => template.includes(`{${name}`)))
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
