import type { Located } from '../../readers/document.js';
import { nearestAllowed } from '../nearest-allowed.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'connect/keep-alive',
  title: 'Keep-alive is outside the range of the platform',
  kind: 'policy',
  severity: 'error',
  docs: {
    what: 'A keep-alive that the policy does not take.',
    why: 'A server ends a connection on which nothing was heard for one and a half times the keep-alive. 0 switches that off, and a platform with many devices does not offer it. OneNET takes 10 to 1800 seconds.',
    sources: [
      'https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html',
      'http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 3.1.2.10',
    ],
    whenToTurnOff: 'The number is in another unit than seconds.',
    fix: '`--fix-unsafe` writes the nearest value that the policy takes, in the unit that is there. How often the device should be heard of is your choice, so it is not safe.',
  },
  fix: (_, { client: { options }, staysWrong }) => {
    const { keepAlive } = options;
    const value = keepAlive && nearestAllowed(keepAlive.value, staysWrong);
    return value === undefined
      ? undefined
      : { title: `Use a keep-alive of ${value} s`, safe: false, set: [{ at: keepAlive as Located<number>, value }] };
  },
  examples: [
    {
      path: 'device.yaml',
      text: `mqtt:
  host: mqtts.heclouds.com
  keepalive: 5
`,
      findings: [{ line: 3, column: 14, message: 'Keep-alive is 5 s, but must be 10 to 1800 s.' }],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  host: mqtts.heclouds.com
  keepalive: 120
`,
      findings: [],
    },
  ],
};
