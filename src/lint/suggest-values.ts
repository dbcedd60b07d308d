/** Which values an option could have: those that the engine does not refuse. */
import type { Guard } from '../engine/guard.js';
import type { PartialConnect } from '../engine/packets.js';
import { builtinNames, builtinPolicy } from '../policy/builtins.js';
import type { Client, Request } from '../readers/document.js';
import type { KeyFact } from '../readers/keys.js';
import { bareHost } from './hosts.js';
import { namesIn } from './levels.js';
import { namesOf } from './suggest-topics.js';
import { type VerdictOptions, verdictsOn } from './verdicts.js';

export interface SuggestedValue {
  readonly value: string | number | boolean;
  readonly about?: string;
}

export interface WantedValue {
  readonly client: Client;
  readonly guard: Guard;
  /** What the key can mean. */
  readonly fact: KeyFact;
  /** The requests that the value counts for, where it is that of a QoS or retain flag. */
  readonly requests: readonly Request[];
}

const whole = { start: -1, end: -1 };
/** Keep-alives that people use, in seconds. */
const usualSeconds = [10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600];
const versions = [
  [3, '3.1'],
  [4, '3.1.1'],
  [5, '5'],
] as const;

export function suggestValues(wanted: WantedValue, options: VerdictOptions): SuggestedValue[] {
  const { guard, fact } = wanted;
  switch (fact.concept) {
    case 'cleanSession':
      return [true, false]
        .filter((value) => isTaken(guard, 'cleanSession', { cleanSession: value }))
        .map((value) => ({ value: fact.inverted ? !value : value }));
    case 'keepAlive':
      return usualSeconds
        .filter((value) => isTaken(guard, 'keepAlive', { keepAlive: value }))
        .map((value) => ({ value: fact.milliseconds ? value * 1000 : value }));
    case 'protocol':
      return versions
        .filter(([level]) => isTaken(guard, 'protocolLevel', { protocolLevel: level }))
        .map(([level, name]) => ({ value: fact.level ? level : name, about: `MQTT ${name}` }));
    case 'qos':
      return [0, 1, 2].filter((qos) => goesWith(wanted, 'qos', qos, options)).map((value) => ({ value }));
    case 'retain':
      return [false, true].filter((retain) => goesWith(wanted, 'retain', retain, options)).map((value) => ({ value }));
    case 'willQos':
      return [0, 1, 2].filter((qos) => isTaken(guard, 'will.qos', { will: { qos } })).map((value) => ({ value }));
    case 'willRetain':
      return [false, true]
        .filter((retain) => isTaken(guard, 'will.retain', { will: { retain } }))
        .map((value) => ({ value }));
    case 'host':
      return hosts(guard);
    case 'clientId':
      return boundValue(without(wanted, 'clientId'), 'client-id', options);
    case 'username':
      return boundValue(without(wanted, 'username'), 'username', options);
    default:
      return [];
  }
}

function isTaken(guard: Guard, field: string, connect: PartialConnect): boolean {
  return !guard.judge({ connect }).reasons.some((reason) => reason.field === field);
}

/** Nothing refuses it, and nothing is said against it. */
function goesWith(
  { requests, client, guard }: WantedValue,
  field: 'qos' | 'retain',
  value: number | boolean,
  options: VerdictOptions,
): boolean {
  return requests.every((request) =>
    verdictsOn({ ...request, [field]: { value, span: whole } }, client, guard, options).every(
      ({ judgement }) => ![...judgement.reasons, ...judgement.advice].some((said) => said.field === field),
    ),
  );
}

/** Those of the policy in force first. */
function hosts({ policy }: Guard): SuggestedValue[] {
  const found = new Map<string, SuggestedValue>();
  for (const { hosts: own, title } of [policy, ...builtinNames().flatMap((name) => builtinPolicy(name) ?? [])]) {
    for (const host of own) {
      const value = bareHost(host);
      if (!found.has(value) && !/[{*]/.test(value))
        found.set(value, { value, ...(title !== undefined && { about: title }) });
    }
  }
  return [...found.values()];
}

/** What stands there now says nothing about what should. */
function without(wanted: WantedValue, option: 'clientId' | 'username'): WantedValue {
  const { [option]: _, ...options } = wanted.client.options;
  return { ...wanted, client: { ...wanted.client, options } };
}

/** A client whose topics say who it is has to connect as that one. */
function boundValue({ client, guard }: WantedValue, field: string, options: VerdictOptions): SuggestedValue[] {
  const names = namesOf({ client, guard }, options);
  return guard.policy.sections.flatMap(({ section, lines }) =>
    section !== 'identity'
      ? []
      : lines.flatMap((line) => {
          if (!('bind' in line) || line.bind !== field) return [];
          const value = line.to.text.replace(/\{([^{}|.]+)\}/g, (written, name: string) => names.get(name) ?? written);
          return namesIn(line.to.text).every((name) => names.has(name)) && !/[{}$%<>]/.test(value)
            ? [{ value, about: 'What the topics of the file say' }]
            : [];
        }),
  );
}
