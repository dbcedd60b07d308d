/**
 * EMQX: the HTTP authenticator and the HTTP authorizer. EMQX fills a template in, so numbers and booleans arrive as text and an
 * undefined variable as an empty one. It takes every status but 200 and 204 for "ask the next source", so a denial is a 200.
 */
import { type Fields, flag, saidText, smallNumber, text, textOrNone, Unreadable } from './fields.js';
import { type Hook, type HookOptions, json } from './hook.js';
import type { Client } from './question.js';

function clientOf(fields: Fields): Client {
  return {
    clientId: text(fields, 'clientid'),
    username: textOrNone(fields, 'username'),
    ...saidText(fields, 'peerhost', 'address'),
    ...saidText(fields, 'listener', 'listener'),
  };
}

const allow = json({ result: 'allow' });
const login = json({ result: 'allow', is_superuser: false });
const ignore = json({ result: 'ignore' });
const deny = json({ result: 'deny' });

export function emqxHooks({ logins }: HookOptions): readonly Hook[] {
  return [
    {
      broker: 'emqx',
      path: '/emqx/authn',
      methods: ['POST'],
      alwaysAnswers: true,
      read({ fields }) {
        return { ask: 'connect', client: clientOf(fields), login: { password: textOrNone(fields, 'password') } };
      },
      answer({ allowed }) {
        if (!allowed) return deny;
        return logins === 'pass' ? ignore : login;
      },
    },
    {
      broker: 'emqx',
      path: '/emqx/authz',
      methods: ['POST'],
      alwaysAnswers: true,
      read({ fields }) {
        const client = clientOf(fields);
        const action = text(fields, 'action');
        const topic = text(fields, 'topic');
        const qos = smallNumber(fields, 'qos');
        // EMQX says false for a subscription.
        const retain = flag(fields, 'retain');
        if (action === 'publish') return { ask: 'publish', client, message: { topic, qos, retain } };
        if (action === 'subscribe') return { ask: 'subscribe', client, filters: [{ filter: topic, qos }] };
        throw new Unreadable('action has to be publish or subscribe.');
      },
      answer({ allowed }) {
        return allowed ? allow : deny;
      },
    },
  ];
}
