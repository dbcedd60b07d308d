import { candidateOf, choosePolicy } from '../../src/lint/choose-policy.js';
import { builtinNames, builtinPolicy } from '../../src/policy/builtins.js';
import type { Policy } from '../../src/policy/model.js';

/** The policy for one topic, chosen as lint would choose it. */
export function choosePolicyFor(topic: string | undefined): { readonly name: string; readonly why: string } {
  const span = { start: 0, end: 0 };
  const requests = topic === undefined ? [] : [{ topic: { value: topic, span } }];
  const client = { span, complete: false, options: {}, requests };
  const candidates = builtinNames().map((name) => candidateOf(builtinPolicy(name) as Policy));
  return choosePolicy(client, { clients: [client], comments: [], problems: [] }, {}, candidates);
}
