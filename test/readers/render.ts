import type { Client, Document, Located, LocatedTopic, Request, Span } from '../../src/readers/document.js';
import { LineTable } from '../../src/text/lines.js';

/** A document as lines for people: each value with its line and column. */
export function render(text: string, document: Document): string {
  const lines = new LineTable(text);
  const at = (span: Span): string => {
    const { line, column } = lines.positionOf(span.start);
    return `@${line}:${column}`;
  };
  const topic = (value: LocatedTopic): string =>
    (
      value.parts?.map((part) => (typeof part === 'string' ? part : `«${part.hole.replace(/@.*/, '')}»`)).join('') ??
      value.value
    ).concat(' ', at(value.span));
  const field = (name: string, value: Located<unknown> | undefined): string[] =>
    value ? [`  ${name} ${JSON.stringify(value.value)} ${at(value.span)}`] : [];
  const request = (item: Request): string =>
    [
      `  ${item.direction ?? 'topic'}`,
      topic(item.topic),
      ...(['qos', 'retain', 'dup', 'payload'] as const).flatMap((key) =>
        item[key] ? [`${key}=${JSON.stringify(item[key].value)} ${at(item[key].span)}`] : [],
      ),
      ...(item.refusalExpected ? ['refused'] : []),
    ].join(' ');
  const client = (item: Client): string[] => {
    const { will } = item.options;
    return [
      `client ${item.label ?? '(root)'} ${at(item.span)}${item.complete ? ' complete' : ''}${item.refusalExpected ? ' refused' : ''}`,
      ...field('broker', item.broker),
      ...field('host', item.host),
      ...field('port', item.port),
      ...(['clientId', 'username', 'password', 'protocolLevel', 'cleanSession', 'keepAlive'] as const).flatMap((key) =>
        field(key, item.options[key]),
      ),
      ...(will === null ? ['  no will'] : []),
      ...(will
        ? [
            `  will ${at(will.span)}${will.topic ? ` ${topic(will.topic)}` : ''}`,
            ...(['payload', 'qos', 'retain'] as const).flatMap((key) => field(`  will.${key}`, will[key])),
          ]
        : []),
      ...field('willQos', item.options.willQos),
      ...field('willRetain', item.options.willRetain),
      ...item.requests.map(request),
    ];
  };
  return [
    ...document.clients.flatMap(client),
    ...document.comments.map((comment) => `comment ${JSON.stringify(comment.text)} ${at(comment.span)}`),
    ...document.problems.map((problem) => `${problem.severity} ${problem.code} ${at(problem.span)} ${problem.message}`),
  ].join('\n');
}
