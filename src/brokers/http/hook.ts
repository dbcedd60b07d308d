/** An address that a broker calls: how its call is read, and how it is answered. Pure translation; no server in here. */
import type { Fields } from './fields.js';
import type { Decision, Question } from './question.js';

export interface Call {
  readonly fields: Fields;
  /** A header by its name in lower case. */
  header(name: string): string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly type: 'application/json' | 'text/plain';
  readonly body: string;
}

/** A question for the guard, or what is settled without one. */
export type Asked = Question | { readonly settled: Decision };

export interface Hook {
  /** The broker's name in metrics and logs. */
  readonly broker: 'emqx' | 'vernemq' | 'rabbitmq' | 'mosquitto';
  readonly path: string;
  readonly methods: readonly ('GET' | 'POST' | 'PUT')[];
  /** Set where the broker takes an error status for "ask somebody else", so that even a call without the token gets an answer. */
  readonly alwaysAnswers?: boolean;
  /** Throws Unreadable for a call that is not what the broker sends; the answer to that is a denial. */
  read(call: Call): Asked;
  /** `asked` is absent when the call could not be read. */
  answer(decision: Decision, asked: Asked | undefined, call: Call | undefined): Answer;
}

/** What the operator chooses for all hooks. */
export interface HookOptions {
  /** What becomes of a login that the policy allows: the broker takes it, or asks its next authenticator. */
  readonly logins: 'accept' | 'pass';
  readonly mosquittoResponses: 'status' | 'json' | 'text';
  readonly rabbitmqVhost: string;
  readonly rabbitmqExchange: string;
}

export function json(value: unknown, status = 200): Answer {
  return { status, type: 'application/json', body: JSON.stringify(value) };
}

export function plain(body: string, status = 200): Answer {
  return { status, type: 'text/plain', body };
}
