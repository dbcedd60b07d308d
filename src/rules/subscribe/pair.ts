import { overlaps } from '../../topics/algebra.js';
import type { DocumentContext } from '../context.js';
import { type Pair, pairsOf, patternText } from '../pairs.js';
import type { Rule } from '../rule.js';
import { undressed } from '../topics-of.js';

export const rule: Rule = {
  id: 'subscribe/pair',
  title: 'Nobody listens for the answer',
  kind: 'document',
  severity: 'hint',
  docs: {
    what: "A topic is published that the policy gives an answer to (`reply`), and none of the client's filters takes the answer. A file without any filter is left alone: they may be somewhere else.",
    why: 'Whether a message was taken, the platform says on the topic of the answer and nowhere else. On OneNET an upload that is refused looks like one that was taken, unless `dp/post/json/rejected` is subscribed.',
    sources: ['https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/dp-topics.html'],
    whenToTurnOff: 'The client does not care about answers, or subscribes in its code to more than the file says.',
  },
  *check(context) {
    const filters = filtersOf(context);
    if (filters === undefined || filters.length === 0) return;
    const pairs = pairsOf(context.guard.policy);
    if (pairs.length === 0) return;
    // A pair is looked at once, however many topics ask for it.
    const seen = new Set<Pair>();
    for (const { request, direction, denied } of context.requests) {
      if (direction !== 'publish' || denied || request.refusalExpected) continue;
      const topic = patternText(request.topic);
      const pair = topic === undefined ? undefined : pairs.find(({ asks }) => overlaps(asks, topic).overlaps);
      if (!pair || seen.has(pair)) continue;
      seen.add(pair);
      if (pair.answers.some((answer) => overlaps(filters, answer).overlaps)) continue;
      yield {
        span: request.topic.span,
        message: `The platform answers to this on ${pair.shown.map((one) => JSON.stringify(one)).join(' and ')}, and no filter of this client takes that.`,
      };
    }
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": "$sys/238322/meter-7/dp/post/json",
  "subscribe": "$sys/238322/meter-7/cmd/request/+"
}
`,
      findings: [
        {
          line: 5,
          column: 14,
          message:
            'The platform answers to this on "dp/post/json/{accepted|rejected}", and no filter of this client takes that.',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": "$sys/238322/meter-7/dp/post/json",
  "subscribe": ["$sys/238322/meter-7/cmd/request/+", "$sys/238322/meter-7/dp/post/json/+"]
}
`,
      findings: [],
    },
  ],
};

/** What the client may be subscribed to; nothing where that cannot be told. */
function filtersOf({ requests }: DocumentContext): string[] | undefined {
  const filters: string[] = [];
  for (const { request, direction, denied } of requests) {
    if (direction !== undefined && direction !== 'subscribe') continue;
    if (denied) continue;
    const text = patternText(request.topic);
    if (text === undefined) return undefined;
    filters.push(undressed(text).inner);
  }
  return filters;
}
