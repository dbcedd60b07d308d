import { utf8Length } from '../topics/syntax.js';
import { adviceOfCheck, faultOfCheck } from './checks.js';
import type { CompiledPolicy } from './compile.js';
import { closeConnection, onWire } from './consequence.js';
import type { Fault, Pending } from './faults.js';
import { bind } from './names.js';
import type { PartialConnect } from './packets.js';
import { flag, isQos, messageFaults, qosRange } from './publish.js';
import type { Subject } from './subject.js';
import type { Advice, RuleId, WireConsequence } from './verdict.js';
import { alternatives, quote } from './words.js';

export interface ConnectDecision {
  readonly faults: readonly Pending[];
  readonly advice: readonly Advice[];
  /** Values of the identity names, by index; `undefined` where nothing usable was said. */
  readonly values: readonly (string | undefined)[];
}

const protocols = new Map([
  [3, '3.1'],
  [4, '3.1.1'],
  [5, '5'],
]);

/** Decides a CONNECT as far as its fields are known: an unknown field says nothing, `null` is absent. */
export function decideConnect(
  compiled: CompiledPolicy,
  packet: PartialConnect,
  now: number | undefined,
  willTopic: string | undefined,
): ConnectDecision {
  const faults: Pending[] = standardFaults(compiled, packet);
  const advice: Advice[] = [];
  const { will } = packet;
  const subject: Subject = {
    protocol: packet.protocolLevel === undefined ? undefined : protocols.get(packet.protocolLevel),
    cleanSession: flag(packet.cleanSession),
    keepAlive: packet.keepAlive,
    clientId: packet.clientId,
    username: packet.username,
    password: packet.password,
    will: will === undefined ? undefined : will === null ? null : 1,
    willTopic: will === null ? null : willTopic,
    willQos: will === null ? null : will?.qos !== undefined && isQos(will.qos) ? will.qos : undefined,
    willRetain: will === null ? null : flag(will?.retain),
    willPayloadBytes: will === null ? null : will?.payload === undefined ? undefined : utf8Length(will.payload),
  };
  let willRefused = false;
  for (const check of compiled.checks.connect) {
    if (check.holds(subject) !== false) continue;
    if (check.policyField === 'will' && check.refuses) willRefused = true;
    if (check.refuses) faults.push(faultOfCheck(check, subject, 'connect'));
    else advice.push(adviceOfCheck(check, subject));
  }
  const texts = {
    'client-id': packet.clientId,
    username: packet.username,
    password: packet.password,
    'will.topic': will === null ? null : willTopic,
  };
  const bound = bind(compiled.names, texts, packet.now ?? now);
  // One fault a field is enough where the standard itself already refuses it.
  const isRefused = ({ field }: Fault): boolean => faults.some((fault) => 'field' in fault && fault.field === field);
  if (bound.faults.length > 0) faults.push(...bound.faults.filter((fault) => !isRefused(fault)));

  if (will && willTopic !== undefined && !willRefused) {
    // A will is a publish that the server makes later; it is judged now [DESIGN 3.7].
    const context = {
      compiled,
      identity: bound.values,
      verb: 'publish',
      fieldPrefix: 'will.',
      answered: 'connect',
    } as const;
    const message = {
      topic: willTopic,
      qos: will.qos,
      retain: will.retain,
      dup: undefined,
      payloadBytes: will.payload === undefined ? undefined : utf8Length(will.payload),
    };
    faults.push(...messageFaults(context, message, advice));
  } else if (will?.qos !== undefined && !isQos(will.qos)) faults.push(qosRange('will.qos', will.qos));
  return { faults, advice, values: bound.values };
}

/** What the standard itself refuses, whatever the policy says. */
function standardFaults(compiled: CompiledPolicy, packet: PartialConnect): Fault[] {
  const faults: Fault[] = [];
  const fault = (
    rule: RuleId,
    field: string,
    message: string,
    consequence: WireConsequence = closeConnection,
  ): void => {
    faults.push({ rule, field, consequence, message: () => message });
  };
  const { protocolLevel, keepAlive, clientId, username, password, will, willQos, willRetain } = packet;
  if (protocolLevel !== undefined && !protocols.has(protocolLevel)) {
    const check = compiled.checks.connect.find((candidate) => candidate.policyField === 'protocol');
    const consequence = check
      ? onWire(check.consequence, 'connect', 'protocolLevel')
      : ({ kind: 'connack', code: 1 } as const);
    const wanted =
      check && 'in' in check.test ? check.test.in.map((version) => `MQTT ${version}`) : ['MQTT 3.1.1', 'MQTT 5'];
    fault(
      'connect/protocol',
      'protocolLevel',
      `The protocol level is ${protocolLevel}, which no MQTT version has; it must be that of ${alternatives(wanted)} [MQTT-3.1.2-2].`,
      consequence,
    );
  }
  if (keepAlive !== undefined && (!Number.isInteger(keepAlive) || keepAlive < 0 || keepAlive > 65535)) {
    fault(
      'connect/keep-alive',
      'keepAlive',
      `Keep-alive is ${keepAlive}, but the packet holds whole seconds from 0 to 65535 (3.1.2.10).`,
    );
  }
  const wrongId = typeof clientId === 'string' ? stringFault(clientId) : undefined;
  if (wrongId) fault('connect/client-id', 'clientId', `The client id ${wrongId}.`);
  const wrongName = typeof username === 'string' ? stringFault(username) : undefined;
  if (wrongName) fault('connect/username', 'username', `The user name ${wrongName}.`);
  if (typeof password === 'string' && utf8Length(password) > 65535) {
    fault(
      'connect/password',
      'password',
      'The password is longer than 65535 bytes, the most that its length field can say [MQTT-3.1.3-11].',
    );
  }
  if (clientId === '' && packet.cleanSession === false && protocolLevel !== 5) {
    fault(
      'connect/client-id',
      'clientId',
      'The client id is empty and clean session is 0: a session that is to be kept needs a name [MQTT-3.1.3-8].',
      { kind: 'connack', code: 2 },
    );
  }
  if (typeof password === 'string' && username === null && protocolLevel !== undefined && protocolLevel < 5) {
    fault('connect/username', 'username', 'There is a password but no user name [MQTT-3.1.2-22].');
  }
  if (will === null || will === undefined) {
    if (willQos !== undefined && willQos !== 0)
      fault(
        'connect/will',
        'will.qos',
        `The will QoS is ${willQos} although there is no will; it must be 0 [MQTT-3.1.2-13].`,
      );
    if (willRetain === true)
      fault('connect/will', 'will.retain', 'Will retain is 1 although there is no will; it must be 0 [MQTT-3.1.2-15].');
  }
  return faults;
}

function stringFault(text: string): string | undefined {
  if (!text.isWellFormed()) return `is ${quote(text)}, which is not well-formed UTF-8 [MQTT-1.5.3-1]`;
  if (text.includes('\0')) return 'holds U+0000 [MQTT-1.5.3-2]';
  if (text.length > 21845 && utf8Length(text) > 65535)
    return 'is longer than 65535 bytes, the most that its length field can say';
  return undefined;
}
