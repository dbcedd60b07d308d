import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'publish/delayed',
  title: 'The platform has no delayed publish',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A publish to a topic that begins with `$delayed/`, where the policy does not have that.',
    why: 'It is an instruction to one make of server; another takes it for a topic that does not exist.',
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $delayed/60/$sys/238322/meter-7/dp/post/json
`,
      findings: [
        {
          line: 2,
          column: 9,
          message:
            '"$delayed/60/$sys/238322/meter-7/dp/post/json" asks for a delayed publish, which OneNET MQTT IoT Suite does not have. Write the topic without $delayed/ and its seconds.',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
publish $sys/238322/meter-7/dp/post/json
`,
      findings: [],
    },
  ],
};
