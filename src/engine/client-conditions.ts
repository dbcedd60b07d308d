/** Conditions on the client, settled once for a session: `username anna | bert`, `address 10.0.0.0/8`, `tls 1`. */
import { inNetwork, parseNetwork } from '../policy/address.js';
import { isClientCondition } from '../policy/conditions.js';
import type { Condition, Policy } from '../policy/model.js';
import { shapeMatches } from '../topics/shape.js';
import { shapeSample } from '../topics/shape-text.js';
import type { ClientFacts } from './packets.js';

const protocols = new Map([
  [3, '3.1'],
  [4, '3.1.1'],
  [5, '5'],
]);

/** The field's value: text, `null` for absent, `undefined` for unknown. */
function factOf(field: string, facts: ClientFacts): string | null | undefined {
  switch (field) {
    case 'client-id':
      return facts.clientId;
    case 'username':
      return facts.username;
    case 'password':
      return facts.password;
    case 'protocol':
      return facts.protocolLevel === undefined ? undefined : (protocols.get(facts.protocolLevel) ?? null);
    case 'tls':
      return facts.tls === undefined ? undefined : facts.tls ? '1' : '0';
    case 'address':
      return facts.address;
    case 'listener':
      return facts.listener;
    default:
      return undefined;
  }
}

/** Whether a condition holds for a client; `undefined` where that is not known. What is absent has no value and no form. */
export function conditionHolds(condition: Condition, facts: ClientFacts): boolean | undefined {
  const value = factOf(condition.field, facts);
  return value === undefined ? undefined : valueFits(condition, value);
}

function valueFits({ field, test }: Condition, value: string | null): boolean | undefined {
  if ('is' in test) return test.is === 'none' ? value === null : value !== null;
  if (value === null) return false;
  if (field === 'address') {
    const address = parseNetwork(value);
    // Nobody can say where a client is whose address cannot be read.
    if (!address) return undefined;
    const networks = 'in' in test ? test.in.map((text) => parseNetwork(String(text))) : [];
    return networks.some((network) => network !== undefined && inNetwork(address, network));
  }
  if ('in' in test) return test.in.some((one) => String(one) === value);
  return 'shape' in test && (test.shape.kind !== 'level' || shapeMatches(test.shape.level, value));
}

/** Every condition on the client that a policy has, each once, in the order of the page. */
export function clientConditions(policy: Policy): Condition[] {
  const found = new Map<string, Condition>();
  const note = (place: string, conditions: readonly Condition[] | undefined): void => {
    for (const condition of conditions ?? []) {
      if (isClientCondition(place, condition)) found.set(keyOf(condition), condition);
    }
  };
  for (const section of policy.sections) {
    note('section', section.when);
    for (const line of section.lines) {
      if ('when' in line) note('check' in line ? section.section : 'line', line.when);
    }
  }
  return [...found.values()];
}

export function keyOf({ field, test }: Condition): string {
  const said = 'shape' in test ? test.shape.text : JSON.stringify(test);
  return JSON.stringify([field, said]);
}

const maxWays = 64;

/**
 * The ways in which what is not known of a client can turn out: for each, whether each condition holds. Values of one field
 * exclude each other where they are plain texts. `undefined` where there are too many.
 */
export function waysOf(conditions: readonly Condition[], facts: ClientFacts): boolean[][] | undefined {
  const known = conditions.map((condition) => conditionHolds(condition, facts));
  let ways: (boolean | undefined)[][] = [known];
  const open = new Set(conditions.filter((_, at) => known[at] === undefined).map(({ field }) => field));
  for (const field of open) {
    const own = conditions.flatMap((condition, at) => (condition.field === field ? [{ condition, at }] : []));
    const answers = answersOf(own.map(({ condition }) => condition));
    if (!answers || ways.length * answers.length > maxWays) return undefined;
    ways = ways.flatMap((way) =>
      answers.map((answer) => {
        const filled = [...way];
        for (const [place, { at }] of own.entries()) filled[at] = answer[place] as boolean;
        return filled;
      }),
    );
  }
  return ways as boolean[][];
}

/** What the conditions on one field can say together. */
function answersOf(conditions: readonly Condition[]): boolean[][] | undefined {
  const [first] = conditions as [Condition];
  const independent = first.field === 'address' || conditions.some(({ test }) => 'shape' in test);
  if (independent) {
    if (2 ** conditions.length > maxWays) return undefined;
    return Array.from({ length: 2 ** conditions.length }, (_, number) =>
      conditions.map((__, at) => (number >> at) % 2 === 1),
    );
  }
  const texts = new Set(conditions.flatMap(({ test }) => ('in' in test ? test.in.map(String) : [])));
  const values: (string | null)[] = [...texts, null];
  const other = shapeSample({ alternatives: [[{ ranges: [[0x61, 0x7a]], min: 1, max: null }]] }, texts);
  if (first.field !== 'tls' && other !== undefined) values.push(other);
  if (first.field === 'tls') values.splice(0, values.length, '0', '1');
  const answers = new Map<string, boolean[]>();
  for (const value of values) {
    const answer = conditions.map((condition) => valueFits(condition, value) === true);
    answers.set(answer.join(), answer);
  }
  return answers.size > maxWays ? undefined : [...answers.values()];
}
