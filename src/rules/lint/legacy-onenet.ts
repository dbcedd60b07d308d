import { legacyOneNet } from '../legacy-onenet.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'lint/legacy-onenet',
  title: 'The first generation of OneNET',
  kind: 'document',
  severity: 'warning',
  docs: {
    what: "A client of OneNET's first generation: port 6002, `mqtt.heclouds.com`, or the topics `$dp`, `$creq/…` and `$crsp/…`.",
    why: "OneNET has had four generations, and the first one has other rules: other topics, topics of one's own, another password. The policies here are about the later ones, so nothing but the MQTT standard is checked, instead of errors that would be wrong.",
    sources: [
      'https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html',
      'https://github.com/cm-heclouds/OneNET_AIO_c',
    ],
    whenToTurnOff: 'The device stays with the first generation.',
  },
  check({ client, guard }) {
    const span = guard.policy.name === 'mqtt' ? legacyOneNet(client) : undefined;
    if (!span) return [];
    return [
      {
        span,
        confidence: 'certain',
        message:
          'This is the first generation of OneNET (port 6002, $dp, $creq/…, $crsp/…), which has rules of its own: only the MQTT standard is checked.',
        help: 'A device that moves on connects to mqtts.heclouds.com:1883 and uses $sys/{pid}/{device-name}/ topics.',
      },
    ];
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "mqtt": {
    "host": "183.230.40.39",
    "port": 6002,
    "publish": ["$dp"],
    "subscribe": ["$creq/+", "my/own/topic"]
  }
}
`,
      findings: [
        {
          line: 3,
          column: 13,
          message:
            'This is the first generation of OneNET (port 6002, $dp, $creq/…, $crsp/…), which has rules of its own: only the MQTT standard is checked.',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "mqtt": {
    "host": "mqtts.heclouds.com",
    "publish": ["$sys/238322/meter-7/dp/post/json"]
  }
}
`,
      findings: [],
    },
  ],
};
