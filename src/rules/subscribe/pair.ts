import { quote } from '../../engine/words.js';
import { overlapWitness } from '../../topics/algebra.js';
import type { TopicPattern } from '../../topics/pattern.js';
import { isTopicFilter, patternOf } from '../../topics/syntax.js';
import type { DocumentContext, Report, RequestInContext } from '../context.js';
import { optionValues } from '../options.js';
import { type Ask, type Pair, pairsOf, patternText } from '../pairs.js';
import type { Rule } from '../rule.js';
import { undressed } from '../topics-of.js';

const options = {
  acknowledgements: {
    about:
      'Report too where the answer only says whether a message was taken, such as `dp/post/json/rejected` of OneNET.',
    schema: { type: 'boolean' },
    default: false,
  },
} as const;

export const rule: Rule = {
  id: 'subscribe/pair',
  title: 'Nobody listens for the answer',
  kind: 'document',
  severity: 'hint',
  docs: {
    what: "A client asks for something on a topic that the policy gives an answer to (`reply`), and none of its filters takes the answer. To ask is what a topic is for that has `get`, `request`, `req`, `query`, `read` or `fetch` as a level of the policy's own. A file without any filter is left alone: they may be somewhere else.",
    why: 'What was asked for comes on the topic of the answer and nowhere else, and OneNET sends it only to those who have subscribed. Of other messages the answer only says whether they were taken. Many devices send their data and do without, so that is reported only where an option asks for it; an upload that is refused then looks like one that was taken.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/image-topics.html',
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/topics/dp-topics.html',
    ],
    whenToTurnOff: 'The client does not care about answers, or subscribes in its code to more than the file says.',
  },
  options,
  check(context) {
    const reports: Report[] = [];
    const { acknowledgements } = optionValues(options, context.options);
    if (!acknowledgements && !context.requests.some(mayAsk)) return reports;
    const pairs = pairsOf(context.guard.policy);
    if (pairs.length === 0) return reports;
    const filters = filtersOf(context);
    if (filters === undefined || filters.length === 0) return reports;
    // A pair is looked at once, however many topics ask for it.
    const seen = new Set<Pair>();
    for (const { request, direction, denied } of context.requests) {
      if (direction !== 'publish' || denied || request.refusalExpected) continue;
      const topic = patternText(request.topic);
      if (topic === undefined) continue;
      const { pair, ask } = pairFor(patternOf(topic), pairs) ?? {};
      if (!pair || !ask || seen.has(pair)) continue;
      const answerWanted = asksFor(topic, ask);
      if (!answerWanted && !acknowledgements) continue;
      seen.add(pair);
      if (pair.answers.some((answer) => filters.some((filter) => meet(filter, answer)))) continue;
      reports.push({
        span: request.topic.span,
        message: `${answerWanted ? 'What is asked for here comes' : 'Whether this was taken, the platform says'} on ${pair.shown.map(quote).join(' and ')}, and no filter of this client takes that.`,
      });
    }
    return reports;
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": ["$sys/238322/meter-7/dp/post/json", "$sys/238322/meter-7/image/get"],
  "subscribe": "$sys/238322/meter-7/cmd/request/+"
}
`,
      findings: [
        {
          line: 5,
          column: 51,
          message:
            'What is asked for here comes on "image/get/{accepted|rejected}", and no filter of this client takes that.',
        },
      ],
    },
    {
      path: 'device.json',
      options: { acknowledgements: true },
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
            'Whether this was taken, the platform says on "dp/post/json/{accepted|rejected}", and no filter of this client takes that.',
        },
      ],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": ["$sys/238322/meter-7/dp/post/json", "$sys/238322/meter-7/image/get"],
  "subscribe": ["$sys/238322/meter-7/cmd/request/+", "$sys/238322/meter-7/image/get/+"]
}
`,
      findings: [],
    },
  ],
};

function pairFor(topic: TopicPattern, pairs: readonly Pair[]): { readonly pair: Pair; readonly ask: Ask } | undefined {
  for (const pair of pairs) {
    const ask = pair.asks.find(({ filter }) => meet(filter, topic));
    if (ask) return { pair, ask };
  }
  return undefined;
}

const asking = new Set(['get', 'request', 'req', 'query', 'read', 'fetch']);
/** Any of them in a topic. */
const asks = /get|req|query|read|fetch/i;

/** Quick, and never a wrong no. */
function mayAsk({ request, direction }: RequestInContext): boolean {
  return direction === 'publish' && asks.test(request.topic.value);
}

/** Whether it is a question, so that a message without its answer is of no use. */
function asksFor(topic: string, { words }: Ask): boolean {
  const levels = topic.split('/');
  return words.some((at) => asking.has(levels[at]?.toLowerCase() ?? ''));
}

/** What the client may be subscribed to; nothing where that cannot be told. */
function filtersOf({ requests }: DocumentContext): TopicPattern[] | undefined {
  const filters: TopicPattern[] = [];
  for (const { request, direction, denied } of requests) {
    if (direction !== undefined && direction !== 'subscribe') continue;
    if (denied) continue;
    const text = patternText(request.topic);
    if (text === undefined) return undefined;
    const { inner } = undressed(text);
    if (isTopicFilter(inner)) filters.push(patternOf(inner));
  }
  return filters;
}

function meet(a: TopicPattern, b: TopicPattern): boolean {
  return overlapWitness(a, b) !== undefined;
}
