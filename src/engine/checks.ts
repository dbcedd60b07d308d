import type { Check, Consequence, Shape, Test } from '../policy/model.js';
import { unitFactor } from '../policy/model.js';
import { shapeMatches, shapeMatchesPart } from '../topics/shape.js';
import { utf8Length } from '../topics/syntax.js';
import { type Answered, onWire, refuses } from './consequence.js';
import type { Fault } from './faults.js';
import type { FieldValue, Subject } from './subject.js';
import type { Advice, RuleId } from './verdict.js';
import { expected, lowered, seen } from './words.js';

/** A line such as `keep-alive 10..1800 s`, ready to be asked. */
export interface CompiledCheck {
  readonly rule: RuleId;
  /** Field as verdicts name it. */
  readonly field: string;
  readonly policyField: string;
  readonly test: Test;
  /** Whether the subject keeps to it; `undefined` where a field is unknown. */
  readonly holds: (subject: Subject) => boolean | undefined;
  /** Whether it asks about its own field alone. */
  readonly unconditional: boolean;
  readonly consequence: Consequence | undefined;
  readonly refuses: boolean;
  readonly line: number | undefined;
  readonly remark: string | undefined;
}

/** The subject's field, the verdict's field and the rule behind each field of the language. */
interface FieldFacts {
  readonly rule: RuleId;
  readonly field: string;
  readonly read: (subject: Subject, unit: string | undefined) => FieldValue;
}

/** A text, or its size in a unit. */
function measured(text: FieldValue, unit: string | undefined): FieldValue {
  if (unit === undefined || typeof text !== 'string') return text;
  return unit === 'chars' ? characters(text) : utf8Length(text);
}

const connectFields: Readonly<Record<string, FieldFacts>> = {
  protocol: { rule: 'connect/protocol', field: 'protocolLevel', read: (s) => s.protocol },
  'clean-session': { rule: 'connect/clean-session', field: 'cleanSession', read: (s) => s.cleanSession },
  'keep-alive': { rule: 'connect/keep-alive', field: 'keepAlive', read: (s) => s.keepAlive },
  'client-id': { rule: 'connect/client-id', field: 'clientId', read: (s, unit) => measured(s.clientId, unit) },
  username: { rule: 'connect/username', field: 'username', read: (s, unit) => measured(s.username, unit) },
  password: { rule: 'connect/password', field: 'password', read: (s, unit) => measured(s.password, unit) },
  will: { rule: 'connect/will', field: 'will', read: (s) => s.will },
  'will.topic': { rule: 'connect/will', field: 'will.topic', read: (s) => s.willTopic },
  'will.qos': { rule: 'connect/will', field: 'will.qos', read: (s) => s.willQos },
  'will.retain': { rule: 'connect/will', field: 'will.retain', read: (s) => s.willRetain },
  'will.payload': { rule: 'connect/will', field: 'will.payload', read: (s) => s.willPayloadBytes },
};

const measuredTopic = (s: Subject, unit: string | undefined): FieldValue =>
  unit === 'levels' ? s.topicLevels : unit === 'chars' ? characters(s.topic) : unit ? s.topicBytes : s.topic;

function characters(text: FieldValue): FieldValue {
  return typeof text === 'string' ? [...text].length : text;
}

const publishFields: Readonly<Record<string, FieldFacts>> = {
  qos: { rule: 'publish/qos', field: 'qos', read: (s) => s.qos },
  retain: { rule: 'publish/retain', field: 'retain', read: (s) => s.retain },
  dup: { rule: 'publish/dup', field: 'dup', read: (s) => s.dup },
  payload: { rule: 'publish/payload-size', field: 'payload', read: (s) => s.payloadBytes },
  topic: { rule: 'limits/length', field: 'topic', read: measuredTopic },
  level: { rule: 'limits/characters', field: 'topic', read: (s) => s.topic },
};
const subscribeFields: Readonly<Record<string, FieldFacts>> = {
  qos: { rule: 'subscribe/qos', field: 'qos', read: (s) => s.qos },
  filter: { rule: 'limits/length', field: 'filter', read: measuredTopic },
  topic: { rule: 'limits/length', field: 'filter', read: measuredTopic },
  level: { rule: 'limits/characters', field: 'filter', read: (s) => s.topic },
  'filter-count': { rule: 'limits/filters', field: 'filters', read: (s) => s.filterCount },
  shared: { rule: 'subscribe/shared', field: 'filter', read: (s) => s.shareGroup },
};
const sessionFields: Readonly<Record<string, FieldFacts>> = {
  subscriptions: { rule: 'limits/subscriptions', field: 'filter', read: (s) => s.subscriptions },
};

