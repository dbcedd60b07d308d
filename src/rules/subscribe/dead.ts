import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'subscribe/dead',
  title: 'Nothing ever arrives on this filter',
  kind: 'policy',
  severity: 'warning',
  unnecessary: true,
  docs: {
    what: 'A filter that the platform grants although it never publishes anything that the filter covers.',
    why: 'It costs one of the subscriptions of the session and the reader of the code waits for messages that never come. On OneNET it is often a topic that the device itself publishes to.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
  },
  help: () => 'Leave it out, or subscribe to the topic that was meant.',
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/dp/post/json
subscribe $sys/238322/meter-7/dp/post/json/+
`,
      findings: [
        {
          line: 2,
          column: 11,
          message:
            '"$sys/238322/meter-7/dp/post/json" is accepted, but no message ever arrives: it covers nothing that the platform sends.',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/dp/post/json/+
`,
      findings: [],
    },
  ],
};
