/** Filters in disguise: `$share/GROUP/FILTER` and its relatives. They are never judged as text. */
import { isTopicFilter } from '../topics/syntax.js';
import type { CompiledCheck } from './checks.js';
import { onWire } from './consequence.js';
import type { Fault } from './faults.js';
import type { FilterContext } from './filter-context.js';
import { title } from './refusal.js';
import type { Subject } from './subject.js';
import { quote } from './words.js';

export interface Dressed {
  readonly prefix: '$share' | '$queue' | '$exclusive';
  /** Name of the group; of `$share` only. */
  readonly group: string;
  readonly filter: string;
}

const prefixes = ['$share', '$queue', '$exclusive'] as const;

/** A filter in one of the known disguises, taken apart; the inner filter is what is judged. */
export function undress(text: string): Dressed | undefined {
  for (const prefix of prefixes) {
    if (!text.startsWith(prefix) || (text.length > prefix.length && text[prefix.length] !== '/')) continue;
    const rest = text.slice(prefix.length + 1);
    if (prefix !== '$share') return { prefix, group: '', filter: rest };
    const slash = rest.indexOf('/');
    return slash < 0
      ? { prefix, group: rest, filter: '' }
      : { prefix, group: rest.slice(0, slash), filter: rest.slice(slash + 1) };
  }
  return undefined;
}

export function dressedFault(
  context: FilterContext,
  dressed: Dressed,
  text: string,
  subject: Subject,
  consequence: Fault['consequence'],
): Fault | undefined {
  const { compiled } = context;
  const refuse = (message: string, check?: CompiledCheck): Fault => ({
    rule: 'subscribe/shared',
    field: 'filter',
    level: 1,
    consequence: check ? onWire(check.consequence, 'subscribe') : consequence,
    policyLine: check?.line,
    message: () => message,
  });
  const shown = quote(context.shown ?? text);
  const checks = compiled.checks.subscribe.filter((check) => check.policyField === 'shared');
  const failing = checks.find((check) => check.holds(subject) === false);
  if (checks.length === 0 || failing || dressed.prefix !== '$share') {
    const why =
      failing && !('is' in failing.test)
        ? `does not take the group ${quote(dressed.group)}`
        : `does not have ${dressed.prefix}/ subscriptions`;
    return refuse(
      `${shown}: ${title(compiled)} ${why}. Write the filter without ${dressed.prefix}/${dressed.prefix === '$share' ? 'GROUP/' : ''}.`,
      failing,
    );
  }
  if (dressed.group === '' || /[+#]/.test(dressed.group) || !isTopicFilter(dressed.filter)) {
    return refuse(
      `${shown} must have the form $share/GROUP/FILTER, with a group that is not empty and holds no + or # [MQTT-4.8.2-1, -2].`,
    );
  }
  return undefined;
}
