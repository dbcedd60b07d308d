import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'connect/client-id',
  title: 'The client id is not one that the platform knows',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A client id that is missing, has the wrong form, or could be read as a part of a topic.',
    why: "A platform takes the client id for the device's name, and puts it into topics. A text with `/`, `+` or `#` in it would make a topic of somebody else, so it is refused at the connect. On OneNET the client id is the name of the device, not its numeric id and not a random text.",
    sources: [
      'https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html',
      'https://open.iot.10086.cn/doc/mqtt/book/application-develop/list/registDevice.html',
    ],
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "building-2/meter-7",
  "username": "238322"
}
`,
      findings: [
        {
          line: 3,
          column: 16,
          message:
            'The client id is "building-2/meter-7", but may not hold "/": it stands for one topic level, and "/" would act as topic syntax. The device\'s name, not its numeric id.',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322"
}
`,
      findings: [],
    },
  ],
};
