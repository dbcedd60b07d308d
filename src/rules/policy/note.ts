import type { Rule } from '../rule.js';
import { useInstead } from '../use-instead.js';

export const rule: Rule = {
  id: 'policy/note',
  title: 'What the policy has to say about this topic',
  kind: 'policy',
  severity: 'hint',
  docs: {
    what: 'A remark that the policy makes about a topic that it allows.',
    why: 'Whoever wrote the policy knew something that is good to know before the topic is used: on OneNET, two rows of the protocol page are misprinted and never bring a message.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
    fix: '`--fix-unsafe` writes the topic that the policy names. It does something else than the one that is there, so it is not safe.',
  },
  fix: useInstead,
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/dp/post/json/accepted/+
`,
      findings: [
        {
          line: 2,
          column: 11,
          message: 'Nothing is published below dp/post/json/accepted. Write "$sys/238322/meter-7/cmd/request/+".',
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
