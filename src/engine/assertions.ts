/**
 * Checks what a policy asserts of itself, for every identity. Identities are told apart only by equality with each other and
 * with literals of the templates, so a few stand for all (small model; see docs/decisions.md).
 */
import type { Assertion, Policy, PolicyProblem } from '../policy/model.js';
import type { TopicPattern } from '../topics/pattern.js';
import { findTopic } from '../topics/search.js';
import { shapeMatches } from '../topics/shape.js';
import { shapeSample } from '../topics/shape-text.js';
import { type CompiledPolicy, compile } from './compile.js';
import { compileLevels, type Entry, type Identity, patternOfEntry, verbBit } from './entries.js';
import { expandFaults } from './faults.js';
import { namesIn } from './names.js';
import { decideFilter } from './subscribe.js';
import { quote } from './words.js';

const maxIdentities = 256;

/**
 * Problems of every assertion that does not hold (or that is too large to be decided: then the policy must not load either).
 * Lines and columns are those of the assertion; a policy from JSON has none.
 */
export function checkAssertions(policy: Policy): PolicyProblem[] {
  const assertions = policy.sections.flatMap((section) =>
    section.section === 'assert' ? section.lines.map((line) => ({ line, roles: line.roles ?? section.roles })) : [],
  );
  if (assertions.length === 0) return [];
  const allRoles = policy.sections.flatMap((section) =>
    section.section === 'roles' ? section.lines.map((line) => line.role) : [],
  );
  return assertions.flatMap(({ line, roles }) => {
    const compiled = compile(policy, allRoles.length > 0 ? (roles ?? allRoles) : undefined);
    const failure = check(compiled, line);
    return failure === undefined ? [] : [problem(line, failure)];
  });
}

function problem(line: Assertion, message: string): PolicyProblem {
  return { code: 'assertion', message, severity: 'error', offset: 0, length: 0, line: line.line ?? 1, column: 1 };
}

function check(compiled: CompiledPolicy, assertion: Assertion): string | undefined {
  const identities = identitiesOf(compiled, mentioned(assertion));
  if (!identities) return 'This assertion cannot be decided: the policy compares its names with too many texts.';
  if (assertion.assert === 'isolated') return isolationFailure(compiled, assertion.names, identities);
  for (const template of assertion.topics) {
    const levels = compileLevels(template.levels, compiled.names, new Map());
    for (const identity of identities) {
      const failure = failureFor(
        compiled,
        assertion,
        template.text,
        patternOfEntry(levels, compiled.names, identity, 'own'),
        identity,
      );
      if (failure !== undefined) {
        return `The assertion "${assertion.assert} ${assertion.verb} ${template.text}" does not hold for ${describe(compiled, identity)}: ${failure}.`;
      }
    }
  }
  return undefined;
}

function failureFor(
  compiled: CompiledPolicy,
  assertion: Extract<Assertion, { verb: string }>,
  text: string,
  pattern: TopicPattern,
  identity: Identity,
): string | undefined {
  const { verb } = assertion;
  if (verb === 'subscribe') {
    const filter = spellPattern(pattern);
    const faults = expandFaults(decideFilter({ compiled, identity }, filter, 0).faults);
    if (assertion.assert === 'never') return faults.length === 0 ? `${quote(filter)} is granted` : undefined;
    return faults[0] === undefined ? undefined : `${quote(filter)} is refused: ${faults[0].message()}`;
  }
  const denied = patternsFor(compiled, identity, verb, true);
  const allowed = patternsFor(compiled, identity, verb, false);
  if (assertion.assert === 'never') {
    for (const one of allowed) {
      const finding = findTopic([pattern, one], denied);
      if (finding.status === 'found') return `it may ${verb} ${quote(finding.witness)}`;
      if (finding.status === 'unknown') return `whether it may ${verb} a topic of ${text} cannot be decided`;
    }
    return undefined;
  }
  const gap = findTopic([pattern], allowed);
  if (gap.status === 'found') return `it may not ${verb} ${quote(gap.witness)}`;
  for (const one of denied) {
    const finding = findTopic([pattern, one]);
    if (finding.status === 'found') return `it may not ${verb} ${quote(finding.witness)}`;
  }
  return gap.status === 'unknown' ? `whether it may ${verb} every topic of ${text} cannot be decided` : undefined;
}

/** What a client may do with topics: allow or deny listings of a verb; a subscribe listing grants the delivery. */
function patternsFor(
  compiled: CompiledPolicy,
  identity: Identity,
  verb: 'publish' | 'receive',
  deny: boolean,
): TopicPattern[] {
  const bits = verb === 'receive' && !deny ? verbBit.receive | verbBit.subscribe : verbBit[verb];
  return compiled.entries
    .filter(
      (entry) =>
        entry.deny === deny &&
        !entry.filterOnly &&
        (entry.verbs & bits) !== 0 &&
        (!deny || entry.listing.checks.length === 0),
    )
    .map((entry) => patternOfEntry(entry, compiled.names, identity, 'own'));
}

