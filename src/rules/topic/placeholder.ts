import { quote } from '../../engine/words.js';
import type { LocatedTopic } from '../../readers/document.js';
import { isFillIn, mayHoldFillIn } from '../../readers/holes.js';
import type { DocumentContext, Report } from '../context.js';
import { optionValues, texts } from '../options.js';
import type { Rule } from '../rule.js';

const options = {
  words: {
    about:
      'More texts that ask to be replaced, whatever their case: `dummy`, `device-name-here`. Each is a whole level.',
    schema: texts,
    default: [],
  },
  allow: {
    about: 'Levels that are names of yours although they look like those of a sample: `XXXX`.',
    schema: texts,
    default: [],
  },
};

export const rule: Rule = {
  id: 'topic/placeholder',
  title: 'A name of a sample was left in the topic',
  kind: 'document',
  severity: 'warning',
  docs: {
    what: 'A level that asks to be replaced: `YOUR_PRODUCT`, `<your-device>`, `xxxx`. As a hint, a hole (`{pid}`, `${PID}`, `%s`) in the place of a name that the same client says itself: its user name is `238322`, and its topic has `{pid}`.',
    why: 'The topic is copied from a page, and one name in it was forgotten. Holes are legitimate in a configuration: a program may fill them in, so they are reported only where the file knows what belongs there, and only as a hint.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/protocol.html'],
    whenToTurnOff: 'The file is a sample itself; or your program fills the holes in with what the client says.',
    fix: '`--fix-unsafe` writes what the client says, if that fills every hole of the topic.',
  },
  options,
  check(context) {
    const reports: Report[] = [];
    const { words, allow } = optionValues(options, context.options);
    const asks = (level: string): boolean =>
      !allow.includes(level) && (isFillIn(level) || words.some((word) => word.toLowerCase() === level.toLowerCase()));
    for (const { topic } of context.topics) {
      const report =
        (words.length > 0 || mayHoldFillIn(topic.value) ? fillInOf(topic, asks) : undefined) ?? knownOf(topic, context);
      if (report) reports.push(report);
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
    "publish": "plant/YOUR_DEVICE/state"
  }
}
`,
      findings: [
        {
          line: 4,
          column: 16,
          message: 'Level 2 is "YOUR_DEVICE", which is the place of a sample for the real name: write it there.',
        },
      ],
    },
    {
      path: 'device.json',
      policy: 'mqtt',
      options: { words: ['device-name-here'], allow: ['XXXX'] },
      text: `{
  "mqtt": {
    "host": "broker.example.com",
    "publish": "plant/device-name-here/state",
    "subscribe": "plant/XXXX/command"
  }
}
`,
      findings: [
        {
          line: 4,
          column: 16,
          message: 'Level 2 is "device-name-here", which is the place of a sample for the real name: write it there.',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": "$sys/{pid}/meter-7/dp/post/json"
}
`,
      findings: [
        {
          line: 5,
          column: 14,
          message: 'Level 2 is "{pid}", and this client says what belongs there: "238322".',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "publish": "$sys/\${PRODUCT}/\${DEVICE}/dp/post/json"
}
`,
      findings: [],
    },
  ],
};

function fillInOf(topic: LocatedTopic, asks: (level: string) => boolean): Report | undefined {
  const levels = topic.value.split('/');
  const at = levels.findIndex(asks);
  if (at < 0) return undefined;
  return {
    span: topic.span,
    level: at + 1,
    message: `Level ${at + 1} is ${quote(levels[at] ?? '')}, which is the place of a sample for the real name: write it there.`,
  };
}

/** Holes that are whole levels, where every topic of the policy has a name that the client fills. */
function knownOf(topic: LocatedTopic, { guard, names }: DocumentContext): Report | undefined {
  if (!topic.parts || typeof topic.parts[0] === 'object') return undefined;
  const levels = topic.value.split('/');
  const filled = levels.map((level, at) =>
    isHole(level) ? (knownAt(at, levels, guard.catalogue, names) ?? level) : level,
  );
  const at = filled.findIndex((level, index) => level !== levels[index]);
  if (at < 0) return undefined;
  const use = filled.join('/');
  return {
    span: topic.span,
    severity: 'hint',
    level: at + 1,
    message: `Level ${at + 1} is ${quote(levels[at] ?? '')}, and this client says what belongs there: ${quote(filled[at] ?? '')}.`,
    // A topic that would still have holes is left to whoever fills those in.
    ...(!filled.some(isHole) && {
      change: { title: `Write ${quote(use)}`, safe: false, set: [{ at: topic, value: use }] },
    }),
  };
}

function isHole(level: string): boolean {
  return /^(?:[$%]?\{[^{}]+\}|\{\{[^{}]+\}\}|<[^<>]+>|%(?:\([\w.]+\))?s)$/.test(level);
}

function knownAt(
  at: number,
  levels: readonly string[],
  { entries }: DocumentContext['guard']['catalogue'],
  names: DocumentContext['names'],
): string | undefined {
  const there = new Set(
    entries
      .map(({ template }) => template.split('/'))
      .filter((template) => template[0] === levels[0])
      .map((template) => template[at]),
  );
  const [only, ...others] = there;
  const name = others.length > 0 ? undefined : /^\{([^{}|?.]+)\}$/.exec(only ?? '')?.[1];
  return name !== undefined && Object.hasOwn(names, name) ? names[name] : undefined;
}
