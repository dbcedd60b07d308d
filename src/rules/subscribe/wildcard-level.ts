import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'subscribe/wildcard-level',
  title: 'A wildcard before the level where wildcards may begin',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A `+` or `#` at a level where the policy allows none.',
    why: "The first levels say whose topics they are; a wildcard there would ask for everybody's. OneNET refuses a wildcard before level 4. The witness is a topic that the filter would bring and that is not the client's.",
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
  },
  help: () => "Write out the levels before the first wildcard: they are the client's own.",
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "subscribe": [
    "$sys/238322/#",
    "$sys/+/meter-7/cmd/request/+",
    "#"
  ]
}
`,
      findings: [
        {
          line: 6,
          column: 5,
          message:
            '"$sys/238322/#" has a wildcard at level 3, but wildcards are allowed only from level 4 on. It also covers "$sys/238322/other/dp/post/json".',
        },
        {
          line: 7,
          column: 5,
          message:
            '"$sys/+/meter-7/cmd/request/+" has a wildcard at level 2, but wildcards are allowed only from level 4 on. It also covers "$sys/other/meter-7/cmd/request/other".',
        },
        {
          line: 8,
          column: 5,
          message:
            '"#" has a wildcard at level 1, but wildcards are allowed only from level 4 on. It also covers "other".',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "subscribe": [
    "$sys/238322/meter-7/#"
  ]
}
`,
      findings: [],
    },
  ],
};