/** Two clients that differ in one of the names and share a topic that one may use and the other too. */
function isolationFailure(
  compiled: CompiledPolicy,
  names: readonly string[],
  identities: readonly Identity[],
): string | undefined {
  for (const name of names) {
    const index = compiled.names.boundIndex(name);
    if (index === undefined) continue;
    for (const [at, one] of identities.entries()) {
      for (const two of identities.slice(at + 1)) {
        if (one[index] === two[index]) continue;
        const shared = sharedTopic(compiled, one, two);
        if (!shared) continue;
        const verbs =
          shared.verbs[0] === shared.verbs[1]
            ? `may both ${shared.verbs[0]}`
            : `may ${shared.verbs[0]} and ${shared.verbs[1]}`;
        const whether = shared.topic === undefined ? 'a topic (which one cannot be decided)' : quote(shared.topic);
        return `The assertion "isolated {${name}}" does not hold: client 1 (${describe(compiled, one)}) and client 2 (${describe(compiled, two)}) ${verbs} ${whether}.`;
      }
    }
  }
  return undefined;
}

interface SharedTopic {
  readonly verbs: readonly ['publish' | 'receive', 'publish' | 'receive'];
  readonly topic?: string;
}

function sharedTopic(compiled: CompiledPolicy, one: Identity, two: Identity): SharedTopic | undefined {
  for (const first of ['publish', 'receive'] as const) {
    for (const second of ['publish', 'receive'] as const) {
      const denied = [...patternsFor(compiled, one, first, true), ...patternsFor(compiled, two, second, true)];
      for (const mine of patternsFor(compiled, one, first, false)) {
        for (const theirs of patternsFor(compiled, two, second, false)) {
          const finding = findTopic([mine, theirs], denied);
          if (finding.status === 'found') return { verbs: [first, second], topic: finding.witness };
          if (finding.status === 'unknown') return { verbs: [first, second] };
        }
      }
    }
  }
  return undefined;
}

/**
 * Identities that stand for all: each name is a literal that some template has, or one of two fresh texts, so that two clients
 * can be told apart by every name.
 */
function identitiesOf(compiled: CompiledPolicy, asked: ReadonlySet<string>): Identity[] | undefined {
  let identities: (string | undefined)[][] = [[]];
  const taken = new Set<string>();
  for (const [index, name] of compiled.names.list.entries()) {
    if (!name.usedInTopics && !asked.has(name.name)) {
      identities = identities.map((identity) => [...identity, undefined]);
      continue;
    }
    const shape = compiled.names.boundShapes[index];
    const values = shape
      ? literals(compiled.entries).filter((text) => text !== '' && !/[+#]/.test(text) && shapeMatches(shape, text))
      : [];
    const relevant = values.filter((text) => standsWhere(compiled.entries, index, text));
    for (let fresh = 0; shape && fresh < 2; fresh++) {
      const sample = shapeSample(shape, [...taken, ...values]);
      if (sample === undefined) break;
      taken.add(sample);
      relevant.push(sample);
    }
    identities = identities.flatMap((identity) => relevant.map((value) => [...identity, value]));
    if (identities.length > maxIdentities) return undefined;
  }
  return identities;
}

/** Names that an assertion speaks of. */
function mentioned(assertion: Assertion): ReadonlySet<string> {
  return new Set(assertion.assert === 'isolated' ? assertion.names : assertion.topics.flatMap(namesIn));
}

function literals(entries: readonly Entry[]): string[] {
  return [
    ...new Set(
      entries.flatMap((entry) => entry.levels.flatMap((level) => (level.kind === 'literal' ? [level.text] : []))),
    ),
  ];
}

/** Whether a literal stands at a level at which the name stands too, in whatever listings. */
function standsWhere(entries: readonly Entry[], name: number, text: string): boolean {
  const places = new Set<number>();
  for (const entry of entries) {
    for (const [at, level] of entry.levels.entries()) {
      if ((level.kind === 'bound' && level.name === name) || (level.kind === 'glued' && level.pieces.includes(name)))
        places.add(at);
    }
  }
  return entries.some((entry) =>
    [...places].some(
      (at) => entry.levels[at]?.kind === 'literal' && (entry.levels[at] as { text: string }).text === text,
    ),
  );
}

function spellPattern(pattern: TopicPattern): string {
  const levels = pattern.levels.map((level) =>
    level.kind === 'literal' ? level.text : level.kind === 'any' ? '+' : (shapeSample(level.shape) ?? 'x'),
  );
  return [...levels, ...(pattern.rest ? ['#'] : [])].join('/');
}

function describe(compiled: CompiledPolicy, identity: Identity): string {
  const parts = compiled.names.list.flatMap((name, index) =>
    identity[index] === undefined ? [] : [`${name.name}=${identity[index]}`],
  );
  return parts.length === 0 ? 'every client' : parts.join(', ');
}
