/** What is wrong with an UNSUBSCRIBE, and with packets that have nothing but a name. */
import { type PacketName, packetNames } from '../../grammar/packet-names.js';
import { nearest } from '../text/nearest.js';
import { checkTopicFilter, isTopicFilter, utf8Length } from '../topics/syntax.js';
import { adviceOfCheck, faultOfCheck } from './checks.js';
import { closeConnection, onWire } from './consequence.js';
import type { Fault, Pending } from './faults.js';
import { ofPage } from './layered.js';
import type { Part } from './standing.js';
import { levelCount, type Subject } from './subject.js';
import type { Advice } from './verdict.js';
import { quote } from './words.js';

const serverPackets: ReadonlySet<string> = new Set<PacketName>(['connack', 'suback', 'unsuback', 'pingresp']);
const clientPackets: readonly string[] = packetNames.filter((name) => !serverPackets.has(name));

/** Faults of a packet by the standard's name in lower case. */
export function packetFaults(parts: readonly Part[], name: string): Pending[] {
  const upper = name.toUpperCase();
  const fault = (message: string, consequence: Fault['consequence'] = closeConnection, policyLine?: number): Fault => ({
    rule: 'packet/unsupported',
    field: 'packet',
    consequence,
    policyLine,
    message: () => message,
  });
  if (serverPackets.has(name))
    return [fault(`${upper} is a packet that only a server sends; a server that gets it closes the connection.`)];
  if (!clientPackets.includes(name)) {
    const meant = nearest(name, clientPackets);
    return [fault(`No MQTT packet is called ${quote(name)}.${meant === undefined ? '' : ` Did you mean ${meant}?`}`)];
  }
  const refused = parts.flatMap(({ compiled }) => {
    const found = compiled.packets.get(name);
    if (!found) return [];
    const ofQos2 = /^pub(rec|rel|comp)$/.test(name);
    const why = ofQos2 ? ' It belongs to QoS 2; use QoS 0 or 1.' : name === 'auth' ? ' It belongs to MQTT 5.' : '';
    const message = `${upper} is not supported here.${why}`;
    return ofPage(compiled, [fault(message, onWire(found.consequence, 'packet'), found.line)]);
  });
  if (refused.length > 0 || name !== 'connect') return refused;
  return [fault('This is a second CONNECT on the same connection [MQTT-3.1.0-2].')];
}

/** Where a filter is not well formed. */
export function syntaxFaults(filter: string): Fault[] {
  if (isTopicFilter(filter)) return [];
  return checkTopicFilter(filter).map((problem) => ({
    rule: 'topic/syntax',
    field: 'filter',
    level: problem.level,
    consequence: closeConnection,
    message: () => problem.message,
  }));
}

/** What one page says of the filters of an UNSUBSCRIBE and of their number. */
export function unsubscribeFaults({ compiled }: Part, filters: readonly string[], advice: Advice[]): Pending[] {
  const pending: Pending[] = [];
  const checkAll = (subject: Subject, about: (field: string) => boolean): void => {
    for (const check of compiled.checks.unsubscribe) {
      if (!about(check.field) || check.holds(subject) !== false) continue;
      if (check.refuses) pending.push(faultOfCheck(check, subject, 'unsubscribe'));
      else advice.push(adviceOfCheck(check, subject));
    }
  };
  for (const filter of filters) {
    if (!isTopicFilter(filter)) continue;
    checkAll(
      { topic: filter, topicLevels: levelCount(filter), topicBytes: utf8Length(filter) },
      (field) => field !== 'filters',
    );
  }
  checkAll({ filterCount: filters.length }, (field) => field === 'filters');
  return pending;
}

export function emptyPacket(name: string, statement: string): Fault {
  return {
    rule: 'limits/filters',
    field: 'filters',
    consequence: closeConnection,
    message: () => `This ${name} has no filter, but must have at least one ${statement}.`,
  };
}
