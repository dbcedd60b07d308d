import type { Consequence, Policy } from '../policy/model.js';
import { checkTopicName, isTopicName, utf8Length } from '../topics/syntax.js';
import { adviceOfCheck, faultOfCheck } from './checks.js';
import type { CompiledPolicy } from './compile.js';
import { closeConnection, onWire } from './consequence.js';
import { type Entry, type Identity, spell } from './entries.js';
import type { Fault, Pending } from './faults.js';
import { nameSearch } from './names-decision.js';
import { patternOfName } from './pattern-of.js';
import { classify } from './refusal.js';
import { levelCount, type Subject } from './subject.js';
import type { Advice, WireConsequence } from './verdict.js';
import { quote } from './words.js';

/** A message on its way: from a client (`publish`, a will) or to it (`receive`). Unknown fields are `undefined`. */
export interface Message {
  readonly topic: string;
  readonly qos: number | undefined;
  readonly retain: boolean | undefined;
  readonly dup: boolean | undefined;
  readonly payloadBytes: number | undefined;
}

export interface MessageContext {
  readonly compiled: CompiledPolicy;
  readonly identity: Identity;
  readonly verb: 'publish' | 'receive';
  /** Put before the field's name: `will.` for a will. */
  readonly fieldPrefix?: string;
  /** Where a will is judged: its faults are answered as the connect's. */
  readonly answered?: 'connect';
  /** How the topic is shown in messages, where it is not known in full. */
  readonly shown?: string;
  /** Its least length in bytes, where it is not known in full. */
  readonly leastBytes?: number;
  /** What is really known of the identity, where the rest was filled in: nothing else may be told to anybody. */
  readonly known?: Identity;
}

/** Collects every fault of a message; an empty list means that it is allowed. Advice is added to `advice`. */
export function messageFaults(context: MessageContext, message: Message, advice: Advice[]): Pending[] {
  const { compiled, identity, verb } = context;
  const faults: Pending[] = [];
  const prefix = context.fieldPrefix ?? '';
  const answered = context.answered ?? verb;
  const { topic } = message;
  // A will's faults are named as the will's, and answered as the connect's.
  const asked = (fault: Fault): Fault => ({
    ...fault,
    field: prefix + fault.field,
    ...(context.answered ? { consequence: onWire(compiled.otherwise.connect, context.answered) } : {}),
  });

  if (message.qos !== undefined && !isQos(message.qos)) {
    faults.push(qosRange(`${prefix}qos`, message.qos));
  }
  if (message.dup === true && message.qos === 0) {
    faults.push({
      rule: 'publish/dup',
      field: `${prefix}dup`,
      consequence: verb === 'receive' ? { kind: 'drop' } : closeConnection,
      message: () =>
        'DUP is 1 on a QoS 0 publish: only a QoS 1 or 2 publish is ever sent again [MQTT-3.3.1-2]. Set DUP to 0.',
    });
  }
  const { payloadBytes } = message;
  const sized = payloadBytes === undefined || isPayloadSize(payloadBytes);
  if (!sized) {
    faults.push({
      rule: 'publish/payload-size',
      field: `${prefix}payload`,
      consequence: verb === 'receive' ? { kind: 'drop' } : closeConnection,
      message: () =>
        `The payload has ${payloadBytes} bytes, which no payload has: a packet holds 0 to ${mostPayloadBytes} (2.2.3). Give its size in bytes.`,
    });
  }
  const wellFormed = isTopicName(topic);
  const subject: Subject = {
    topic: wellFormed ? topic : undefined,
    topicLevels: wellFormed ? levelCount(topic) : undefined,
    topicBytes: wellFormed ? (context.leastBytes ?? utf8Length(topic)) : undefined,
    qos: message.qos !== undefined && isQos(message.qos) ? message.qos : undefined,
    retain: flag(message.retain),
    dup: flag(message.dup),
    payloadBytes: sized ? payloadBytes : undefined,
  };
  for (const check of compiled.checks[verb]) {
    if (check.holds(subject) !== false) continue;
    if (check.refuses) {
      faults.push(asked(faultOfCheck(check, subject, verb)));
    } else advice.push({ ...adviceOfCheck(check, subject), field: prefix + check.field });
  }
  if (!wellFormed) {
    for (const problem of checkTopicName(topic)) {
      faults.push({
        rule: 'topic/syntax',
        field: `${prefix}topic`,
        level: problem.level,
        consequence: verb === 'receive' ? { kind: 'drop' } : closeConnection,
        message: () => problem.message,
      });
    }
    return faults;
  }
  const consequence = topicConsequence(compiled, verb, undefined, answered);
  if (verb === 'publish' && topic.startsWith('$delayed/')) {
    faults.push({
      rule: 'publish/delayed',
      field: `${prefix}topic`,
      level: 1,
      consequence,
      message: () =>
        `${quote(topic)} asks for a delayed publish, which ${compiled.policy.title ?? compiled.policy.name} does not have. Write the topic without $delayed/ and its seconds.`,
    });
    return faults;
  }
  nameSearch.run(compiled, verb, topic, identity, subject);
  const { denied, granted, failed, failedChecks, leftOut } = nameSearch;
  if (denied)
    faults.push(
      deniedFault(context, denied, topic, `${prefix}topic`, topicConsequence(compiled, verb, denied, answered)),
    );
  // A topic that is denied and not listed either is reported as both.
  if (granted) {
    if (!denied) addNote(context, granted, topic, subject, advice);
  } else if (failed) {
    for (const check of failedChecks) {
      faults.push(asked(faultOfCheck(check, subject, verb)));
    }
  } else if (leftOut) {
    if (!denied) faults.push(leftOutFault(context, leftOut, topic, `${prefix}topic`, consequence));
  } else {
    const shown = context.shown ?? topic;
    faults.push({
      consequence,
      expand: () =>
        classify(compiled, verb, patternOfName(topic), shown, identity, context.known).map(
          (refusal): Fault => ({
            rule: refusal.rule,
            field: `${prefix}topic`,
            level: refusal.level,
            policyLine: refusal.line,
            use: refusal.use,
            consequence,
            message: () => refusal.message,
          }),
        ),
    });
  }
  return faults;
}

