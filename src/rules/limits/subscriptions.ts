import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'limits/subscriptions',
  title: 'More subscriptions than a session may have',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A filter that makes more subscriptions than the policy takes for one client.',
    why: 'OneNET grants 15 subscriptions to a device and refuses the sixteenth, so the device misses messages without a word about it.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
  },
  help: () => 'One filter with a wildcard can stand for several: `cmd/response/+/+`.',
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/response/1/+
subscribe $sys/238322/meter-7/cmd/response/2/+
subscribe $sys/238322/meter-7/cmd/response/3/+
subscribe $sys/238322/meter-7/cmd/response/4/+
subscribe $sys/238322/meter-7/cmd/response/5/+
subscribe $sys/238322/meter-7/cmd/response/6/+
subscribe $sys/238322/meter-7/cmd/response/7/+
subscribe $sys/238322/meter-7/cmd/response/8/+
subscribe $sys/238322/meter-7/cmd/response/9/+
subscribe $sys/238322/meter-7/cmd/response/10/+
subscribe $sys/238322/meter-7/cmd/response/11/+
subscribe $sys/238322/meter-7/cmd/response/12/+
subscribe $sys/238322/meter-7/cmd/response/13/+
subscribe $sys/238322/meter-7/cmd/response/14/+
subscribe $sys/238322/meter-7/cmd/response/15/+
subscribe $sys/238322/meter-7/cmd/response/16/+
`,
      findings: [
        { line: 17, column: 11, message: 'The session would have 16 subscriptions, but may have at most 15.' },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/response/+/+
`,
      findings: [],
    },
  ],
};
