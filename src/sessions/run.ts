import type { ConnectStatement, Outcome, SessionScript, Statement } from '../../grammar/session/ast.js';
import { severest } from '../engine/consequence.js';
import type { Guard, Session } from '../engine/guard.js';
import type { ConnectPacket, PartialConnect } from '../engine/packets.js';
import type { FilterVerdict, PacketVerdict, Reason, Verdict } from '../engine/verdict.js';
import { counted } from '../text/counted.js';

/** What a verdict and a judgement of partial facts have in common, for one request. */
export interface Answer {
  readonly allowed: boolean;
  readonly grantedQos?: number;
  readonly consequence: { readonly kind: string; readonly code?: number };
  readonly reasons: readonly Reason[];
  readonly advice: readonly { readonly rule: string; readonly message: string }[];
}

export interface StatementResult {
  readonly statement: Statement;
  /** One for each filter of a SUBSCRIBE, else one. */
  readonly answers: readonly Answer[];
  /** Why an expectation is unmet, for people; nothing when it is met or there is none. */
  readonly unmet: readonly string[];
}

/**
 * Runs a script's statements against a guard, in order. A `connect` that is not `complete` is judged as far as it goes, and its
 * session has the names that it says; requests with names that nobody says are judged as partial facts. Each request is judged
 * as if the session were still open.
 */
export function runScript(guard: Guard, script: SessionScript): StatementResult[] {
  let session: Session = guard.withoutSession();
  let connect: PartialConnect | undefined;
  const results: StatementResult[] = [];
  for (const statement of script.statements) {
    if (statement.kind === 'policy' || statement.kind === 'role') continue;
    let answers: readonly Answer[];
    if (statement.kind === 'connect') {
      connect = connectOf(statement);
      const opened = open(guard, statement, connect);
      session = opened.session;
      answers = [opened.answer];
    } else {
      answers = answer(guard, session, connect, statement);
    }
    results.push({ statement, answers, unmet: unmetOf(statement, answers) });
  }
  return results;
}

/** The facts of a connect statement: `null` where it says that there is nothing. */
export function connectOf({ fields, complete }: ConnectStatement): PartialConnect {
  const absent = complete ? null : undefined;
  const has = fields.willTopic ?? fields.willPayload ?? fields.willQos ?? fields.willRetain;
  const will = has
    ? {
        ...given('topic', fields.willTopic?.value),
        ...given('qos', fields.willQos?.value ?? (complete ? 0 : undefined)),
        ...given('retain', fields.willRetain?.value ?? (complete ? false : undefined)),
        ...given('payload', fields.willPayload?.value ?? (complete ? '' : undefined)),
      }
    : fields.noWill
      ? null
      : absent;
  return {
    ...given('clientId', fields.clientId?.value ?? (complete ? '' : undefined)),
    ...given('username', fields.username?.value ?? absent),
    ...given('password', fields.password?.value ?? absent),
    ...given('protocolLevel', fields.protocolLevel?.value ?? (complete ? 4 : undefined)),
    ...given('cleanSession', fields.cleanSession?.value ?? (complete ? false : undefined)),
    ...given('keepAlive', fields.keepAlive?.value ?? (complete ? 0 : undefined)),
    ...given('will', will),
    ...given('willQos', fields.flagWillQos?.value),
    ...given('willRetain', fields.flagWillRetain?.value),
    ...given('now', fields.now?.value),
    ...given('address', fields.address?.value),
    ...given('tls', fields.tls?.value),
    ...given('listener', fields.listener?.value),
  };
}

function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}

function open(guard: Guard, statement: ConnectStatement, facts: PartialConnect): { session: Session; answer: Answer } {
  if (statement.complete) {
    const packet = packetOf(facts);
    const verdict = guard.connect(packet);
    return { session: verdict.session ?? guard.session(guard.identify(facts)), answer: verdict };
  }
  const judged = guard.judge({ connect: facts });
  const denied = judged.status === 'denied';
  const consequence = denied ? (judged.reasons[0] as Reason).consequence : { kind: 'none' };
  return {
    session: guard.session(guard.identify(facts)),
    answer: {
      allowed: !denied,
      consequence: denied ? worst(judged.reasons) : consequence,
      reasons: judged.reasons,
      advice: judged.advice,
    },
  };
}

function packetOf(facts: PartialConnect): ConnectPacket {
  const { will, username, password, ...rest } = facts;
  return {
    clientId: '',
    protocolLevel: 4,
    cleanSession: false,
    keepAlive: 0,
    ...rest,
    ...(typeof username === 'string' ? { username } : {}),
    ...(typeof password === 'string' ? { password } : {}),
    ...(will
      ? {
          will: {
            topic: typeof will.topic === 'string' ? will.topic : '',
            qos: will.qos ?? 0,
            retain: will.retain ?? false,
            payload: will.payload ?? '',
          },
        }
      : {}),
  };
}

