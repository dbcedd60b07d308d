/** Asks the hooks as a server would, without one. */
import { brokers } from '../../../src/brokers/http/brokers.js';
import { createDesk, type Desk } from '../../../src/brokers/http/desk.js';
import { fieldsOf, formFields, Unreadable } from '../../../src/brokers/http/fields.js';
import type { Answer, Asked, Call, Hook, HookOptions } from '../../../src/brokers/http/hook.js';
import { type Decision, denied } from '../../../src/brokers/http/question.js';
import { createGuard, type GuardOptions } from '../../../src/engine/index.js';
import { builtinPolicy } from '../../../src/policy/builtins.js';
import type { Policy } from '../../../src/policy/model.js';
import { parsePolicy } from '../../../src/policy/parse.js';

export const defaults: HookOptions = {
  logins: 'accept',
  mosquittoResponses: 'status',
  rabbitmqVhost: '/',
  rabbitmqExchange: 'amq.topic',
};

export function deskOf(page: string, options: GuardOptions = {}, sessions = 100): Desk {
  const builtin = builtinPolicy(page);
  const parsed = builtin ? { policy: builtin, problems: [] } : parsePolicy(page);
  if (!parsed.policy || parsed.problems.length > 0) throw new Error(JSON.stringify(parsed.problems));
  return createDesk(createGuard(parsed.policy as Policy, options), { sessions });
}

export interface Told {
  readonly answer: Answer;
  readonly decision: Decision;
}

/** `body` is sent as JSON, or as it is when it is a text; `type` says what the text is. */
export function ask(
  desk: Desk,
  path: string,
  body: unknown,
  {
    headers = {},
    type = 'application/json',
    ...options
  }: Partial<HookOptions> & { headers?: Record<string, string>; type?: string } = {},
): Told {
  const hook = Object.values(brokers)
    .flatMap(({ hooks }) => hooks({ ...defaults, ...options }))
    .find((candidate) => candidate.path === path) as Hook;
  let call: Call | undefined;
  let asked: Asked | undefined;
  let decision: Decision;
  try {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    call = {
      fields: type === 'query' ? formFields(text) : fieldsOf(new TextEncoder().encode(text), type),
      header: (name) => headers[name],
    };
    asked = hook.read(call);
    decision = 'settled' in asked ? asked.settled : desk.decide(asked);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    decision = denied('request/unreadable', error.message);
  }
  return { answer: hook.answer(decision, asked, call), decision };
}

export const topic = '$sys/238322/meter-7';
export const token =
  'version=2018-10-31&res=products%2F238322%2Fdevices%2Fmeter-7&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D';
