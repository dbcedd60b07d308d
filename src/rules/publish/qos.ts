import { allowedQos } from '../allowed-qos.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'publish/qos',
  title: 'The platform does not take this QoS',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A publish, or a will, with a QoS that the policy refuses.',
    why: 'OneNET takes QoS 0 and 1, and closes the connection at 2.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
    fix: '`--fix-unsafe` writes the nearest QoS below that the policy takes, else the nearest above. Which promise of delivery you want instead is your choice, so it is not safe.',
  },
  // Which of two delivery promises is meant instead is a choice.
  fix: (said, context) => allowedQos(said, context, false),
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $sys/238322/meter-7/dp/post/json qos=2
publish $sys/238322/meter-7/dp/post/json qos=1
`,
      findings: [{ line: 2, column: 46, message: 'QoS is 2, but must be 0 or 1.' }],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $sys/238322/meter-7/dp/post/json qos=1
`,
      findings: [],
    },
  ],
};