function worst(reasons: readonly Reason[]): Answer['consequence'] {
  return severest(reasons.map((reason) => reason.consequence));
}

function answer(
  guard: Guard,
  session: Session,
  connect: PartialConnect | undefined,
  statement: Exclude<Statement, { kind: 'connect' | 'policy' | 'role' }>,
): readonly Answer[] {
  if (statement.kind === 'packet') return [session.packet(statement.name.value)];
  if (statement.kind === 'unsubscribe')
    return [session.unsubscribe({ filters: statement.filters.map((filter) => filter.topic.value) })];
  // A session that nobody opened for want of a name still has requests that can be judged.
  const partial = connect !== undefined && session.none !== undefined;
  if (statement.kind === 'subscribe') {
    if (partial)
      return statement.filters.map((filter) =>
        judged(
          guard,
          { connect, subscribe: { filter: filter.topic.value, qos: filter.qos?.value ?? 0 } },
          filter.qos?.value ?? 0,
        ),
      );
    const filters = statement.filters.map((filter) => ({ filter: filter.topic.value, qos: filter.qos?.value ?? 0 }));
    const [only, ...more] = filters;
    const verdict: Verdict | PacketVerdict =
      only && more.length === 0 ? session.subscribe(only) : session.subscribe({ filters });
    return 'filters' in verdict ? (verdict.filters as readonly FilterVerdict[]) : [verdict];
  }
  const message = {
    topic: statement.topic.value,
    qos: statement.qos?.value ?? 0,
    retain: statement.retain?.value ?? false,
  };
  if (statement.kind === 'receive')
    return [partial ? judged(guard, { connect, receive: message }) : session.receive(message)];
  const publish = {
    ...message,
    dup: statement.dup?.value ?? false,
    ...(statement.payload === undefined ? {} : { payload: statement.payload.value }),
    ...(statement.payloadBytes === undefined ? {} : { payloadBytes: statement.payloadBytes.value }),
  };
  return [partial ? judged(guard, { connect, publish }) : session.publish(publish)];
}

function judged(guard: Guard, facts: Parameters<Guard['judge']>[0], qos?: number): Answer {
  const { status, reasons, advice } = guard.judge(facts);
  const allowed = status !== 'denied';
  return {
    allowed,
    ...(qos === undefined ? {} : { grantedQos: allowed ? qos : 128 }),
    consequence: allowed ? { kind: 'none' } : worst(reasons),
    reasons,
    advice,
  };
}

function unmetOf(statement: Statement, answers: readonly Answer[]): string[] {
  const { expectation } = statement;
  if (!expectation) return [];
  const { outcomes } = expectation;
  if (outcomes.length > 1 && outcomes.length !== answers.length) {
    return [
      `There are ${outcomes.length} outcomes for ${counted(answers.length, 'filter')}: write one for each, in order, or one for all.`,
    ];
  }
  return answers.flatMap((one, at) => {
    const outcome = (outcomes.length === 1 ? outcomes[0] : outcomes[at]) as Outcome;
    const missing = outcome.reasons.filter(
      ({ value }) =>
        !one.reasons.some((reason) => reason.rule === value) && !one.advice.some((advice) => advice.rule === value),
    );
    if (meets(outcome, one) && missing.length === 0) return [];
    const wanted = [spellOutcome(outcome), ...outcome.reasons.map((reason) => reason.value)].join(' ');
    return [`expected ${wanted}, but the answer is ${describe(one)}`];
  });
}

function meets({ kind, code }: Outcome, { allowed, grantedQos, consequence }: Answer): boolean {
  switch (kind) {
    case 'allowed':
      return allowed;
    case 'granted':
      return allowed && grantedQos === code;
    case 'failure':
      return !allowed && consequence.kind === 'suback';
    case 'closed':
      return !allowed && consequence.kind === 'close';
    case 'refused':
      return !allowed && consequence.kind === 'connack' && (code === undefined || consequence.code === code);
    case 'dropped':
      return !allowed && consequence.kind === 'drop';
    case 'denied':
      return !allowed;
  }
}

function spellOutcome({ kind, code }: Outcome): string {
  return code === undefined ? kind : `${kind} ${code}`;
}

/** An answer in the words of a script's expectations, with its reasons. */
export function describe({ allowed, grantedQos, consequence, reasons, advice }: Answer): string {
  const rules = [...new Set([...reasons, ...advice].map((one) => one.rule))].join(', ');
  const tail = rules === '' ? '' : ` (${rules})`;
  if (allowed) return (grantedQos === undefined ? 'allowed' : `granted ${grantedQos}`) + tail;
  const words: Record<string, string> = {
    close: 'closed',
    suback: 'failure',
    connack: `refused ${consequence.code ?? ''}`.trim(),
    drop: 'dropped',
  };
  return (words[consequence.kind] ?? 'denied') + tail;
}
