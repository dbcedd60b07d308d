import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'qos/range',
  title: 'MQTT has no such QoS',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A QoS that is not 0, 1 or 2.',
    why: 'The two bits of the packet cannot say more, and their fourth value is reserved: a server that sees it closes the connection.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html [MQTT-3.3.1-4] [MQTT-3.8.3-4]'],
  },
  help: () => 'Write 0, 1 or 2.',
  examples: [
    {
      path: 'session.mqtt',
      policy: 'mqtt',
      text: `publish plant/press-1/state qos=3
subscribe plant/# qos=2
`,
      findings: [{ line: 1, column: 33, message: 'QoS is 3, but MQTT knows only 0, 1 and 2.' }],
    },
    {
      path: 'session.mqtt',
      policy: 'mqtt',
      text: `publish plant/press-1/state qos=1
subscribe plant/# qos=2
`,
      findings: [],
    },
  ],
};
