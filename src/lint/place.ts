import type { Client, Located, Request, Span } from '../readers/document.js';

/** Where the field of a verdict about a connect stands; a field that the file does not have is the client's. */
export function placeInConnect(field: string | undefined, client: Client, text: string): Span {
  const { options } = client;
  const will = options.will ?? undefined;
  const found: Span | undefined = (
    {
      clientId: options.clientId,
      username: options.username,
      password: options.password,
      protocolLevel: options.protocolLevel,
      cleanSession: options.cleanSession,
      keepAlive: options.keepAlive,
      will,
      'will.topic': will?.topic ?? will,
      'will.qos': will?.qos ?? options.willQos ?? will,
      'will.retain': will?.retain ?? options.willRetain ?? will,
      'will.payload': will?.payload ?? will,
    } as Readonly<Record<string, { readonly span: Span } | undefined>>
  )[field ?? '']?.span;
  return found ?? placeOfClient(client, text);
}

/** A client as a whole: its broker's address, else the first line of its object. */
export function placeOfClient(client: Client, text: string): Span {
  const named: Located<unknown> | undefined = client.broker ?? client.host;
  if (named) return named.span;
  const { start, end } = client.span;
  const lineEnd = text.indexOf('\n', start);
  if (lineEnd < 0 || lineEnd >= end) return client.span;
  return { start, end: Math.max(start + 1, text[lineEnd - 1] === '\r' ? lineEnd - 1 : lineEnd) };
}

/** Where the field of a verdict about a request stands; a field that the file does not have is the topic's. */
export function placeInRequest(field: string | undefined, request: Request): Span {
  switch (field) {
    case 'qos':
    case 'retain':
    case 'dup':
    case 'payload':
      return request[field]?.span ?? request.topic.span;
    default:
      return request.topic.span;
  }
}
