import type { Rule } from '../rule.js';

/** It takes all files of a run to see it, so the check is in src/lint/run.ts. */
export const rule: Rule = {
  id: 'connect/duplicate-client-id',
  title: 'Two clients have the same client id',
  kind: 'document',
  severity: 'warning',
  docs: {
    what: 'A client id that another client of the run has too, at the same broker: in the same file or in another one. Files that differ in their endings only (`meter.json`, `meter.yaml`, `meter.example.json`) are taken for one device, and scripts are not looked at.',
    why: 'A broker has one connection for each client id. When a second client comes with it, the broker closes the connection of the first [MQTT-3.1.4-2]; that one connects again, and so they push each other out for ever. Mostly a configuration was copied for another device.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 3.1.4'],
    whenToTurnOff: 'The files are for the same device, at different times: production and test, old and new.',
  },
  examples: [
    {
      path: 'devices.json',
      policy: 'mqtt',
      text: `[
  { "mqtt_host": "broker.example.com", "mqtt_client_id": "meter-7" },
  { "mqtt_host": "broker.example.com", "mqtt_client_id": "meter-7" }
]
`,
      findings: [
        {
          line: 3,
          column: 58,
          message:
            'The client id "meter-7" is also that of the client in line 2, at the same broker: whenever one of them connects, the broker throws the other one out.',
        },
      ],
    },
    {
      path: 'devices.json',
      policy: 'mqtt',
      text: `[
  { "mqtt_host": "broker.example.com", "mqtt_client_id": "meter-7" },
  { "mqtt_host": "broker.example.com", "mqtt_client_id": "meter-8" }
]
`,
      findings: [],
    },
  ],
};