const fieldsOf: Readonly<Record<Exclude<Answered, 'packet'> | 'session', Readonly<Record<string, FieldFacts>>>> = {
  connect: connectFields,
  publish: publishFields,
  receive: publishFields,
  subscribe: subscribeFields,
  unsubscribe: subscribeFields,
  session: sessionFields,
};

/** The rule behind a field as verdicts name it, and what the language calls the field: `keepAlive` of a `connect`. */
export function ruleOfField(
  occasion: 'connect' | 'publish' | 'subscribe' | 'receive',
  field: string,
): { readonly rule: RuleId; readonly policyField: string } | undefined {
  const found = Object.entries(fieldsOf[occasion]).find(([, facts]) => facts.field === field);
  return found && { rule: found[1].rule, policyField: found[0] };
}

/**
 * Compiles a check for one kind of packet. A field that packets of this kind do not have, or that the engine reads no clock
 * for (`per 5 s`), gives nothing.
 */
export function compileCheck(
  check: Pick<Check, 'check' | 'test' | 'when' | 'line' | 'about' | 'note'>,
  occasion: keyof typeof fieldsOf,
  consequence: Consequence | undefined,
): CompiledCheck[] {
  const compiled: CompiledCheck[] = [];
  if ('per' in check.test && check.test.per) return compiled;
  for (const name of check.check) {
    const facts = fieldOf(occasion, name);
    if (!facts) continue;
    const unit = 'unit' in check.test ? check.test.unit : undefined;
    const passes = name === 'level' ? levelTest(check.test) : testOf(check.test);
    const conditions = (check.when ?? []).map(({ field, test: wanted }) => ({
      read: fieldOf(occasion, field)?.read,
      passes: testOf(wanted),
    }));
    if (conditions.some(({ read }) => !read)) continue;
    compiled.push({
      rule: facts.rule === 'limits/length' && unit === 'levels' ? 'limits/levels' : facts.rule,
      field: facts.field,
      policyField: name,
      test: check.test,
      holds: (subject) => {
        if (conditions.length === 0) {
          const value = facts.read(subject, unit);
          return value === undefined ? undefined : passes(value);
        }
        let unknown = false;
        for (const condition of conditions) {
          const there = condition.read?.(subject, undefined);
          if (there === undefined) unknown = true;
          else if (!condition.passes(there)) return true;
        }
        if (unknown) return undefined;
        const value = facts.read(subject, unit);
        return value === undefined ? undefined : passes(value);
      },
      unconditional: conditions.length === 0,
      consequence,
      refuses: refuses(consequence),
      line: check.line,
      remark: check.note ?? check.about,
    });
  }
  return compiled;
}

