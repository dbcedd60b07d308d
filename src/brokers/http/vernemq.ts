/**
 * VerneMQ webhooks: one address, the hook named by a header. Every answer is a 200; other codes are errors to VerneMQ. A SUBSCRIBE
 * is answered filter by filter: 128 refuses one, and a QoS that the policy lowers is granted as lowered.
 */
import { type Fields, flag, JsonFields, saidText, smallNumber, text, textOrNone, Unreadable } from './fields.js';
import { type Answer, type Call, type Hook, type HookOptions, json } from './hook.js';
import type { AskedFilter, Client, Decision, Login } from './question.js';

function clientOf(fields: Fields, hook: string): Client {
  return {
    clientId: text(fields, 'client_id'),
    username: textOrNone(fields, 'username'),
    ...saidText(fields, 'peer_addr', 'address'),
    // The hooks without a suffix serve MQTT 3.1 and 3.1.1 alike.
    ...(hook.endsWith('_m5') && { protocolLevel: 5 }),
  };
}

function loginOf(fields: Fields): Login {
  const key = ['clean_session', 'clean_start'].find((name) => fields.has(name));
  return {
    password: textOrNone(fields, 'password'),
    ...(key !== undefined && { cleanSession: flag(fields, key) }),
  };
}

/** Objects with topic and qos; `extra` are the subscription options of MQTT 5, given back as they came. */
function topicsOf(fields: Fields): (AskedFilter & { readonly qos: number; readonly extra: object })[] {
  const topics = fields.get('topics');
  if (!Array.isArray(topics) || topics.length === 0) throw new Unreadable('topics has to be a list of filters.');
  return topics.map((value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw new Unreadable('topics has to hold objects with topic and qos.');
    const item = new JsonFields(value);
    const extra = Object.fromEntries(
      ['no_local', 'rap', 'retain_handling'].flatMap((key) => (item.has(key) ? [[key, item.get(key)]] : [])),
    );
    return { filter: text(item, 'topic'), qos: smallNumber(item, 'qos'), extra };
  });
}

/** The payload is Base64, or is left out by `no_payload`. */
function payloadOf(fields: Fields): { readonly payloadBytes?: number } {
  if (!fields.has('payload')) return {};
  const payload = text(fields, 'payload');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(payload)) throw new Unreadable('payload has to be Base64.');
  return { payloadBytes: Math.floor((payload.replace(/=+$/, '').length * 3) / 4) };
}

function subscribed(decision: Decision, call: Call, hook: string): Answer {
  const { grantedQos = [] } = decision;
  if (grantedQos.every((qos) => qos === 128)) return refused;
  const topics = topicsOf(call.fields).map(({ filter, extra }, at) => {
    const qos = grantedQos[at] ?? 128;
    return { topic: filter, qos, ...(qos !== 128 && extra) };
  });
  return json(hook.endsWith('_m5') ? { result: 'ok', modifiers: { topics } } : { result: 'ok', topics });
}

const ok = json({ result: 'ok' });
const next = json({ result: 'next' });
const refused = json({ result: { error: 'not_allowed' } });

export function vernemqHooks({ logins }: HookOptions): readonly Hook[] {
  return [
    {
      broker: 'vernemq',
      path: '/vernemq',
      methods: ['POST'],
      read({ fields, header }) {
        const hook = header('vernemq-hook') ?? '';
        switch (hook) {
          case 'auth_on_register':
          case 'auth_on_register_m5':
            return { ask: 'connect', client: clientOf(fields, hook), login: loginOf(fields) };
          case 'auth_on_publish':
          case 'auth_on_publish_m5': {
            const message = {
              topic: text(fields, 'topic'),
              qos: smallNumber(fields, 'qos'),
              retain: flag(fields, 'retain'),
              ...payloadOf(fields),
            };
            return { ask: 'publish', client: clientOf(fields, hook), message };
          }
          case 'auth_on_subscribe':
          case 'auth_on_subscribe_m5':
            return { ask: 'subscribe', client: clientOf(fields, hook), filters: topicsOf(fields) };
          default:
            throw new Unreadable(
              hook === '' ? 'The header vernemq-hook is missing.' : 'Only the auth_on_ hooks are answered here.',
            );
        }
      },
      answer(decision, asked, call) {
        if (asked === undefined || call === undefined) return refused;
        const hook = call.header('vernemq-hook') ?? '';
        if ('ask' in asked && asked.ask === 'subscribe') return subscribed(decision, call, hook);
        if (!decision.allowed) return refused;
        const login = 'ask' in asked && asked.ask === 'connect';
        return login && logins === 'pass' ? next : ok;
      },
    },
  ];
}
