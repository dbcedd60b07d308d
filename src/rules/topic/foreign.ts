import type { Rule } from '../rule.js';
import { useInstead } from '../use-instead.js';

export const rule: Rule = {
  id: 'topic/foreign',
  title: 'The topic belongs to somebody else',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: "A topic of another device or product than the client's own. Where the file does not say who the client is, two topics that cannot both be its own are reported as a warning.",
    why: 'A device may use its own topics only; that is what keeps devices apart. On OneNET the product in level 2 has to be the user name and the device in level 3 the client id. The usual cause is a copied sample, or a name that was changed in one place and not in the other.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html',
      'https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html',
    ],
    whenToTurnOff: 'The file lists topics of several devices, none of which is the client that it configures.',
    fix: "`--fix-unsafe` writes the client's own name into the topic. The mistake may as well be in the client id or the user name, so it is not safe.",
  },
  fix: useInstead,
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": "$sys/238322/meter-8/dp/post/json"
}
`,
      findings: [
        {
          line: 5,
          column: 14,
          message:
            'Level 3 is "meter-8", but this client\'s {device-name} is "meter-7": it may use only its own topics. Write "$sys/238322/meter-7/dp/post/json".',
        },
      ],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  host: mqtts.heclouds.com
  publish:
    - $sys/238322/meter-7/dp/post/json
    - $sys/238322/meter-8/image/update
`,
      findings: [
        {
          line: 5,
          column: 7,
          message:
            'Level 3 is "meter-8", but the topic in line 4 has "meter-7" there: a client has one {device-name}, and may not use the topics of another.',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": "$sys/238322/meter-7/dp/post/json"
}
`,
      findings: [],
    },
  ],
};
