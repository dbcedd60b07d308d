import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Policy } from '../../src/policy/model.js';
import { utf8Text } from '../../src/text/utf8.js';
import { plainVerdict } from '../decide/answer.js';
import { Malformed } from '../decide/fields.js';
import { usernameForLog } from '../username-for-log.js';
import { type Answered, decideBody } from './decide.js';
import { cut } from './log.js';
import type { Surroundings } from './server.js';

const path = '/v1/decide';

/** `POST /v1/decide`: a verdict for a request, a list of them for a list. 400 says that the body is neither. */
export function decideRoute({ policy, log, metrics }: Surroundings) {
  return (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const started = performance.now();
    const current = policy.current;
    const answerOf = (answered: Answered): object => {
      const { id } = answered;
      if ('error' in answered) {
        metrics.decisions.inc({ hook: path, answer: 'error' });
        return { id, error: answered.error };
      }
      const decision = randomUUID();
      const { verdict } = answered;
      metrics.decisions.inc({ hook: path, answer: verdict.allowed ? 'allowed' : 'denied' });
      const [first] = verdict.reasons;
      if (first) metrics.denials.inc({ rule: first.rule });
      const { allowed, reasons } = verdict;
      log.decision(decision, path, () => forLog(answered, current.guard.policy), { allowed, reasons }, current);
      return { id, decision, ...plainVerdict(verdict) };
    };
    reply.header('cache-control', 'no-store');
    try {
      const { answers, list } = decideBody(current.guard, textOf(request.body));
      const sent = answers.map(answerOf);
      const alone = !list && answers[0] && 'error' in answers[0];
      return reply.code(alone ? 400 : 200).send(list ? sent : sent[0]);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      metrics.rejected.inc({ status: 400 });
      return reply.code(400).send({ id: null, error: error.message });
    } finally {
      metrics.seconds.observe((performance.now() - started) / 1000);
    }
  };
}

function textOf(body: unknown): string {
  const text = utf8Text(body instanceof Uint8Array ? body : new Uint8Array());
  if (text === undefined) throw new Malformed('The body is not UTF-8.');
  return text;
}

/** Who asked for what; of a CONNECT neither the password nor the will's payload, of a PUBLISH not the payload. */
function forLog(answered: Exclude<Answered, { readonly error: string }>, policy: Policy): object {
  const { request, asker } = answered;
  const who =
    asker === 'before'
      ? {}
      : 'identity' in asker
        ? {
            identity: Object.fromEntries(
              Object.entries(asker.identity).map(([name, value]) => [cut(name), cut(value)]),
            ),
          }
        : { client: cut(asker.connect.clientId), username: usernameForLog(policy, asker.connect.username ?? null) };
  switch (request.verb) {
    case 'connect':
      return {
        ...who,
        ask: 'connect',
        client: cut(request.packet.clientId),
        username: usernameForLog(policy, request.packet.username ?? null),
      };
    case 'publish':
    case 'receive': {
      const { topic, qos, retain } = request.packet;
      return { ...who, ask: request.verb, topic: cut(topic), qos, retain };
    }
    case 'subscribe': {
      const { packet } = request;
      const filters = 'filters' in packet ? packet.filters : [packet];
      return {
        ...who,
        ask: 'subscribe',
        filters: filters.slice(0, 32).map(({ filter, qos }) => ({ filter: cut(filter), qos })),
      };
    }
    case 'unsubscribe':
      return { ...who, ask: 'unsubscribe', filters: request.packet.filters.slice(0, 32).map(cut) };
    case 'packet':
      return { ...who, ask: 'packet', packet: cut(request.name) };
  }
}
