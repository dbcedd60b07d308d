import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'publish/dup',
  title: 'DUP on a message that is never sent again',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A publish with DUP 1 that the policy or the standard refuses.',
    why: 'DUP says that a message is sent again, and a QoS 0 message never is. A server may close the connection.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html [MQTT-3.3.1-2]'],
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $sys/238322/meter-7/dp/post/json qos=0 dup=1
publish $sys/238322/meter-7/dp/post/json qos=1 dup=1
`,
      findings: [
        {
          line: 2,
          column: 52,
          message:
            'DUP is 1 on a QoS 0 publish: only a QoS 1 or 2 publish is ever sent again [MQTT-3.3.1-2]. Set DUP to 0.',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $sys/238322/meter-7/dp/post/json qos=1 dup=1
`,
      findings: [],
    },
  ],
};