function fieldOf(occasion: keyof typeof fieldsOf, name: string): FieldFacts | undefined {
  const fields = fieldsOf[occasion];
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** A value that is absent keeps to every test but `required`. */
export function testOf(test: Test): (value: FieldValue) => boolean {
  if ('is' in test) return test.is === 'none' ? (value) => value === null : (value) => value !== null;
  if ('in' in test) {
    const values = test.in;
    return (value) => value === null || values.includes(value as never);
  }
  if ('shape' in test) {
    const fits = textTest(test.shape);
    return (value) => value === null || (typeof value === 'string' && fits(value));
  }
  const factor = test.unit ? unitFactor[test.unit] : 1;
  const from = (test.from ?? Number.NEGATIVE_INFINITY) * factor;
  const to = (test.to ?? Number.POSITIVE_INFINITY) * factor;
  const below = (test.below ?? Number.POSITIVE_INFINITY) * factor;
  const above = (test.above ?? Number.NEGATIVE_INFINITY) * factor;
  return (value) =>
    value === null || (typeof value === 'number' && value >= from && value <= to && value < below && value > above);
}

function textTest(shape: Shape): (text: string) => boolean {
  if (shape.kind !== 'level') return () => true;
  const { level } = shape;
  return (text) => shapeMatches(level, text);
}

/** A test on each level that is not a wildcard. */
function levelTest(test: Test): (value: FieldValue) => boolean {
  const passes = levelPasses(test);
  return (topic) => typeof topic !== 'string' || levelThatFails(passes, topic) === undefined;
}

/** The first level, counted from 1, that does not pass a `level` test. */
export function failingLevel(test: Test, topic: string): number | undefined {
  return levelThatFails(levelPasses(test), topic);
}

/** Tells of a part of a topic that is one level. */
type LevelTest = (topic: string, start: number, end: number) => boolean;

function levelThatFails(passes: LevelTest, topic: string): number | undefined {
  let start = 0;
  for (let level = 1; start <= topic.length; level++) {
    const slash = topic.indexOf('/', start);
    const end = slash < 0 ? topic.length : slash;
    if (!isWildcard(topic, start, end) && !passes(topic, start, end)) return level;
    start = end + 1;
  }
  return undefined;
}

function isWildcard(topic: string, start: number, end: number): boolean {
  if (end !== start + 1) return false;
  const code = topic.charCodeAt(start);
  return code === 0x2b || code === 0x23;
}

function levelPasses(test: Test): LevelTest {
  if ('shape' in test) {
    const { shape } = test;
    if (shape.kind !== 'level') return () => true;
    return (topic, start, end) => shapeMatchesPart(shape.level, topic, start, end);
  }
  const passes = testOf(test);
  const inBytes = !('unit' in test) || test.unit !== 'chars';
  return (topic, start, end) => {
    const level = topic.slice(start, end);
    return passes(inBytes ? utf8Length(level) : [...level].length);
  };
}

/** The breach of a check whose `holds` said no. */
export function faultOfCheck(check: CompiledCheck, subject: Subject, answered: Answered): Fault {
  const consequence = onWire(check.consequence, answered, check.field);
  const level =
    check.policyField === 'level' && typeof subject.topic === 'string'
      ? failingLevel(check.test, subject.topic)
      : undefined;
  const snapshot = { ...subject };
  return {
    rule: check.rule,
    field: check.field,
    level,
    consequence,
    policyLine: check.line,
    message: () => messageOf(check, snapshot, level),
  };
}

/** What a breach is reported as when its consequence lets the packet pass. */
export function adviceOfCheck(check: CompiledCheck, subject: Subject): Advice {
  const warn =
    check.consequence?.do === 'warn' || check.consequence?.do === 'clamp' || check.consequence?.do === 'ignore';
  return {
    rule: check.rule,
    message: adviceMessageOf(check, subject),
    severity: warn ? 'warning' : 'info',
    field: check.field,
    ...(check.line === undefined ? {} : { policyLine: check.line }),
    ...(check.consequence?.do === 'ignore' && { ignored: true }),
    consequence: onWire(check.consequence, 'packet'),
  };
}

/** What the platform does with it, rather than what it must be. */
function adviceMessageOf(check: CompiledCheck, subject: Subject): string {
  const { consequence } = check;
  const to = consequence?.do === 'downgrade' ? lowered(check, subject) : undefined;
  if (to === undefined) return messageOf(check, subject, undefined) + effectOf(consequence);
  return `${seen(check, subject, undefined)}, which the platform lowers to ${to}.${remarkOf(check)}`;
}

function effectOf(consequence: Consequence | undefined): string {
  switch (consequence?.do) {
    case 'clamp':
      return ' The platform moves it into range.';
    case 'downgrade':
      return ' The platform lowers it.';
    case 'ignore':
      return ' The platform does not look at it.';
    default:
      return '';
  }
}

function messageOf(check: CompiledCheck, subject: Subject, level: number | undefined): string {
  return `${seen(check, subject, level)}, but ${expected(check, level)}.${remarkOf(check)}`;
}

function remarkOf({ remark }: CompiledCheck): string {
  return remark === undefined ? '' : ` ${remark}${/[.!?]$/.test(remark) ? '' : '.'}`;
}
