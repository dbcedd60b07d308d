import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'publish/retain',
  title: 'The platform does not take retained messages',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A publish with retain 1, where the policy takes none.',
    why: 'A retained message is kept for whoever subscribes later. OneNET keeps its own image of a device instead, and closes the connection at retain 1.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html',
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/image-topics.html',
    ],
    fix: '`--fix` turns the flag over. It is safe: a flag has one other value, and with this one the message is refused. A flag that other requests of the file live from is left alone.',
  },
  help: () => 'Switch retain off for this topic.',
  // A flag has one other value, and with this one the message is refused.
  fix: ({ field }, { client, request }) => {
    const retain = field === 'will.retain' ? client.options.will?.retain : request?.retain;
    return retain && { title: 'Turn retain over', safe: true, set: [{ at: retain, value: !retain.value }] };
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": {
    "topic": "$sys/238322/meter-7/dp/post/json",
    "retain": true
  }
}
`,
      findings: [{ line: 7, column: 15, message: 'Retain is 1, but must be 0.' }],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": {
    "topic": "$sys/238322/meter-7/dp/post/json",
    "retain": false
  }
}
`,
      findings: [],
    },
  ],
};
