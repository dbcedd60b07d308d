import type { Guard, Session } from '../../src/engine/guard.js';
import type { FilterVerdict, PacketVerdict, Verdict } from '../../src/engine/verdict.js';
import type { Request } from './request.js';

/** Answers one request of a client; a connect starts a new session. Requests are answered in order. */
export function answerRequest(
  guard: Guard,
  session: Session,
  request: Request,
): { readonly verdict: Verdict; readonly session: Session } {
  switch (request.verb) {
    case 'connect': {
      const verdict = guard.connect(request.packet);
      return { verdict, session: verdict.session ?? guard.withoutSession(request.packet) };
    }
    case 'publish':
      return { verdict: session.publish(request.packet), session };
    case 'subscribe':
      return { verdict: session.subscribe(request.packet), session };
    case 'unsubscribe':
      return { verdict: session.unsubscribe(request.packet), session };
    case 'receive':
      return { verdict: session.receive(request.packet), session };
    case 'packet':
      return { verdict: session.packet(request.name), session };
  }
}

/** A verdict as plain data, in the order in which it is documented: the engine works explanations out when they are read. */
export function plainVerdict(verdict: Verdict | PacketVerdict): object {
  const { version, allowed, grantedQos, consequence, sessionOpen, reasons, advice } = verdict;
  return {
    version,
    allowed,
    ...(grantedQos !== undefined && { grantedQos }),
    consequence,
    sessionOpen,
    reasons,
    advice,
    ...('filters' in verdict && { filters: verdict.filters.map(plainFilter) }),
  };
}

function plainFilter({ filter, allowed, grantedQos, consequence, reasons, advice }: FilterVerdict): object {
  return { filter, allowed, grantedQos, consequence, reasons, advice };
}
