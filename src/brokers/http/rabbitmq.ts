/**
 * RabbitMQ: the MQTT plugin over the HTTP authorization backend. Every answer is a 200 with the word `allow` or `deny` (3.10 knows
 * no other). The MQTT topic comes as an AMQP routing key: `/` has become `.`, and `+` has become `*`. A `.` of the topic itself
 * cannot be told from a `/` any more, so every `.` is read as `/`, which is also how RabbitMQ delivers it: a topic that a policy
 * lists with a `.` is never found, and a client whose name has one is refused (`dialect`).
 */
import { type Fields, text, textOrNone, Unreadable } from './fields.js';
import { type Asked, type Hook, type HookOptions, plain } from './hook.js';
import { type Client, type Decision, denied, permitted } from './question.js';

/** The plugin says who the client is in each of its calls; what AMQP clients ask has no client id. */
function clientOf(fields: Fields, clientId: string): Client {
  const key = fields.has(clientId) ? clientId : undefined;
  if (key === undefined) throw new Unreadable(`${clientId} is missing: only MQTT clients are known here.`);
  return { clientId: text(fields, key), username: textOrNone(fields, 'username'), dialect: 'amqp' };
}

/** From a routing key to the filter or name that it was made of. */
function topicOf(routingKey: string): string {
  if (routingKey.includes('/')) throw new Unreadable('The routing key has a "/", which no MQTT client can have sent.');
  return routingKey.replaceAll('.', '/').replaceAll('*', '+');
}

/** Whether RabbitMQ's own objects may be used: the client's two queues and the one exchange. */
function resource(fields: Fields, { rabbitmqExchange }: HookOptions): Decision {
  const { clientId } = clientOf(fields, 'client_id');
  const kind = text(fields, 'resource');
  const name = text(fields, 'name');
  const permission = text(fields, 'permission');
  if (kind === 'queue' && [0, 1].some((qos) => name === `mqtt-subscription-${clientId}qos${qos}`)) return permitted;
  if (kind === 'exchange' && name === rabbitmqExchange && (permission === 'read' || permission === 'write'))
    return permitted;
  return denied(
    'request/resource',
    `An MQTT client uses its own queues and the exchange ${JSON.stringify(rabbitmqExchange)} only.`,
  );
}

function topic(fields: Fields, { rabbitmqExchange }: HookOptions): Asked {
  const client = clientOf(fields, 'variable_map.client_id');
  if (text(fields, 'name') !== rabbitmqExchange)
    return { settled: denied('request/resource', `MQTT topics live in ${JSON.stringify(rabbitmqExchange)} only.`) };
  const name = topicOf(text(fields, 'routing_key'));
  const permission = text(fields, 'permission');
  if (permission === 'write') return { ask: 'publish', client, message: { topic: name } };
  if (permission === 'read') return { ask: 'subscribe', client, filters: [{ filter: name }] };
  throw new Unreadable('permission has to be read or write.');
}

export function rabbitmqHooks(options: HookOptions): readonly Hook[] {
  const { rabbitmqVhost } = options;
  const elsewhere = denied('request/vhost', `The policy is that of the vhost ${JSON.stringify(rabbitmqVhost)}.`);
  const hook = (name: string, read: (fields: Fields) => Asked): Hook => ({
    broker: 'rabbitmq',
    path: `/rabbitmq/${name}`,
    methods: ['GET', 'POST'],
    read: ({ fields }) => {
      const vhost = fields.get('vhost');
      if (vhost !== undefined && vhost !== rabbitmqVhost) return { settled: elsewhere };
      return read(fields);
    },
    answer: ({ allowed }) => plain(allowed ? 'allow' : 'deny'),
  });
  return [
    hook('user', (fields) => ({
      ask: 'connect',
      client: clientOf(fields, 'client_id'),
      login: { password: fields.has('password') ? textOrNone(fields, 'password') : null },
    })),
    hook('vhost', (fields) => {
      text(fields, 'vhost');
      clientOf(fields, 'client_id');
      return { settled: permitted };
    }),
    hook('resource', (fields) => {
      text(fields, 'vhost');
      return { settled: resource(fields, options) };
    }),
    hook('topic', (fields) => {
      text(fields, 'vhost');
      return topic(fields, options);
    }),
  ];
}
