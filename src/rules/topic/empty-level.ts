import { quote } from '../../engine/words.js';
import type { Report } from '../context.js';
import { optionValues } from '../options.js';
import type { Rule } from '../rule.js';
import { undressed } from '../topics-of.js';

const options = {
  leading: {
    about: 'Report a slash at the beginning too, as a hint.',
    schema: { type: 'boolean' },
    default: false,
  },
  trailing: {
    about: 'Report a slash at the end.',
    schema: { type: 'boolean' },
    default: true,
  },
} as const;

export const rule: Rule = {
  id: 'topic/empty-level',
  title: 'A level of the topic is empty',
  kind: 'document',
  severity: 'warning',
  docs: {
    what: 'Two slashes next to each other, and as a hint a slash at the end of a topic or filter.',
    why: 'Each slash begins a level, and an empty level is a level: `plant//state` and `plant/state` are different topics, and so are `plant/state/` and `plant/state`. Mostly a name was left out, or two pieces with a slash each were put together. A slash at the beginning is so common that it is reported only where an option asks for it.',
    sources: ['http://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html 4.7.1.1'],
    whenToTurnOff: 'The system that you talk to has empty levels in its topics, as Eclipse Hono has.',
    fix: '`--fix-unsafe` takes the empty levels out.',
  },
  options,
  onlyUnusual: true,
  check(context) {
    const reports: Report[] = [];
    const { leading, trailing } = optionValues(options, context.options);
    const topics = context.unusualTopics.filter(({ topic }) => mayHaveEmptyLevel(topic.value));
    if (topics.length === 0) return reports;
    // A policy with an empty level of its own knows what it does.
    if (context.guard.catalogue.entries.some(({ template }) => /\/(?:\/|$)|\?\}/.test(template))) return reports;
    for (const { topic } of topics) {
      const { prefix, inner } = undressed(topic.value);
      const levels = inner.split('/');
      const isEmpty = (level: string, index: number): boolean =>
        level === '' && (leading || index > 0) && (trailing || index < levels.length - 1);
      const at = levels.findIndex(isEmpty);
      // Nothing but slashes is no slip of the pen.
      if (at < 0 || levels.every((level) => level === '')) continue;
      const use = prefix + levels.filter((level, index) => !isEmpty(level, index)).join('/');
      const level = prefix.split('/').length + at;
      reports.push({
        span: topic.span,
        level,
        severity: at === 0 || at === levels.length - 1 ? 'hint' : 'warning',
        message: `Level ${level} is empty: ${causeOf(at, levels.length - 1)}, and ${quote(use)} is another topic than this one.`,
        ...(!topic.parts && {
          change: { title: `Write ${quote(use)}`, safe: false, set: [{ at: topic, value: use }] },
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
    "publish": "plant//state",
    "subscribe": "plant/press-1/"
  }
}
`,
      findings: [
        {
          line: 4,
          column: 16,
          message:
            'Level 2 is empty: two slashes stand next to each other, and "plant/state" is another topic than this one.',
        },
        {
          line: 5,
          column: 18,
          message:
            'Level 3 is empty: the slash at the end begins one more level, and "plant/press-1" is another topic than this one.',
        },
      ],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "publish": "/plant/state",
    "subscribe": "plant/+"
  }
}
`,
      findings: [],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      options: { leading: true, trailing: false },
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "publish": "/plant/state",
    "subscribe": "plant/press-1/"
  }
}
`,
      findings: [
        {
          line: 4,
          column: 16,
          message:
            'Level 1 is empty: the slash at the beginning ends a level, and "plant/state" is another topic than this one.',
        },
      ],
    },
  ],
};

function mayHaveEmptyLevel(topic: string): boolean {
  return topic.startsWith('/') || topic.endsWith('/') || topic.includes('//');
}

function causeOf(at: number, last: number): string {
  if (at === 0) return 'the slash at the beginning ends a level';
  return at === last ? 'the slash at the end begins one more level' : 'two slashes stand next to each other';
}
