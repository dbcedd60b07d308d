import { allowedQos } from '../allowed-qos.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'connect/will',
  title: 'The platform takes no such will',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A will where the policy takes none, or will QoS or will retain without a will.',
    why: 'A will is a message that the server publishes when the client is gone. A platform that knows by itself whether a device is there may refuse it: OneNET wants every will field empty or 0, and closes the connection otherwise. Will QoS and will retain without a will are wrong everywhere.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html',
      'http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html [MQTT-3.1.2-11] [MQTT-3.1.2-13] [MQTT-3.1.2-15]',
    ],
    fix: '`--fix-unsafe` takes the will out with its keys. Somebody may wait for its message, so it is not safe. A will QoS or will retain without a will is taken out by `--fix`: it is safe, because there is no message that they could be about, and a server closes the connection. Of a will that the policy takes with other values, `--fix` turns the retain flag over, which has one other value, and `--fix-unsafe` writes the nearest QoS that is taken.',
  },
  help: (said) => (said.field === 'will' ? 'Take the will (`will`, `lwt`) out of the configuration.' : undefined),
  fix: (said, context) => {
    const { field } = said;
    const { options } = context.client;
    const { will, willQos, willRetain } = options;
    const flag = field === 'will.qos' ? willQos : field === 'will.retain' ? willRetain : undefined;
    if (flag && !will) return { title: `Take the ${field} out`.replace('.', ' '), safe: true, remove: [flag.span] };
    if (field === 'will.qos') return allowedQos(said, context, false);
    if (field === 'will.retain' && will?.retain)
      return { title: 'Turn will retain over', safe: true, set: [{ at: will.retain, value: !will.retain.value }] };
    if (field !== 'will' || !will) return undefined;
    const parts = [will.topic, will.payload, will.qos, will.retain].flatMap((part) => (part ? [part.span] : []));
    // An object of its own begins before its parts; keys beside each other begin with the first of them.
    const isObject = parts.every(({ start }) => start > will.span.start);
    return { title: 'Take the will out', safe: false, remove: isObject ? [will.span] : parts };
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "will": {
    "topic": "status/meter-7",
    "payload": "offline"
  }
}
`,
      findings: [{ line: 5, column: 11, message: 'The will is set, but must be absent.' }],
    },
    {
      path: 'session.mqtt',
      policy: 'mqtt',
      text: `connect client-id=meter-7 will.topic=status/meter-7 will.payload=offline will.qos=1
`,
      findings: [],
    },
  ],
};
