import { quote } from '../../engine/words.js';
import type { Report } from '../context.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'topic/star',
  title: 'An asterisk where a wildcard is meant',
  kind: 'document',
  severity: 'warning',
  besideErrors: true,
  docs: {
    what: 'A level of a filter that is `*` or `**`, as file names and other message systems have it.',
    why: 'MQTT has two wildcards, `+` for one level and `#` for everything below. An asterisk is a character like any other, so the filter waits for a topic that has an asterisk in it, and nothing ever arrives.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 4.7.1'],
    whenToTurnOff: 'A publisher really writes an asterisk into its topics.',
    fix: '`--fix-unsafe` writes `+`, and `#` for a `**` at the end.',
  },
  onlyUnusual: true,
  check(context) {
    const reports: Report[] = [];
    for (const { topic, direction } of context.unusualTopics) {
      // To publish to a topic with an asterisk is odd, but it says what it does.
      if (direction === 'publish' || direction === 'receive' || !topic.value.includes('*')) continue;
      const levels = topic.value.split('/');
      const at = levels.findIndex((level) => level === '*' || level === '**');
      if (at < 0) continue;
      const last = levels.length - 1;
      const wanted = levels.map((level, index) => {
        if (level === '*') return '+';
        return level === '**' ? (index === last ? '#' : '+') : level;
      });
      const use = wanted.join('/');
      reports.push({
        span: topic.span,
        level: at + 1,
        message: `Level ${at + 1} is "${levels[at]}", which is no wildcard in MQTT but a character like any other: write "+" for any one level, or "#" at the end for everything below.`,
        change: {
          title: `Write ${quote(use)}`,
          safe: false,
          set: topic.parts ? [] : [{ at: topic, value: use }],
        },
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
    "subscribe": ["plant/*/state", "plant/**"]
  }
}
`,
      findings: [
        {
          line: 4,
          column: 19,
          message:
            'Level 2 is "*", which is no wildcard in MQTT but a character like any other: write "+" for any one level, or "#" at the end for everything below.',
        },
        {
          line: 4,
          column: 36,
          message:
            'Level 2 is "**", which is no wildcard in MQTT but a character like any other: write "+" for any one level, or "#" at the end for everything below.',
        },
      ],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "subscribe": ["plant/+/state", "plant/#"]
  }
}
`,
      findings: [],
    },
  ],
};
