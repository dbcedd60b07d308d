import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'connect/password',
  title: 'The password does not have the form that the platform wants',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: "A password that is missing, is not of the policy's form, is a token for somebody else, or a token that has expired.",
    why: 'The form of a password can be seen in the file, before any server has been asked. OneNET takes a token of five parts; a device key, an API key, a token for another device or an expired one is refused with return code 4. Whether the signature is right is not judged: that takes the key.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/multiprotocol/book/manual/auth/token.html',
      'https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html',
    ],
    whenToTurnOff: 'The file holds a placeholder that the build replaces, in a form that is not recognised as one.',
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "password": "version=2018-10-31&res=products%2F238322%2Fdevices%2Fmeter-8&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D"
}
`,
      findings: [
        {
          line: 5,
          column: 15,
          message:
            'The password is refused: "res" is "products/238322/devices/meter-8", but must be "products/238322/devices/meter-7".',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "password": "version=2018-10-31&res=products%2F238322%2Fdevices%2Fmeter-7&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D"
}
`,
      findings: [],
    },
  ],
};
