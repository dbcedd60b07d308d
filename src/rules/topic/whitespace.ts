import { quote } from '../../engine/words.js';
import type { Report } from '../context.js';
import type { Rule } from '../rule.js';

/** Line ends and the byte order mark are topic/control-character's. */
const blanks = ' \u00A0\u3000\t';
const anyBlank = /[ \u00A0\u3000\t]/;

export const rule: Rule = {
  id: 'topic/whitespace',
  title: 'Blanks around a topic or a level of it',
  kind: 'document',
  severity: 'warning',
  docs: {
    what: 'A topic that begins or ends with a blank, or a level inside it that does.',
    why: 'Blanks count: `plant/state ` and `plant/state` are different topics, and nobody sees the difference. They come with a copied line. Those around the whole topic are taken away by `--fix`, because no one names a topic by a blank at its end; those inside by `--fix-unsafe`.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 4.7.3'],
    whenToTurnOff: 'A publisher that you cannot change has blanks in its topics.',
    fix: '`--fix` takes blanks around a topic away. It is safe: they come with copied lines, and no one names a topic by a blank at its end. Blanks inside a topic are taken away by `--fix-unsafe`.',
  },
  onlyUnusual: true,
  check(context) {
    const reports: Report[] = [];
    for (const { topic } of context.unusualTopics) {
      if (!anyBlank.test(topic.value)) continue;
      const trimmed = trim(topic.value);
      if (trimmed === '') continue;
      const levels = trimmed.split('/');
      const use = levels.map(trim).join('/');
      if (use === topic.value) continue;
      const outside = trimmed !== topic.value;
      const level = outside ? 1 : levels.findIndex((one) => one !== trim(one)) + 1;
      const where = outside
        ? `The topic ${blanks.includes(topic.value.charAt(0)) ? 'begins' : 'ends'} with a blank`
        : `Level ${level} has a blank beside its slash`;
      const value = outside ? trimmed : use;
      reports.push({
        span: topic.span,
        ...(!outside && { level }),
        message: `${where}, and blanks count: ${quote(topic.value)} is another topic than ${quote(value)}.`,
        ...(!topic.parts && {
          change: { title: 'Take the blanks away', safe: outside, set: [{ at: topic, value }] },
        }),
      });
    }
    return reports;
  },
  examples: [
    {
      path: 'device.yaml',
      policy: 'mqtt',
      text: `mqtt:
  host: broker.example.com
  publish: "plant/state "
  subscribe: plant / command
`,
      findings: [
        {
          line: 3,
          column: 12,
          message: 'The topic ends with a blank, and blanks count: "plant/state " is another topic than "plant/state".',
        },
        {
          line: 4,
          column: 14,
          message:
            'Level 1 has a blank beside its slash, and blanks count: "plant / command" is another topic than "plant/command".',
        },
      ],
    },
    {
      path: 'device.yaml',
      policy: 'mqtt',
      text: `mqtt:
  host: broker.example.com
  publish: plant/state
  subscribe: plant/living room/command
`,
      findings: [],
    },
  ],
};

/** By steps, because an expression for the blanks at the end looks at those inside again and again. */
function trim(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && blanks.includes(text.charAt(start))) start++;
  while (end > start && blanks.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}
