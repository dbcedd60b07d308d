import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'limits/length',
  title: 'The topic is longer than the platform takes',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A topic or filter with more bytes than the policy takes.',
    why: 'Platforms limit topics far below the 65,535 bytes of the standard. OneNET closes the connection at a filter of more than 512 bytes.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `subscribe $sys/238322/meter-7/cmd/request/xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
`,
      findings: [{ line: 1, column: 11, message: 'The filter has 522 bytes, but may have at most 512 bytes.' }],
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
