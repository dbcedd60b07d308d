import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'subscribe/redundant',
  title: 'Another filter of the client covers this one already',
  kind: 'policy',
  severity: 'hint',
  unnecessary: true,
  docs: {
    what: 'A filter whose every topic an earlier filter of the same client covers.',
    why: 'It uses up one of the subscriptions, and a server may deliver each message twice.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 3.3.5'],
    whenToTurnOff: 'Each filter has a handler of its own in the code.',
  },
  help: () => 'Leave out one of the two.',
  examples: [
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/#
subscribe $sys/238322/meter-7/cmd/request/+
`,
      findings: [
        {
          line: 3,
          column: 11,
          message: '"$sys/238322/meter-7/cmd/request/+" is already covered by "$sys/238322/meter-7/cmd/#".',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/#
subscribe $sys/238322/meter-7/dp/post/json/+
`,
      findings: [],
    },
  ],
};
