import {
  type ConnectFields,
  type ConnectStatement,
  type Expectation,
  parseSessionScript,
  type Statement,
  type Written,
} from '../../grammar/session/index.js';
import type { Client, ConnectOptions, Direction, Document, LocatedTopic, Request, WillOptions } from './document.js';
import { topicParts } from './holes.js';

/**
 * Session scripts. Each `connect` begins a client; what it does not name is unknown, unless it is `connect complete`. Requests before the first `connect`
 * belong to a client of which nothing is known.
 */
export function readSession(text: string): Document {
  const { script, problems } = parseSessionScript(text);
  const clients: Client[] = [];
  let statements: Statement[] = [];
  let connect: ConnectStatement | undefined;
  const finish = (): void => {
    const client = toClient(connect, statements, clients.length + 1);
    if (client !== undefined) clients.push(client);
    statements = [];
  };
  for (const statement of script.statements) {
    if (statement.kind === 'connect') {
      finish();
      connect = statement;
    } else {
      statements.push(statement);
    }
  }
  finish();
  return {
    clients,
    ...(script.policy && { policy: script.policy }),
    ...(script.roles.length > 0 && { roles: script.roles }),
    comments: script.comments,
    problems: problems.map(({ code, message, span }) => ({ code, message, severity: 'error', span })),
  };
}

function toClient(
  connect: ConnectStatement | undefined,
  statements: readonly Statement[],
  number: number,
): Client | undefined {
  const requests = statements.flatMap(requestsOf);
  if (connect === undefined && requests.length === 0) return undefined;
  const span = connect?.span ?? {
    start: requests[0]?.topic.span.start ?? 0,
    end: requests.at(-1)?.topic.span.end ?? 0,
  };
  return {
    span,
    label: `connect ${number}`,
    complete: connect?.complete ?? false,
    ...(connect && connectionOf(connect.fields)),
    options: connect === undefined ? {} : optionsOf(connect.fields),
    requests,
    ...(refused(connect?.expectation) && { refusalExpected: true }),
  };
}

function connectionOf({ host, port, tls, address, listener }: ConnectFields): Partial<Client> {
  return {
    ...(host && { host }),
    ...(port && { port }),
    ...(tls && { tls }),
    ...(address && { address }),
    ...(listener && { listener }),
  };
}

function optionsOf(fields: ConnectFields): ConnectOptions {
  const { clientId, username, password, protocolLevel, cleanSession, keepAlive, flagWillQos, flagWillRetain } = fields;
  const will = willOf(fields);
  return {
    ...(clientId && { clientId }),
    ...(username && { username }),
    ...(password && { password }),
    ...(protocolLevel && { protocolLevel }),
    ...(cleanSession && { cleanSession }),
    ...(keepAlive && { keepAlive }),
    ...(will !== undefined && { will }),
    ...(flagWillQos && { willQos: flagWillQos }),
    ...(flagWillRetain && { willRetain: flagWillRetain }),
  };
}

function willOf(fields: ConnectFields): WillOptions | null | undefined {
  if (fields.noWill) return null;
  const { willTopic, willPayload, willQos, willRetain } = fields;
  const parts = [willTopic, willPayload, willQos, willRetain].filter((part) => part !== undefined);
  if (parts.length === 0) return undefined;
  return {
    span: {
      start: Math.min(...parts.map((part) => part.span.start)),
      end: Math.max(...parts.map((part) => part.span.end)),
    },
    ...(willTopic && { topic: topicOf(willTopic) }),
    ...(willPayload && { payload: willPayload }),
    ...(willQos && { qos: willQos }),
    ...(willRetain && { retain: willRetain }),
  };
}

function requestsOf(statement: Statement): Request[] {
  switch (statement.kind) {
    case 'subscribe':
    case 'unsubscribe':
      return statement.filters.map((filter, index) => ({
        direction: statement.kind,
        packet: statement.line,
        topic: topicOf(filter.topic),
        ...(filter.qos && { qos: filter.qos }),
        ...(refused(statement.expectation, index) && { refusalExpected: true }),
      }));
    case 'publish':
    case 'receive': {
      const { topic, qos, retain } = statement;
      const direction: Direction = statement.kind;
      return [
        {
          direction,
          topic: topicOf(topic),
          ...(qos && { qos }),
          ...(retain && { retain }),
          ...(statement.kind === 'publish' && statement.dup && { dup: statement.dup }),
          ...(statement.kind === 'publish' && statement.payload && { payload: statement.payload }),
          ...(refused(statement.expectation) && { refusalExpected: true }),
        },
      ];
    }
    default:
      return [];
  }
}

function topicOf(topic: Written<string>): LocatedTopic {
  const parts = topicParts(topic.value, topic.span.start, 'script');
  return parts ? { value: topic.value, parts, span: topic.span } : topic;
}

/** Whether the script itself says that this request is refused. */
function refused(expectation: Expectation | undefined, index = 0): boolean {
  const outcome = expectation?.outcomes[expectation.outcomes.length === 1 ? 0 : index];
  return outcome !== undefined && outcome.kind !== 'allowed' && outcome.kind !== 'granted';
}
