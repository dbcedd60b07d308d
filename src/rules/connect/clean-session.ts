import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'connect/clean-session',
  title: 'The clean session flag is not what the platform takes',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A clean session flag that the policy refuses.',
    why: 'With clean session 0 the server keeps subscriptions and messages for a client that is away. Platforms that keep nothing refuse the flag instead of ignoring it: OneNET closes the connection. Much sample code was written for its older product, which took 0.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
    fix: '`--fix` turns the flag over. It is safe: a flag has one other value, and with this one the client does not get in at all. In scripts it wants a look, as everything does there.',
  },
  help: () =>
    'It is the option `clean`, `clean_session` or `cleanSession` of most clients; the device subscribes again after every connect.',
  // A flag has one other value, and with this one the client does not get in.
  fix: (_, { client: { options } }) =>
    options.cleanSession && {
      title: 'Turn clean session over',
      safe: true,
      set: [{ at: options.cleanSession, value: !options.cleanSession.value }],
    },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "clean_session": false
}
`,
      findings: [{ line: 5, column: 20, message: 'Clean session is 0, but must be 1.' }],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "clean_session": true
}
`,
      findings: [],
    },
  ],
};
