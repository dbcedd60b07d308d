import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'limits/levels',
  title: 'The topic has more levels than the platform takes',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A topic or filter with more levels than the policy takes.',
    why: 'OneNET takes 8 levels, in topics and in filters, and closes the connection at more.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/request/1/2/3/4
`,
      findings: [{ line: 2, column: 11, message: 'The filter has 9 levels, but may have at most 8 levels.' }],
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
