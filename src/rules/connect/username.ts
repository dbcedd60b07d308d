import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'connect/username',
  title: 'The user name is not one that the platform knows',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A user name that is missing, has the wrong form, or could be read as a part of a topic.',
    why: 'A platform takes the user name for the product or the account, and puts it into topics; one that could change what a topic means is refused at the connect. On OneNET the user name is the product id.',
    sources: ['https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html'],
  },
  examples: [
    {
      path: 'device.yaml',
      text: `mqtt:
  host: mqtts.heclouds.com
  client_id: meter-7
  username: my product
`,
      findings: [
        {
          line: 4,
          column: 13,
          message: 'The user name is "my product", but must be of the form [A-Za-z0-9]{1,32}. The product id.',
        },
      ],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  host: mqtts.heclouds.com
  client_id: meter-7
  username: "238322"
`,
      findings: [],
    },
  ],
};
