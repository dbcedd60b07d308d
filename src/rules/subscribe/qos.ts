import { allowedQos } from '../allowed-qos.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'subscribe/qos',
  title: 'The platform grants a lower QoS',
  kind: 'policy',
  severity: 'hint',
  docs: {
    what: 'A subscription with a QoS that the platform lowers.',
    why: 'The subscription works, with less than it asks for. OneNET delivers everything with QoS 0, so a command can be lost and the code must not count on more.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
    fix: '`--fix` writes the QoS that the platform lowers it to. It is safe: nothing changes on the wire. A QoS that publishes live from, too, is left alone.',
  },
  help: () => 'Ask for the QoS that is granted.',
  // The server lowers it anyway: nothing changes on the wire.
  fix: (said, context) => allowedQos(said, context, true),
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/request/+ qos=1
`,
      findings: [{ line: 2, column: 49, message: 'QoS is 1, which the platform lowers to 0.' }],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/request/+ qos=0
`,
      findings: [],
    },
  ],
};
