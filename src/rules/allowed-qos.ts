import type { Change } from './change.js';
import type { FixContext } from './context.js';
import type { Said } from './rule.js';

/** The nearest QoS below that the policy takes, else the nearest above. */
export function allowedQos(
  { field }: Said,
  { client, request, staysWrong }: FixContext,
  safe: boolean,
): Change | undefined {
  const qos = field === 'will.qos' ? client.options.will?.qos : request?.qos;
  if (!qos) return undefined;
  const below = [1, 0].filter((value) => value < qos.value);
  const above = [1, 2].filter((value) => value > qos.value);
  const value = [...below, ...above].find((one) => !staysWrong(one));
  return value === undefined ? undefined : { title: `Use QoS ${value}`, safe, set: [{ at: qos, value }] };
}
