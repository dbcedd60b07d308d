import { quote } from '../../engine/words.js';
import type { DocumentContext, Report, RequestInContext } from '../context.js';
import type { Rule } from '../rule.js';

export const rule: Rule = {
  id: 'topic/reply-name',
  title: 'The topic has another name on this platform',
  kind: 'document',
  severity: 'hint',
  besideErrors: true,
  docs: {
    what: 'A topic that the policy refuses and that would be right with `/reply` for `_reply`, with `_reply` for `/reply`, or with `custome` for `custom`: it names the right one.',
    why: 'The answer of the platform to a device ends in `/reply`, the answer of a device to the platform in `_reply`, and both are easily mixed up. OneNET spells its transparent topics `custome`, in every document; it looks like a slip of the pen, and is not one.',
    sources: [
      'https://open.iot.10086.cn/doc/iot_platform/book/device-connect&manager/MQTT/topic.html',
      'https://github.com/openLuat/LuatOS',
    ],
    whenToTurnOff: 'Never: it only speaks where the policy refuses the topic.',
    fix: '`--fix-unsafe` writes the name of the platform.',
  },
  check(context) {
    const reports: Report[] = [];
    for (const item of context.requests) {
      const { topic, refusalExpected } = item.request;
      if (!item.denied || refusalExpected || topic.parts) continue;
      const use = otherNames(topic.value).find((name) => isTaken(name, item, context));
      if (use === undefined) continue;
      reports.push({
        span: topic.span,
        confidence: 'certain',
        message: `This platform names it ${quote(use)}.`,
        change: { title: `Write ${quote(use)}`, safe: false, set: [{ at: topic, value: use }] },
      });
    }
    return reports;
  },
  examples: [
    {
      path: 'session.mqtt',
      policy: `policy lamps "Lamps"
  hosts lamps.example.com
identity
  client-id  {lamp}
  {lamp}  [a-z0-9-]{1,32}
topics under $lamp/{lamp}
  filters  exact
  publish    property/post
  subscribe  property/post/reply
  subscribe  property/set
  publish    property/set_reply
  publish    custome/up
`,
      text: `connect client-id=hall-1
subscribe $lamp/hall-1/property/post_reply
publish $lamp/hall-1/property/set/reply
publish $lamp/hall-1/custom/up
`,
      findings: [
        { line: 2, column: 11, message: 'This platform names it "$lamp/hall-1/property/post/reply".' },
        { line: 3, column: 9, message: 'This platform names it "$lamp/hall-1/property/set_reply".' },
        { line: 4, column: 9, message: 'This platform names it "$lamp/hall-1/custome/up".' },
      ],
    },
    {
      path: 'session.mqtt',
      policy: 'mqtt',
      text: `connect client-id=hall-1
subscribe lamps/hall-1/property/post_reply
`,
      findings: [],
    },
  ],
};

function otherNames(topic: string): string[] {
  if (!topic.includes('reply') && !topic.includes('custom')) return [];
  const names = [topic, ...swappedReply(topic)];
  const spelled = names.map((name) =>
    name
      .split('/')
      .map((level) => (level === 'custom' ? 'custome' : level === 'custome' ? 'custom' : level))
      .join('/'),
  );
  return [...names, ...spelled].filter((name) => name !== topic);
}

function swappedReply(topic: string): string[] {
  if (topic.endsWith('/reply')) return [`${topic.slice(0, -'/reply'.length)}_reply`];
  return topic.endsWith('_reply') ? [`${topic.slice(0, -'_reply'.length)}/reply`] : [];
}

/** The policy decides, in the direction that the request has; a name that it only might take is no advice. */
function isTaken(topic: string, { request, direction }: RequestInContext, { guard, names }: DocumentContext): boolean {
  const verb = direction ?? request.direction;
  const listed = guard.catalogue.verbsOf(topic);
  if (verb !== undefined && verb !== 'unsubscribe' && !listed.has(verb)) return false;
  if (listed.size === 0) return false;
  const judgement = guard.judge(
    (verb ?? [...listed][0]) === 'subscribe'
      ? { identity: names, subscribe: { filter: topic } }
      : { identity: names, publish: { topic } },
  );
  return judgement.status !== 'denied';
}
