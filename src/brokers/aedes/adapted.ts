/**
 * What of a message goes on where the policy takes it otherwise than it was sent: at a QoS that it lowers, without a retain flag
 * that it does not look at.
 */
import type { Guard, Session } from '../../engine/guard.js';
import type { ConnectPacket, PublishPacket } from '../../engine/packets.js';
import type { Verdict } from '../../engine/verdict.js';
import type { MessageFlags } from '../mqtt/flags.js';

/** `verdict` allows the publish. */
export function adaptedPublish(session: Session, request: PublishPacket, verdict: Verdict): MessageFlags {
  return adapted(request, verdict, '', (qos, retain) => {
    const { dup, ...rest } = request;
    return session.publish({ ...rest, qos, retain, ...(dup !== undefined && { dup: dup && qos > 0 }) });
  });
}

/** `verdict` allows the CONNECT. Nothing where there is no will. */
export function adaptedWill(guard: Guard, request: ConnectPacket, verdict: Verdict): MessageFlags | undefined {
  const { will } = request;
  if (!will) return undefined;
  return adapted(will, verdict, 'will.', (qos, retain) =>
    guard.connect({ ...request, will: { ...will, qos, retain } }),
  );
}

/** The flag as the policy has it, and the highest QoS that is not lowered then. */
function adapted(
  { qos, retain }: MessageFlags,
  verdict: Verdict,
  prefix: 'will.' | '',
  judge: (qos: number, retain: boolean) => Verdict,
): MessageFlags {
  const wanted = flagOf(verdict, `${prefix}retain`, retain);
  const changed = wanted === retain ? verdict : judge(qos, wanted);
  // A policy that ignores the flag, and asks for it on the line of the topic, looks at it there.
  const flag = changed.allowed ? wanted : retain;
  let said = changed.allowed ? changed : verdict;
  for (let lower = qos; ; said = judge(lower, flag)) {
    if (said.allowed && !isMoved(said, `${prefix}qos`)) return { qos: lower, retain: flag };
    if (--lower < 0) return { qos, retain: flag };
  }
}

function flagOf({ advice }: Verdict, field: string, retain: boolean): boolean {
  const own = advice.filter((one) => one.field === field);
  if (own.some(({ ignored, consequence }) => ignored || consequence?.kind === 'downgrade')) return false;
  // Moved into range: the flag has one other value.
  return own.some(({ consequence }) => consequence?.kind === 'clamp') ? !retain : retain;
}

/** Lowered, or moved into range. */
function isMoved({ advice }: Verdict, field: string): boolean {
  return advice.some(
    (one) => one.field === field && (one.consequence?.kind === 'downgrade' || one.consequence?.kind === 'clamp'),
  );
}
