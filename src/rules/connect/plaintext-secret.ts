import type { Client } from '../../readers/document.js';
import { isHostAmong, isPublicHost, transportOf } from '../address.js';
import type { DocumentContext } from '../context.js';
import { optionValues, texts } from '../options.js';
import type { Rule } from '../rule.js';

const options = {
  hosts: {
    about:
      'Hosts in a network of your own, or behind a tunnel: `broker.plant.example`, or with all names below it `.plant.example`.',
    schema: texts,
    default: [],
  },
};

export const rule: Rule = {
  id: 'connect/plaintext-secret',
  title: 'A password goes over the internet as plain text',
  kind: 'document',
  severity: 'hint',
  docs: {
    what: 'A password in the file, and a broker on the internet that is reached without TLS: port 1883, or an address that begins with `mqtt://`, `tcp://` or `ws://`. Brokers on the own machine or network are left alone, and so is a password that the policy knows to be a token with an end.',
    why: 'A CONNECT without TLS holds the user name and the password as they are: everybody on the way can read them and be this client from then on.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 5.4.1'],
    whenToTurnOff: 'The connection goes through a tunnel, or the broker offers no TLS and you know what it means.',
  },
  options,
  check(context) {
    const { client, isScript } = context;
    const { password } = client.options;
    if (isScript || !password || (password.value ?? '') === '' || hasToken(context)) return [];
    const host = client.host?.value ?? '';
    if (transportOf(client) !== 'plain' || !isPublicHost(host) || saysTls(client, context.text)) return [];
    if (isHostAmong(host, optionValues(options, context.options).hosts)) return [];
    return [
      {
        span: password.span,
        message: `The password goes to ${host} without TLS, where everybody on the way can read it: use the broker's TLS port (usually 8883), or one password for this client alone.`,
      },
    ];
  },
  examples: [
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "port": 1883,
    "username": "meter-7",
    "password": "grey-heron"
  }
}
`,
      findings: [
        {
          line: 6,
          column: 17,
          message:
            "The password goes to broker.example.com without TLS, where everybody on the way can read it: use the broker's TLS port (usually 8883), or one password for this client alone.",
        },
      ],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "broker": "mqtts://broker.example.com:8883",
    "username": "meter-7",
    "password": "grey-heron"
  }
}
`,
      findings: [],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      options: { hosts: ['.plant.example'] },
      text: `{
  "mqtt": {
    "broker": "mqtt://broker.plant.example:1883",
    "username": "meter-7",
    "password": "grey-heron"
  }
}
`,
      findings: [],
    },
  ],
};

/** What is signed and ends by itself is not the secret. */
function hasToken({ guard }: DocumentContext): boolean {
  return guard.policy.sections.some(
    (section) =>
      section.section === 'identity' && section.lines.some((line) => 'shape' in line && line.shape.kind === 'bag'),
  );
}

/** Keys that switch TLS on have as many names as there are clients. */
function saysTls({ span }: Client, text: string): boolean {
  return /\b(?:tls|ssl|ca[_-]?(?:cert|file|path)?|cert(?:ificate)?)\b|tls_|_tls|ssl_|_ssl/i.test(
    text.slice(span.start, span.end),
  );
}
