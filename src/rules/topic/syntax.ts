import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'topic/syntax',
  title: 'The topic is not well formed',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A topic or filter that MQTT does not allow: a wildcard in a topic to publish to, `#` before the end, `+` beside other characters, an empty topic, U+0000.',
    why: 'A server that gets such a topic has to close the connection, whatever it allows otherwise.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 4.7'],
  },
  examples: [
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "subscribe": ["plant/#/state", "plant/sensor+"],
    "publish": "plant/+/state"
  }
}
`,
      findings: [
        {
          line: 4,
          column: 19,
          message:
            '"#" stands for everything below and is only allowed as the last level, but more follows level 2: write "plant/#" for everything below "plant", or "plant/+/state" for any one level there.',
        },
        {
          line: 4,
          column: 36,
          message:
            '"+" must be a whole level, but in level 2 other characters stand beside it: write "plant/+" for any one level there, or "plant/sensor/+" for any one level below "plant/sensor".',
        },
        {
          line: 5,
          column: 16,
          message:
            '"+" is a wildcard, and only filters to subscribe to may hold wildcards: write the one topic that is meant in level 2.',
        },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'mqtt',
      text: `subscribe plant/+/state
subscribe plant/#
publish plant/press-1/state
`,
      findings: [],
    },
  ],
};
