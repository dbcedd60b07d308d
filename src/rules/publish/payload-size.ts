import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'publish/payload-size',
  title: 'The payload does not have the size that the topic takes',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A payload that is larger than the policy takes, one where there must be none, or a size that no MQTT packet can hold.',
    why: 'OneNET closes the connection at more than 256 KB, at an answer to a command of 1 KB or more, and at a request for the device image that is not empty.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/cmd-topics.html',
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/image-topics.html',
    ],
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $sys/238322/meter-7/image/get "now"
publish $sys/238322/meter-7/image/get ""
`,
      findings: [{ line: 2, column: 39, message: 'The payload has 3 bytes, but must be empty.' }],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $sys/238322/meter-7/image/get ""
`,
      findings: [],
    },
  ],
};
