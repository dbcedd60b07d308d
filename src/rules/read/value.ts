import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'read/value',
  title: 'A value is not of the kind that its key needs',
  kind: 'file',
  severity: 'warning',
  docs: {
    what: 'A value that cannot be what its key says: a keep-alive or a QoS that is a word. A port that no address can have is an error.',
    why: 'The option is taken as unknown, so nothing else is said about it; the program that reads the file may take it for something else.',
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "keepalive": "often"
}
`,
      findings: [
        {
          line: 5,
          column: 16,
          message: 'keepalive is "often": it is a number of seconds, or a number with a unit such as 60s.',
        },
      ],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  host: localhost
  port: 18830000
`,
      findings: [{ line: 3, column: 9, message: 'port is 18830000: a port is a number from 1 to 65535.' }],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "keepalive": 120
}
`,
      findings: [],
    },
  ],
};
