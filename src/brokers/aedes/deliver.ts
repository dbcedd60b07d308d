import type { Session } from '../../engine/guard.js';
import type { Delivery } from '../../engine/packets.js';
import type { Verdict } from '../../engine/verdict.js';

/** The verdict on a delivery, and at which QoS the client gets it: a policy may lower that. No QoS: the client does not get it. */
export function decideDelivery(
  session: Session,
  delivery: Delivery,
): { readonly verdict: Verdict; readonly qos?: number } {
  const verdict = session.receive(delivery);
  if (!verdict.allowed) return { verdict };
  if (verdict.consequence.kind !== 'downgrade') return { verdict, qos: delivery.qos };
  for (let qos = delivery.qos - 1; qos > 0; qos--) {
    const lower = session.receive({ ...delivery, qos });
    if (lower.allowed && lower.consequence.kind !== 'downgrade') return { verdict, qos };
  }
  return { verdict, qos: 0 };
}

/** For a hook, which does not see the QoS on the wire: the highest one at which the client may get the message, if there is one. */
export function refusalAtEveryQos(session: Session, delivery: Delivery): Verdict | undefined {
  let refusal: Verdict | undefined;
  for (let qos = delivery.qos; qos >= 0; qos--) {
    const verdict = session.receive({ ...delivery, qos });
    if (verdict.allowed) return undefined;
    refusal ??= verdict;
  }
  return refusal;
}
