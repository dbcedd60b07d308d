import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'connect/protocol',
  title: 'The platform does not speak this version of MQTT',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A protocol version that the policy does not list, or one that no MQTT has.',
    why: 'The version is the first thing that a server looks at; it refuses a CONNECT of another one with return code 1 before it reads who the client is. OneNET speaks MQTT 3.1.1 and nothing else.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html',
      'http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html [MQTT-3.1.2-2]',
    ],
  },
  help: (said) =>
    said.message.includes('3.1.1')
      ? 'MQTT 3.1.1 is protocol level 4: `protocolVersion: 4`, `MQTTv311` or `MQTT_PROTOCOL_V_3_1_1` in most clients.'
      : undefined,
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "protocolVersion": 5
}
`,
      findings: [{ line: 5, column: 22, message: 'The protocol is MQTT 5, but must be MQTT 3.1.1.' }],
    },
    {
      path: 'session.mqtt',
      policy: 'onenet',
      text: `connect protocol=3.1.1 client-id=meter-7 username=238322
`,
      findings: [],
    },
  ],
};
