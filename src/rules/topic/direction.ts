import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'topic/direction',
  title: 'The topic goes the other way',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A publish to a topic that only the platform publishes to, or a subscription to one that only the device publishes to.',
    why: 'On a closed platform each topic has one direction. To publish what only the platform may publish, for instance to try out a command, closes the connection on OneNET.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html',
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/cmd-topics.html',
    ],
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $sys/238322/meter-7/cmd/request/17
`,
      findings: [
        {
          line: 2,
          column: 9,
          message:
            '"$sys/238322/meter-7/cmd/request/17" is a topic that only the platform publishes (A command for the device): a client subscribes to it.',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/request/+
publish $sys/238322/meter-7/cmd/response/17 "done"
`,
      findings: [],
    },
  ],
};
