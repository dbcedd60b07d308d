import { quote } from '../../engine/words.js';
import type { Report } from '../context.js';
import { optionValues } from '../options.js';
import type { Rule } from '../rule.js';
import { undressed } from '../topics-of.js';

const options = {
  levels: {
    about: 'How many levels that are no wildcard a filter has to have that ends in `#`.',
    schema: { type: 'integer', minimum: 1, maximum: 8 },
    default: 1,
  },
} as const;

export const rule: Rule = {
  id: 'subscribe/broad',
  title: 'The filter asks for everything',
  kind: 'document',
  severity: 'hint',
  docs: {
    what: 'A filter that consists of wildcards only and takes every topic of the broker, or all from some level on: `#`, `+/#`.',
    why: 'The client gets every message of every other client. That is right for a recorder; a device is flooded by it as soon as the broker has other users, and many brokers and platforms refuse it.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 4.7.1.2'],
    whenToTurnOff: 'The client is a recorder, a bridge or a tool to look at the broker.',
  },
  options,
  check({ requests, options: set }) {
    const reports: Report[] = [];
    const { levels } = optionValues(options, set);
    for (const { request, direction } of requests) {
      const { topic, refusalExpected } = request;
      if (direction !== 'subscribe' || refusalExpected || !topic.value.endsWith('#')) continue;
      const parts = undressed(topic.value).inner.split('/');
      const named = parts.filter((level) => level !== '+' && level !== '#').length;
      if (parts.at(-1) !== '#' || named >= levels) continue;
      const message =
        named === 0
          ? 'asks for the messages of every client of the broker: write how the topics begin that you want, such as "plant/#".'
          : `names ${named} of at least ${levels} levels before it asks for everything: write more of how the topics begin that you want.`;
      reports.push({
        span: topic.span,
        confidence: 'certain',
        message: `${quote(topic.value)} ${message}`,
      });
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
    "subscribe": ["#", "+/#"]
  }
}
`,
      findings: [
        {
          line: 4,
          column: 19,
          message:
            '"#" asks for the messages of every client of the broker: write how the topics begin that you want, such as "plant/#".',
        },
        {
          line: 4,
          column: 24,
          message:
            '"+/#" asks for the messages of every client of the broker: write how the topics begin that you want, such as "plant/#".',
        },
      ],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "subscribe": ["plant/#", "+/status"]
  }
}
`,
      findings: [],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      options: { levels: 2 },
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "subscribe": ["plant/#", "plant/press-1/#"]
  }
}
`,
      findings: [
        {
          line: 4,
          column: 19,
          message:
            '"plant/#" names 1 of at least 2 levels before it asks for everything: write more of how the topics begin that you want.',
        },
      ],
    },
  ],
};
