/** The HTTP server: routes, limits, and what every answer has in common. */
import { randomUUID } from 'node:crypto';
import fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { brokers } from '../../src/brokers/http/brokers.js';
import { fieldsOf, formFields, Unreadable } from '../../src/brokers/http/fields.js';
import type { Asked, Call, Hook } from '../../src/brokers/http/hook.js';
import { type Decision, denied } from '../../src/brokers/http/question.js';
import { counted } from '../../src/text/counted.js';
import type { Later } from './later.js';
import type { DecisionLog } from './log.js';
import { questionForLog } from './log.js';
import type { Metrics } from './metrics.js';
import type { ServeOptions } from './options.js';
import type { PolicyKeeper } from './policy.js';
import { tokenCheck } from './token.js';
import { decideRoute } from './v1.js';

export interface Surroundings {
  readonly policy: PolicyKeeper;
  readonly log: DecisionLog;
  readonly metrics: Metrics;
  readonly later: Later;
  /** Whether the server has been told to stop. */
  readonly stopping: () => boolean;
}

type Settings = Pick<ServeOptions, 'hooks' | 'token' | 'bodyLimit' | 'timeLimit' | 'credentials'>;

export function createServer(settings: Settings, surroundings: Surroundings): FastifyInstance {
  const { bodyLimit, timeLimit, token, credentials } = settings;
  const { metrics, log, later } = surroundings;
  const requestTimeout = timeLimit * 1000;
  const limits = {
    connectionsCheckingInterval: Math.min(1000, timeLimit * 250),
    requestTimeout,
    headersTimeout: requestTimeout,
  };
  const app = fastify({
    logger: false,
    bodyLimit,
    requestTimeout,
    // A socket that says nothing at all is closed too, but not one that a broker keeps for its next question.
    keepAliveTimeout: 75_000,
    forceCloseConnections: 'idle',
    ...(credentials ? { https: { ...limits, ...credentials, handshakeTimeout: requestTimeout } } : { http: limits }),
  } as FastifyServerOptions);

  // Bodies are read by the translation of each broker: it knows what is a denial there.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error: { statusCode?: number; message: string; stack?: string }, _request, reply) => {
    const status = error.statusCode ?? 500;
    metrics.rejected.inc({ status });
    if (status >= 500) log.error({ error: error.stack ?? error.message }, 'failed');
    const message = status === 413 ? `The body has more than ${counted(bodyLimit, 'byte')}.` : error.message;
    return reply.code(status).send({ error: status >= 500 ? 'The request failed.' : message });
  });
  app.setNotFoundHandler((_request, reply) => {
    metrics.rejected.inc({ status: 404 });
    return reply.code(404).send({ error: 'There is no such address here, or it takes another method.' });
  });

  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const { policy, digest } = surroundings.policy.current;
    return reply.code(surroundings.stopping() ? 503 : 200).send({ ready: !surroundings.stopping(), policy, digest });
  });
  app.get('/metrics', async (_request, reply) => {
    later.finish();
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  /** Asks for the token before a body is read; nothing where there is none to ask for, since every request would pay for it. */
  const wanting = (refuse: (reply: FastifyReply) => void) => {
    if (token === undefined) return {};
    const authorized = tokenCheck(token);
    return {
      onRequest({ headers }: FastifyRequest, reply: FastifyReply, done: () => void): void {
        if (authorized(headers.authorization)) done();
        else {
          metrics.rejected.inc({ status: 401 });
          refuse(reply);
        }
      },
    };
  };
  const noToken = denied('request/token', 'The bearer token is missing or wrong.');
  const unauthorized = (reply: FastifyReply): void => {
    const error = noToken.reasons[0]?.message;
    reply.code(401).header('www-authenticate', 'Bearer').send({ error });
  };
  const hooks = Object.values(brokers).flatMap((broker) => broker.hooks(settings.hooks));
  for (const hook of hooks) {
    app.route({
      url: hook.path,
      method: [...hook.methods],
      ...wanting(hook.alwaysAnswers ? (reply) => void send(reply, hook, noToken, undefined, undefined) : unauthorized),
      handler: (request, reply) => answer(hook, request, reply, surroundings),
    });
  }
  app.post('/v1/decide', { ...wanting(unauthorized), handler: decideRoute(surroundings) });
  return app;
}

/** One question of a broker: read, decided, answered, and told to the log. Whatever goes wrong on the way is a denial. */
function answer(hook: Hook, request: FastifyRequest, reply: FastifyReply, surroundings: Surroundings): FastifyReply {
  const { log, metrics, later } = surroundings;
  const started = performance.now();
  const policy = surroundings.policy.current;
  // Without a log there is nothing that it could be looked up in.
  const id = log.isSilent ? undefined : randomUUID();
  let call: Call | undefined;
  let asked: Asked | undefined;
  let decision: Decision;
  try {
    call = callOf(request);
    asked = hook.read(call);
    decision = 'settled' in asked ? asked.settled : policy.desk.decide(asked);
  } catch (error) {
    if (error instanceof Unreadable) decision = denied('request/unreadable', error.message);
    else {
      log.error(
        { ...(id !== undefined && { decision: id }), error: error instanceof Error ? error.stack : String(error) },
        'failed',
      );
      decision = denied('request/failed', 'The decision failed; this is a bug in topicguard.');
    }
  }
  if (id !== undefined) reply.header('x-topicguard-decision', id);
  send(reply, hook, decision, asked, call);
  const seconds = (performance.now() - started) / 1000;
  later.add(() => {
    if (id !== undefined)
      log.decision(id, hook.path, () => questionForLog(asked, policy.guard.policy), decision, policy);
    metrics.decisions.inc({ hook: hook.path, answer: decision.allowed ? 'allowed' : 'denied' });
    if (!decision.allowed) metrics.denials.inc({ rule: decision.reasons[0]?.rule ?? 'none' });
    metrics.seconds.observe(seconds);
  });
  return reply;
}

function callOf(request: FastifyRequest): Call {
  const { headers, method, body } = request;
  const header = (name: string): string | undefined => {
    const value = headers[name];
    return Array.isArray(value) ? undefined : value;
  };
  if (method === 'GET') {
    // A second "?" belongs to a value.
    const [, query = ''] = /\?(.*)$/s.exec(request.url) ?? [];
    return { fields: formFields(query), header };
  }
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  return { fields: fieldsOf(bytes, headers['content-type']), header };
}

function send(
  reply: FastifyReply,
  hook: Hook,
  decision: Decision,
  asked: Asked | undefined,
  call: Call | undefined,
): FastifyReply {
  const { status, type, body } = hook.answer(decision, asked, call);
  // A broker that caches answers would not notice a new policy.
  return reply.code(status).header('cache-control', 'no-store').header('content-type', type).send(body);
}
