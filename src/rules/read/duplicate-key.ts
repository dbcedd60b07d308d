import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'read/duplicate-key',
  title: 'A key stands twice in one object',
  kind: 'file',
  severity: 'warning',
  docs: {
    what: 'A key that stands twice in the same JSON object or YAML map.',
    why: 'Most programs take the last one and say nothing, so the first is dead text that looks alive.',
    sources: ['https://www.rfc-editor.org/rfc/rfc8259#section-4'],
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "keepalive": 120,
  "keepalive": 5
}
`,
      findings: [
        {
          line: 3,
          column: 3,
          message: 'The key "keepalive" is there twice in the same object: this value is lost, the later one counts.',
        },
      ],
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
