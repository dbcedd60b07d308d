/** Every broker that asks over HTTP: its hooks, what they do not tell, and the configuration that makes it ask. */
import { emqxHooks } from './emqx.js';
import type { Hook, HookOptions } from './hook.js';
import { mosquittoHooks } from './mosquitto.js';
import { rabbitmqHooks } from './rabbitmq.js';
import { vernemqHooks } from './vernemq.js';

export type BrokerName = Hook['broker'];

interface Broker {
  readonly title: string;
  readonly hooks: (options: HookOptions) => readonly Hook[];
  /** What a policy may speak of and this broker's hooks do not tell, so that it is not judged; one line. */
  readonly blind: string;
}

export const brokers: Readonly<Record<BrokerName, Broker>> = {
  emqx: {
    title: 'EMQX',
    hooks: emqxHooks,
    blind:
      'clean session, keep-alive, the will as such, payloads, how many filters or subscriptions there are, whether a filter was shared or exclusive or a publish delayed',
  },
  vernemq: {
    title: 'VerneMQ',
    hooks: vernemqHooks,
    blind:
      'keep-alive, the will as such (its message is asked as a publish), the protocol level of MQTT 3, how many subscriptions there are',
  },
  rabbitmq: {
    title: 'RabbitMQ',
    hooks: rabbitmqHooks,
    blind:
      'clean session, keep-alive, the will as such, QoS, retain, payloads, the address after the login, how many filters or subscriptions there are, "." from "/", and what is delivered',
  },
  mosquitto: {
    title: 'Mosquitto with mosquitto-go-auth',
    hooks: mosquittoHooks,
    blind:
      'clean session, keep-alive, the will as such, QoS, retain, payloads, the address, how many filters or subscriptions there are',
  },
};

export const brokerNames = Object.keys(brokers) as readonly BrokerName[];
