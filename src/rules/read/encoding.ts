import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'read/encoding',
  title: 'The file is not UTF-8',
  kind: 'file',
  severity: 'error',
  docs: {
    what: 'Bytes that are no characters. In a file that has nothing to do with MQTT it is a warning.',
    why: 'MQTT carries topics and names as UTF-8; a configuration in another encoding puts other characters on the wire than the editor shows.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html [MQTT-1.5.3-1]'],
  },
  examples: [
    {
      path: 'device.json',
      encoding: 'latin1',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "Zähler-7"
}
`,
      findings: [
        { line: 3, column: 18, message: 'The file is not UTF-8: this byte is no character. Save the file as UTF-8.' },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "broker.example.com",
  "client_id": "Zähler-7"
}
`,
      findings: [],
    },
  ],
};
