import type { Consequence } from '../policy/model.js';
import type { ConsequenceKind, WireConsequence } from './verdict.js';

/** The packet that a consequence answers. */
export type Answered = 'connect' | 'publish' | 'subscribe' | 'unsubscribe' | 'receive' | 'packet';

const order: readonly ConsequenceKind[] = [
  'close',
  'connack',
  'suback',
  'puback',
  'drop',
  'unknown',
  'downgrade',
  'clamp',
  'none',
];

export const noConsequence: WireConsequence = Object.freeze({ kind: 'none' });
export const closeConnection: WireConsequence = Object.freeze({ kind: 'close' });
export const downgraded: WireConsequence = Object.freeze({ kind: 'downgrade' });
export const clamped: WireConsequence = Object.freeze({ kind: 'clamp' });

/** The severest of several consequences. */
export function severest(consequences: Iterable<WireConsequence>): WireConsequence {
  let worst: WireConsequence | undefined;
  for (const one of consequences) {
    if (!worst || order.indexOf(one.kind) < order.indexOf(worst.kind)) worst = one;
  }
  return worst ?? noConsequence;
}

/** Whether a breach with this consequence refuses the packet; the others let it pass and are reported as advice. */
export function refuses(consequence: Consequence | undefined): boolean {
  return !consequence || !['clamp', 'downgrade', 'ignore', 'warn', 'advise'].includes(consequence.do);
}

/**
 * What a policy's consequence is on the wire for this packet. Without a word from the policy the platform's answer is unknown.
 * A refusal without a code takes the usual one: CONNACK 2 for a client id, 1 for a protocol, 4 for credentials, else 5
 * [MQTT 3.1.1, 3.2.2.3]; SUBACK 128.
 */
export function onWire(consequence: Consequence | undefined, answered: Answered, field?: string): WireConsequence {
  if (answered === 'receive') return { kind: 'drop' };
  switch (consequence?.do) {
    case undefined:
    case 'unknown':
      return { kind: 'unknown' };
    case 'close':
      return consequence.code === undefined ? closeConnection : { kind: 'close', code: consequence.code };
    case 'drop':
      return { kind: 'drop' };
    case 'refuse':
      return refusal(answered, consequence.code, field);
    case 'downgrade':
      return downgraded;
    case 'clamp':
      return clamped;
    default:
      return noConsequence;
  }
}

function refusal(answered: Answered, code: number | undefined, field: string | undefined): WireConsequence {
  if (answered === 'connect') return { kind: 'connack', code: code ?? usualConnack(field) };
  if (answered === 'subscribe') return { kind: 'suback', code: code ?? 128 };
  if (answered === 'publish') return code === undefined ? { kind: 'puback' } : { kind: 'puback', code };
  // MQTT 3.1.1 has no negative answer to anything else.
  return { kind: 'unknown' };
}

function usualConnack(field: string | undefined): number {
  if (field === 'protocolLevel') return 1;
  if (field === 'clientId') return 2;
  if (field === 'username' || field === 'password') return 4;
  return 5;
}
