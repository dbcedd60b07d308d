import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'limits/filters',
  title: 'Too many filters in one packet',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A SUBSCRIBE or UNSUBSCRIBE packet with more filters than the policy takes. Only session scripts say what goes in one packet.',
    why: 'OneNET takes 8 filters in one packet, and closes the connection at more.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
  },
  help: () => 'Send more than one packet.',
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/response/1/+, $sys/238322/meter-7/cmd/response/2/+, $sys/238322/meter-7/cmd/response/3/+, $sys/238322/meter-7/cmd/response/4/+, $sys/238322/meter-7/cmd/response/5/+, $sys/238322/meter-7/cmd/response/6/+, $sys/238322/meter-7/cmd/response/7/+, $sys/238322/meter-7/cmd/response/8/+, $sys/238322/meter-7/cmd/response/9/+
`,
      findings: [{ line: 2, column: 11, message: 'The packet has 9 filters, but may have at most 8.' }],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/request/+, $sys/238322/meter-7/dp/post/json/+
`,
      findings: [],
    },
  ],
};
