/** How a check and what it met are put into words. */
import { type Shape, type Test, type Unit, unitFactor } from '../policy/model.js';
import { utf8Length } from '../topics/syntax.js';
import type { CompiledCheck } from './checks.js';
import type { FieldValue, Subject } from './subject.js';

const labels: Readonly<Record<string, string>> = {
  protocol: 'The protocol',
  'clean-session': 'Clean session',
  'keep-alive': 'Keep-alive',
  'client-id': 'The client id',
  username: 'The user name',
  password: 'The password',
  will: 'The will',
  'will.topic': 'The will topic',
  'will.qos': 'The will QoS',
  'will.retain': 'Will retain',
  'will.payload': 'The will payload',
  qos: 'QoS',
  retain: 'Retain',
  dup: 'DUP',
  payload: 'The payload',
  topic: 'The topic',
  filter: 'The filter',
  'filter-count': 'The packet',
  shared: 'The share group',
  subscriptions: 'The session',
};

const texts: ReadonlySet<string> = new Set(['client-id', 'username', 'password']);

const values: Readonly<Record<string, (subject: Subject) => FieldValue>> = {
  protocol: (s) => s.protocol,
  'clean-session': (s) => s.cleanSession,
  'keep-alive': (s) => s.keepAlive,
  'client-id': (s) => s.clientId,
  username: (s) => s.username,
  'will.topic': (s) => s.willTopic,
  'will.qos': (s) => s.willQos,
  'will.retain': (s) => s.willRetain,
  'will.payload': (s) => s.willPayloadBytes,
  qos: (s) => s.qos,
  retain: (s) => s.retain,
  dup: (s) => s.dup,
  payload: (s) => s.payloadBytes,
  shared: (s) => s.shareGroup,
};

/** What was met: "Keep-alive is 5 s", "The topic has 9 levels". */
export function seen(check: CompiledCheck, subject: Subject, level: number | undefined): string {
  const { policyField: field, test } = check;
  const unit = 'unit' in test ? test.unit : undefined;
  const label = labels[field] ?? `"${field}"`;
  if (level !== undefined && typeof subject.topic === 'string') {
    return `Level ${level} is ${quote(subject.topic.split('/')[level - 1] ?? '')}`;
  }
  if (field === 'topic' || field === 'filter') {
    if (unit === 'levels') return `${label} has ${count(subject.topicLevels, 'level')}`;
    return `${label} has ${unit === 'chars' ? count([...String(subject.topic)].length, 'character') : count(subject.topicBytes, 'byte')}`;
  }
  if (field === 'filter-count') return `${label} has ${count(subject.filterCount, 'filter')}`;
  if (field === 'subscriptions') return `${label} would have ${count(subject.subscriptions, 'subscription')}`;
  if (field === 'payload' || field === 'will.payload') return `${label} has ${count(values[field]?.(subject), 'byte')}`;
  if (field === 'shared')
    return `This is a shared subscription${subject.shareGroup ? ` of the group ${quote(String(subject.shareGroup))}` : ''}`;
  const value = field === 'will' ? subject.will : field === 'password' ? subject.password : values[field]?.(subject);
  if (value === null) return `${label} is missing`;
  // Nobody is shown a password, nor how long it is.
  if (field === 'password' && value === '') return `${label} is empty`;
  if (field === 'will' || field === 'password') return `${label} is set`;
  if (unit && typeof value === 'string') return sizeOf(label, value, unit);
  return `${label} is ${field === 'protocol' ? `MQTT ${value}` : typeof value === 'string' ? quote(value) : withUnit(value as number, unit)}`;
}

function sizeOf(label: string, text: string, unit: Unit): string {
  if (text === '') return `${label} is empty`;
  return `${label} has ${unit === 'chars' ? count([...text].length, 'character') : count(utf8Length(text), 'byte')}`;
}

