import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'subscribe/duplicate',
  title: 'The client subscribes to the same filter twice',
  kind: 'policy',
  severity: 'hint',
  unnecessary: true,
  docs: {
    what: 'A filter that the same client has already.',
    why: 'The second subscription replaces the first. It is usually a copied line in which a name was to be changed.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html [MQTT-3.8.4-3]'],
  },
  help: () => 'Leave out one of the two.',
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/request/+
subscribe $sys/238322/meter-7/cmd/request/+
`,
      findings: [
        {
          line: 3,
          column: 11,
          message:
            '"$sys/238322/meter-7/cmd/request/+" is already subscribed; the new subscription replaces the old one [MQTT-3.8.4-3].',
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
