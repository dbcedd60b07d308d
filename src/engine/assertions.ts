/**
 * Checks what a policy asserts of itself, for every identity. Identities are told apart only by equality with each other and
 * with literals of the templates, so a few stand for all (small model; see docs/decisions.md).
 */
import { layersOf } from '../policy/layers.js';
import type { Assertion, Policy, PolicyProblem } from '../policy/model.js';
import { hasAllDefaults } from '../policy/setting-values.js';
import { settle } from '../policy/settle.js';
import type { TopicPattern } from '../topics/pattern.js';
import { shapeMatches } from '../topics/shape.js';
import { shapeSample } from '../topics/shape-text.js';
import type { CompiledPolicy } from './compile.js';
import { type Cover, coverOf, findInCovers, wholly } from './cover.js';
import { type CompiledLevels, compileLevels, type Identity, patternOfEntry, verbBit } from './entries.js';
import { expandFaults } from './faults.js';
import { namesIn } from './names.js';
import { decideFilter } from './subscribe.js';
import { rolesOf, Variants } from './variants.js';
import { quote } from './words.js';

const maxIdentities = 256;

/**
 * Problems of every assertion that does not hold (or that is too large to be decided: then the policy must not load either), of
 * the policy and of those that it stands on; each is about its own page alone. Lines and columns are those of the assertion; a
 * policy from JSON has none. What depends on settings is judged with their defaults; where one has none, `createGuard` judges
 * instead.
 */
export function checkAssertions(policy: Policy): PolicyProblem[] {
  if (!hasAllDefaults(policy)) return [];
  return layersOf(settle(policy)).flatMap((page) => {
    const problems = checkPage(page);
    return page.name === policy.name ? problems : problems.map((one) => below(page, one));
  });
}

/** A problem of the page below, which has its own lines. */
function below({ name }: Policy, problem: PolicyProblem): PolicyProblem {
  return { ...problem, line: 1, message: `In the policy ${name}, line ${problem.line}: ${problem.message}` };
}

function checkPage(policy: Policy): PolicyProblem[] {
  const assertions = policy.sections.flatMap((section) =>
    section.section === 'assert' ? section.lines.map((line) => ({ line, roles: line.roles ?? section.roles })) : [],
  );
  if (assertions.length === 0) return [];
  return assertions.flatMap(({ line, roles }) => {
    const kinds = kindsOf(policy, roles);
    const failure = kinds ? check(kinds, line) : tooMany;
    return failure === undefined ? [] : [problem(line, failure)];
  });
}

const tooMany = 'This assertion cannot be decided: the policy asks too much about its clients.';

/** The kinds of clients that an assertion is about: by the conditions that can hold together. */
function kindsOf(policy: Policy, wanted: readonly string[] | undefined): CompiledPolicy[] | undefined {
  const open = rolesOf(policy).flatMap(({ role, when }) => (when ? [] : [role]));
  const chosen = open.filter((role) => !wanted || wanted.includes(role));
  const variants = new Variants(policy, chosen);
  const kinds = variants.possible({});
  if (!kinds || !wanted) return kinds && [...kinds];
  return kinds.filter(({ roles }) => wanted.some((role) => roles.has(role)));
}

function problem(line: Assertion, message: string): PolicyProblem {
  return { code: 'assertion', message, severity: 'error', offset: 0, length: 0, line: line.line ?? 1, column: 1 };
}

