import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'subscribe/shared',
  title: 'The platform has no such shared subscription',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A filter that begins with `$share/`, `$queue/` or `$exclusive/`, where the policy does not have that.',
    why: 'What looks like a topic is an instruction to the server. One that does not know it takes it for a topic that does not exist, or refuses it; OneNET refuses it.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html',
      'https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html 4.8.2',
    ],
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $share/workers/$sys/238322/meter-7/cmd/request/+
`,
      findings: [
        {
          line: 2,
          column: 11,
          message:
            '"$share/workers/$sys/238322/meter-7/cmd/request/+": OneNET MQTT IoT Suite does not have $share/ subscriptions. Write the filter without $share/GROUP/.',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/request/+
`,
      findings: [],
    },
  ],
};
