import { builtinNames } from '../../policy/builtins.js';
import type { Rule } from '../rule.js';
import { useInstead } from '../use-instead.js';

export const rule: Rule = {
  id: 'topic/unknown',
  title: 'The platform has no such topic',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: "A topic or filter that covers nothing of the policy's list.",
    why: 'A closed platform has a list of topics and no others. To publish to another one closes the connection on OneNET; to subscribe is refused. Often it is a slip of the pen: `post/jsn`, `command`, a level too many.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
    fix: '`--fix-unsafe` writes the topic of the policy that is closest, where one is close enough. That is a guess.',
  },
  help: (said, policy) =>
    said.message.includes('Did you mean')
      ? undefined
      : `${builtinNames().includes(policy) ? `\`topicguard policies show ${policy}\`` : 'The policy'} lists the topics that there are.`,
  fix: useInstead,
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": "$sys/238322/meter-7/dp/post/jsn",
  "subscribe": [
    "$sys/238322/meter-7/cmd/request"
  ]
}
`,
      findings: [
        {
          line: 5,
          column: 14,
          message:
            'The topic is not one that OneNET MQTT IoT Suite has for a client to publish: "$sys/238322/meter-7/dp/post/jsn". Did you mean "$sys/238322/meter-7/dp/post/json"?',
        },
        {
          line: 7,
          column: 5,
          message:
            'The filter covers no topic that OneNET MQTT IoT Suite has: "$sys/238322/meter-7/cmd/request". Did you mean "$sys/238322/meter-7/cmd/request/+"?',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": "$sys/238322/meter-7/dp/post/json",
  "subscribe": [
    "$sys/238322/meter-7/cmd/request/+"
  ]
}
`,
      findings: [],
    },
  ],
};