/** What the policy wants: "must be 10 to 1800 s", "may have at most 8 levels"; "should" where it only advises. */
export function expected(check: CompiledCheck, level: number | undefined): string {
  const { policyField: field, test } = check;
  const [must, may] = check.refuses ? ['must', 'may'] : ['should', 'should'];
  if ('is' in test) {
    if (test.is === 'required') return `${must} be there`;
    return field === 'shared' ? 'shared subscriptions are not supported' : `${must} be absent`;
  }
  if ('shape' in test) {
    return `${level === undefined ? '' : 'each level '}${must} be ${describeShape(test.shape)}`;
  }
  if ('in' in test) {
    const prefix = field === 'protocol' ? 'MQTT ' : '';
    return `${must} be ${alternatives(test.in.map((value) => prefix + withUnit(value, undefined)))}`;
  }
  if (field.endsWith('payload') && test.to === 0) return `${must} be empty`;
  if (texts.has(field)) {
    if ((test.from === 1 || test.above === 0) && test.to === undefined && test.below === undefined)
      return `${may} not be empty`;
    return `${must} have ${boundsOf(test)}`;
  }
  const verb = ['topic', 'filter', 'filter-count', 'subscriptions', 'payload', 'will.payload'].includes(field)
    ? `${may} have`
    : `${must} be`;
  return `${verb} ${boundsOf(test)}`;
}

/** What a number is lowered to, as it is written, where the check takes less: "0", "60 s". */
export function lowered({ policyField, test }: CompiledCheck, subject: Subject): string | undefined {
  const value = values[policyField]?.(subject);
  if (typeof value !== 'number' || 'is' in test || 'shape' in test) return undefined;
  if ('in' in test) {
    const most = Math.max(...test.in.filter((one) => typeof one === 'number' && one < value).map(Number));
    return Number.isFinite(most) ? String(most) : undefined;
  }
  const { to, unit } = test;
  return to !== undefined && to * (unit ? unitFactor[unit] : 1) < value ? withUnit(to, unit) : undefined;
}

function boundsOf(test: Extract<Test, { from?: number }>): string {
  const { unit } = test;
  const show = (value: number): string => withUnit(value, unit);
  if (test.below !== undefined) return `less than ${show(test.below)}`;
  if (test.above !== undefined) return `more than ${show(test.above)}`;
  if (test.from !== undefined && test.to !== undefined) {
    return test.from === test.to
      ? show(test.from)
      : test.to - test.from === 1 && !unit
        ? `${test.from} or ${test.to}`
        : `${test.from} to ${show(test.to)}`;
  }
  if (test.to !== undefined) return `at most ${show(test.to)}`;
  return `at least ${show(test.from ?? 0)}`;
}

function withUnit(value: number | string, unit: Unit | undefined): string {
  if (!unit) return String(value);
  if (unit === 'levels') return count(value, 'level');
  if (unit === 'B' || unit === 'bytes') return count(value, 'byte');
  if (unit === 'chars') return count(value, 'character');
  return `${value} ${unit}`;
}

function count(value: FieldValue, what: string): string {
  return `${value} ${what}${value === 1 ? '' : 's'}`;
}

/** A shape for people: its description would be better, its text is exact. */
export function describeShape(shape: Shape): string {
  if (shape.kind === 'any') return 'any one level';
  if (shape.kind === 'expiry') return 'a time in Unix seconds that is not over';
  return `of the form ${shape.text}`;
}

export function alternatives(texts: readonly string[]): string {
  if (texts.length < 2) return texts.join('');
  return `${texts.slice(0, -1).join(', ')} or ${texts.at(-1)}`;
}

/** A text in quotes, with control characters escaped and a long middle left out. */
export function quote(text: string): string {
  if (text.length <= 120 && /^[ !#-[\]-~]*$/.test(text)) return `"${text}"`;
  const short = text.length > 120 ? `${text.slice(0, 80)}…${text.slice(-20)}` : text;
  return JSON.stringify(short.isWellFormed() ? short : short.toWellFormed());
}