function check(kinds: readonly CompiledPolicy[], assertion: Assertion): string | undefined {
  const clients = kinds.map((compiled) => ({
    compiled,
    identities: identitiesOf(compiled, kinds, mentioned(assertion)),
  }));
  if (!clients.every((client): client is Kind => client.identities !== undefined))
    return 'This assertion cannot be decided: the policy compares its names with too many texts.';
  if (assertion.assert === 'isolated') return isolationFailure(clients, assertion.names);
  for (const { compiled, identities } of clients) {
    const failure = failureOfKind(compiled, assertion, identities);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

/** One kind of clients, with identities that stand for all of them. */
interface Kind {
  readonly compiled: CompiledPolicy;
  readonly identities: Identity[];
}

function failureOfKind(
  compiled: CompiledPolicy,
  assertion: Extract<Assertion, { verb: string }>,
  identities: readonly Identity[],
): string | undefined {
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
        return `The assertion "${assertion.assert} ${assertion.verb} ${template.text}" does not hold for ${describe(compiled, identity)}: ${failure.replace(/\.$/, '')}.`;
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
  const asked = wholly(pattern);
  const denied = coversFor(compiled, identity, verb, true);
  const allowed = coversFor(compiled, identity, verb, false);
  if (assertion.assert === 'never') {
    for (const one of allowed) {
      const finding = findInCovers([asked, one], denied);
      if (finding.status === 'found') return `it may ${verb} ${quote(finding.witness)}`;
      if (finding.status === 'unknown') return `whether it may ${verb} a topic of ${text} cannot be decided`;
    }
    return undefined;
  }
  const gap = findInCovers([asked], allowed);
  if (gap.status === 'found') return `it may not ${verb} ${quote(gap.witness)}`;
  for (const one of denied) {
    const finding = findInCovers([asked, one], []);
    if (finding.status === 'found') return `it may not ${verb} ${quote(finding.witness)}`;
  }
  return gap.status === 'unknown' ? `whether it may ${verb} every topic of ${text} cannot be decided` : undefined;
}

/** What a client may do with topics: allow or deny listings of a verb; a subscribe listing grants the delivery. */
function coversFor(compiled: CompiledPolicy, identity: Identity, verb: 'publish' | 'receive', deny: boolean): Cover[] {
  const bits = verb === 'receive' && !deny ? verbBit.receive | verbBit.subscribe : verbBit[verb];
  return compiled.entries
    .filter(
      (entry) =>
        entry.deny === deny &&
        !entry.filterOnly &&
        (entry.verbs & bits) !== 0 &&
        (!deny || entry.listing.checks.length === 0),
    )
    .map((entry) => coverOf(entry, compiled.names, identity));
}

/** Two clients that differ in one of the names and share a topic that one may use and the other too. */
function isolationFailure(kinds: readonly Kind[], names: readonly string[]): string | undefined {
  if (kinds.length > maxIsolated) return tooMany;
  const clients = kinds.flatMap(({ compiled, identities }) => identities.map((identity) => ({ compiled, identity })));
  for (const name of names) {
    const value = ({ compiled, identity }: Client): string | undefined =>
      identity[compiled.names.boundIndex(name) ?? -1];
    for (const [at, one] of clients.entries()) {
      for (const two of clients.slice(at + 1)) {
        const [mine, theirs] = [value(one), value(two)];
        if (mine === theirs || mine === undefined || theirs === undefined) continue;
        const shared = sharedByBoth(one, two);
        if (!shared) continue;
        const verbs =
          shared.verbs[0] === shared.verbs[1]
            ? `may both ${shared.verbs[0]}`
            : `may ${shared.verbs[0]} and ${shared.verbs[1]}`;
        const whether = shared.topic === undefined ? 'a topic (which one cannot be decided)' : quote(shared.topic);
        return `The assertion "isolated {${name}}" does not hold: client 1 (${describe(one.compiled, one.identity)}) and client 2 (${describe(two.compiled, two.identity)}) ${verbs} ${whether}.`;
      }
    }
  }
  return undefined;
}

const maxIsolated = 16;

interface Client {
  readonly compiled: CompiledPolicy;
  readonly identity: Identity;
}

interface SharedTopic {
  readonly verbs: readonly ['publish' | 'receive', 'publish' | 'receive'];
  readonly topic?: string;
}

function sharedByBoth(one: Client, two: Client): SharedTopic | undefined {
  for (const first of ['publish', 'receive'] as const) {
    for (const second of ['publish', 'receive'] as const) {
      const denied = [
        ...coversFor(one.compiled, one.identity, first, true),
        ...coversFor(two.compiled, two.identity, second, true),
      ];
      for (const mine of coversFor(one.compiled, one.identity, first, false)) {
        for (const theirs of coversFor(two.compiled, two.identity, second, false)) {
          const finding = findInCovers([mine, theirs], denied);
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
function identitiesOf(
  compiled: CompiledPolicy,
  kinds: readonly CompiledPolicy[],
  asked: ReadonlySet<string>,
): Identity[] | undefined {
  const compared = kinds.flatMap((kind) => kind.compared);
  let identities: (string | undefined)[][] = [[]];
  const taken = new Set<string>();
  for (const [index, name] of compiled.names.list.entries()) {
    if (!name.usedInTopics && !asked.has(name.name)) {
      identities = identities.map((identity) => [...identity, undefined]);
      continue;
    }
    const shape = compiled.names.boundShapes[index];
    const values = shape
      ? literals(compared).filter((text) => text !== '' && !/[+#]/.test(text) && shapeMatches(shape, text))
      : [];
    const relevant = values.filter((text) => standsWhere(compiled.compared, compared, index, text));
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

function literals(entries: readonly CompiledLevels[]): string[] {
  return [
    ...new Set(
      entries.flatMap((entry) => entry.levels.flatMap((level) => (level.kind === 'literal' ? [level.text] : []))),
    ),
  ];
}

/** Whether a literal stands at a level at which the name stands too, in whatever listings. */
function standsWhere(
  entries: readonly CompiledLevels[],
  all: readonly CompiledLevels[],
  name: number,
  text: string,
): boolean {
  const places = new Set<number>();
  for (const entry of entries) {
    for (const [at, level] of entry.levels.entries()) {
      if ((level.kind === 'bound' && level.name === name) || (level.kind === 'glued' && level.pieces.includes(name)))
        places.add(at);
    }
  }
  return all.some((entry) =>
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
  const roles = [...compiled.roles];
  const whose = roles.length > 0 && compiled.conditional ? [`in ${roles.join(', ')}`] : [];
  return parts.length + whose.length === 0 ? 'every client' : [...parts, ...whose].join(', ');
}
