import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'read/syntax',
  title: 'The file cannot be read',
  kind: 'file',
  severity: 'error',
  docs: {
    what: 'A place where the text is not what its ending promises: JSON, YAML, or a session script.',
    why: 'What stands after the mistake may not be seen, so nothing is said about it.',
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "port": ,
  "client_id": "meter-7"
}
`,
      findings: [{ line: 3, column: 11, message: 'A value is missing before this comma.' }],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "port": 1883
}
`,
      findings: [],
    },
  ],
};
