import type { Report } from '../context.js';
import type { Rule } from '../rule.js';

/** Control characters, and what is there and not seen. U+0000 is topic/syntax. */
const unseen = /[\u0001-\u001F\u007F-\u009F\u200B\u2028\u2029\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/;

export const rule: Rule = {
  id: 'topic/control-character',
  title: 'A character that nobody sees',
  kind: 'document',
  severity: 'warning',
  docs: {
    what: 'A control character in a topic (a tab, a line end, an escape), or a character without a width: a zero-width space, a byte order mark, a mark for the writing direction.',
    why: 'The standard asks that topics hold no control characters, and a server may close the connection over one (section 1.5.3). The others come with text that is copied from a page, and make a topic that looks right and is another one.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 1.5.3'],
    whenToTurnOff: 'Never, unless the topics come from a system that writes such characters.',
    fix: '`--fix-unsafe` takes the characters out.',
  },
  onlyUnusual: true,
  check(context) {
    const reports: Report[] = [];
    for (const { topic } of context.unusualTopics) {
      const at = topic.value.search(unseen);
      // A blank around a topic is topic/whitespace, a tab included.
      if (at < 0 || topic.value.trim().search(unseen) < 0) continue;
      const code = topic.value.charCodeAt(at).toString(16).toUpperCase().padStart(4, '0');
      const level = topic.value.slice(0, at).split('/').length;
      const use = topic.value.replace(new RegExp(unseen, 'g'), '');
      reports.push({
        span: topic.span,
        level,
        message: `Level ${level} holds the character U+${code}, which is not seen and makes it another topic: write it without.`,
        ...(!topic.parts &&
          use !== '' && {
            change: { title: 'Take the characters away', safe: false, set: [{ at: topic, value: use }] },
          }),
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
    "publish": "plant/\\u200Bstate",
    "subscribe": "plant/a\\tb"
  }
}
`,
      findings: [
        {
          line: 4,
          column: 16,
          message:
            'Level 2 holds the character U+200B, which is not seen and makes it another topic: write it without.',
        },
        {
          line: 5,
          column: 18,
          message:
            'Level 2 holds the character U+0009, which is not seen and makes it another topic: write it without.',
        },
      ],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "publish": "plant/état/😀"
  }
}
`,
      findings: [],
    },
  ],
};