/** The largest Remaining Length that a packet can say (MQTT 3.1.1, 2.2.3). */
export const mostPayloadBytes = 268_435_455;

/** Whether a payload can have this size at all: false for what is negative, no whole number, or more than a packet holds. */
export function isPayloadSize(bytes: number): boolean {
  return Number.isInteger(bytes) && bytes >= 0 && bytes <= mostPayloadBytes;
}

export function isQos(qos: number): boolean {
  return qos === 0 || qos === 1 || qos === 2;
}

export function qosRange(field: string, qos: number): Fault {
  return {
    rule: 'qos/range',
    field,
    consequence: closeConnection,
    message: () => `QoS is ${qos}, but MQTT knows only 0, 1 and 2.`,
  };
}

export function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : value ? 1 : 0;
}

/** What happens to a packet whose topic is refused: the line's word, else the section's, else the verb's. */
export function topicConsequence(
  compiled: Pick<CompiledPolicy, 'policy' | 'otherwise'>,
  verb: 'publish' | 'subscribe' | 'receive',
  entry: Entry | undefined,
  answered: 'connect' | 'publish' | 'subscribe' | 'receive',
): WireConsequence {
  if (answered === 'connect') return onWire(compiled.otherwise.connect, answered);
  const consequence =
    entry?.listing.otherwise ??
    entry?.section.otherwise ??
    (entry ? undefined : otherwiseOfTopics(compiled.policy)) ??
    compiled.otherwise[verb];
  return onWire(consequence, answered);
}

const ofTopics = new WeakMap<Policy, { readonly otherwise: Consequence | undefined }>();

/** What the first section of topics that has a word for it says of topics that none lists. */
function otherwiseOfTopics(policy: Policy): Consequence | undefined {
  let known = ofTopics.get(policy);
  if (!known) {
    const section = policy.sections.find((one) => one.section === 'topics' && one.otherwise !== undefined);
    known = { otherwise: section?.otherwise };
    ofTopics.set(policy, known);
  }
  return known.otherwise;
}

function deniedFault(
  context: MessageContext,
  entry: Entry,
  topic: string,
  field: string,
  consequence: WireConsequence,
): Fault {
  const remark = entry.listing.note ?? entry.listing.about;
  return {
    rule: 'topic/denied',
    field,
    consequence,
    policyLine: entry.listing.line,
    message: () =>
      `${quote(context.shown ?? topic)} is denied: the policy says "deny ${entry.listing.verbs.join(', ')} ${entry.text}".${remark === undefined ? '' : ` ${remark}.`}`,
  };
}

function leftOutFault(
  context: Pick<MessageContext, 'shown'>,
  entry: Entry,
  topic: string,
  field: string,
  consequence: WireConsequence,
): Fault {
  return {
    rule: 'topic/denied',
    field,
    consequence,
    policyLine: entry.listing.line,
    message: () => leftOutMessage(context.shown ?? topic, entry),
  };
}

export function leftOutMessage(topic: string, entry: Entry): string {
  return `${quote(topic)} is left out: ${leavingOut(entry)}`;
}

/** The line that leaves something out, as a sentence. */
export function leavingOut({ listing, text }: Entry): string {
  const except = (listing.except ?? []).map((template) => template.text).join(', ');
  return `the policy says "${listing.verbs.join(', ')} ${text} except ${except}".`;
}

function addNote(context: MessageContext, entry: Entry, topic: string, subject: Subject, advice: Advice[]): void {
  const { compiled, identity } = context;
  const checks = compiled.listingChecks.get(entry)?.[context.verb];
  for (const check of checks ?? []) {
    if (!check.refuses && check.holds(subject) === false) advice.push(adviceOfCheck(check, subject));
  }
  const { note, use, line } = entry.listing;
  if (note === undefined) return;
  const prefix = context.fieldPrefix ?? '';
  const replacement = use === undefined ? undefined : filled(compiled, entry, use.text, identity);
  advice.push({
    rule: 'policy/note',
    message: note,
    severity: 'info',
    field: `${prefix}topic`,
    ...(line === undefined ? {} : { policyLine: line }),
    ...(replacement === undefined || topic === replacement ? {} : { use: replacement }),
  });
}

/** A `use` of a listing as a whole topic; nothing when a name in it is not known. */
export function filled(compiled: CompiledPolicy, entry: Entry, use: string, identity: Identity): string | undefined {
  const under = entry.section.under?.find((prefix) => entry.text.startsWith(`${prefix.text}/`));
  const text = spell(
    { ...entry, text: under ? `${under.text}/${use}` : use },
    compiled.names.list.map((name) => name.name),
    identity,
  );
  return text.includes('{') ? undefined : text;
}
