/**
 * Mosquitto with mosquitto-go-auth's HTTP backend. In each of its three response modes a status that is no 2xx is a denial, so a
 * denial is a 403 whatever the mode: a mode that is set differently on both sides refuses, and never grants.
 */
import { type Fields, smallNumber, text, textOrNone, Unreadable } from './fields.js';
import { type Answer, type Hook, type HookOptions, json, plain } from './hook.js';
import { type Client, type Decision, denied } from './question.js';

function clientOf(fields: Fields): Client {
  return { clientId: text(fields, 'clientid'), username: textOrNone(fields, 'username') };
}

const asks = new Map([
  [1, 'receive'],
  [2, 'publish'],
  [3, 'publish and receive'],
] as const);
const subscribe = 4;

export function mosquittoHooks({ mosquittoResponses }: HookOptions): readonly Hook[] {
  const answer = ({ allowed, reasons }: Decision): Answer => {
    const status = allowed ? 200 : 403;
    const error = allowed ? '' : (reasons[0]?.message ?? 'denied');
    if (mosquittoResponses === 'text') return plain(allowed ? 'ok' : error, status);
    // Mode `status` does not look at the body.
    return json({ Ok: allowed, Error: error }, status);
  };
  const common = { broker: 'mosquitto', methods: ['POST', 'PUT'], answer } as const;
  return [
    {
      ...common,
      path: '/mosquitto/user',
      read({ fields }) {
        return { ask: 'connect', client: clientOf(fields), login: { password: textOrNone(fields, 'password') } };
      },
    },
    {
      ...common,
      path: '/mosquitto/superuser',
      read() {
        return { settled: denied('request/superuser', 'Nobody is above the policy.') };
      },
    },
    {
      ...common,
      path: '/mosquitto/acl',
      read({ fields }) {
        const client = clientOf(fields);
        const topic = text(fields, 'topic');
        const access = smallNumber(fields, 'acc');
        if (access === subscribe) return { ask: 'subscribe', client, filters: [{ filter: topic }] };
        const ask = asks.get(access as 1 | 2 | 3);
        if (ask === undefined) throw new Unreadable('acc has to be 1 (read), 2 (write), 3 (both) or 4 (subscribe).');
        return { ask, client, message: { topic } };
      },
    },
  ];
}
