import { quote } from '../../engine/words.js';
import { isFillIn } from '../../readers/holes.js';
import type { Report } from '../context.js';
import { optionValues, texts } from '../options.js';
import type { Rule } from '../rule.js';

const labels = { host: 'The host', clientId: 'The client id', username: 'The user name', password: 'The password' };

const optionNames = ['host', 'clientId', 'username', 'password'] as const;

const options = {
  words: {
    about: 'More values that ask to be replaced, whatever their case: `dummy`, `token-here`.',
    schema: texts,
    default: [],
  },
  allow: {
    about: 'Values that are real although they look like those of a sample: `xxxx`.',
    schema: texts,
    default: [],
  },
};

export const rule: Rule = {
  id: 'connect/placeholder',
  title: 'A value of a sample was left in place',
  kind: 'document',
  severity: 'warning',
  docs: {
    what: 'A host, client id, user name or password that asks to be replaced: `YOUR_TOKEN`, `<your device>`, `changeme`, `xxxx`. What a program fills in (`${TOKEN}`, `{{ token }}`, `!secret`) is not reported.',
    why: 'The client does not get in with it; and with a client id that everybody has from the same sample, two devices push each other out.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 3.1.4'],
    whenToTurnOff: 'The file is a sample itself, to be copied and filled in.',
  },
  options,
  check({ client, options: set }) {
    const reports: Report[] = [];
    if (client.refusalExpected) return reports;
    const { words, allow } = optionValues(options, set);
    const asks = (value: string): boolean =>
      words.length > 0 && words.some((word) => word.toLowerCase() === value.toLowerCase());
    for (const { option, value, span } of client.placeholders ?? [])
      if (!allow.includes(value)) reports.push({ span, message: messageOf(option, value) });
    // A script has no other program that could fill something in, so its reader takes every value as it stands.
    for (const option of optionNames) {
      const given = option === 'host' ? client.host : client.options[option];
      const value = given?.value?.trim();
      if (
        given &&
        value !== undefined &&
        (asks(value) || (option !== 'host' && isFillIn(value))) &&
        !allow.includes(value)
      )
        reports.push({ span: given.span, message: messageOf(option, value) });
    }
    return reports;
  },
  examples: [
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "client_id": "YOUR_DEVICE_NAME",
    "password": "<your token>"
  }
}
`,
      findings: [
        {
          line: 4,
          column: 18,
          message:
            'The client id is "YOUR_DEVICE_NAME", which is the place of a sample for the real one: write it there.',
        },
        {
          line: 5,
          column: 17,
          message: 'The password is "<your token>", which is the place of a sample for the real one: write it there.',
        },
      ],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "client_id": "meter-7",
    "password": "\${MQTT_PASSWORD}"
  }
}
`,
      findings: [],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      options: { words: ['token-here'], allow: ['xxxx'] },
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "client_id": "xxxx",
    "password": "TOKEN-HERE"
  }
}
`,
      findings: [
        {
          line: 5,
          column: 17,
          message: 'The password is "TOKEN-HERE", which is the place of a sample for the real one: write it there.',
        },
      ],
    },
  ],
};

function messageOf(option: keyof typeof labels, value: string): string {
  return `${labels[option]} is ${quote(value)}, which is the place of a sample for the real one: write it there.`;
}
