import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'limits/characters',
  title: 'The topic holds a character that the platform does not take',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A level with characters outside the set that the policy names.',
    why: 'The standard takes almost every character; platforms do not. On OneNET levels are of letters, digits, `_`, `-` and `$`: a blank, a dot, a colon of a MAC address or a letter of another script closes the connection.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "subscribe": "$sys/238322/meter-7/cmd/request/a.b"
}
`,
      findings: [
        {
          line: 5,
          column: 16,
          message:
            'Level 6 is "a.b", but each level must be of the form [A-Za-z0-9_$-]{0,}. Letters, digits, _, - and $.',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "subscribe": "$sys/238322/meter-7/cmd/request/a-b"
}
`,
      findings: [],
    },
  ],
};
