/**
 * The common answers, fast: a message that is certainly allowed and has nothing to be told, and one that is certainly refused.
 * Whatever is not certain here is decided by the full engine, which also explains what was refused; so this never says more than
 * the full engine would.
 */
import { type Test, type Unit, unitFactor } from '../policy/model.js';
import { type Beginning, beginningOf } from './beginning.js';
import type { CompiledCheck } from './checks.js';
import type { CompiledPolicy } from './compile.js';
import { closeConnection, onWire } from './consequence.js';
import type { Entry, Identity } from './entries.js';
import { LevelSigns, sign } from './level-signs.js';
import { isLine, type PlainLine, plainLines } from './plain-lines.js';
import { mostPayloadBytes, topicConsequence } from './publish.js';
import type { Subject } from './subject.js';
import { type TopicTrie, topicLevels } from './trie.js';
import type { WireConsequence } from './verdict.js';

export type QuickAnswer = 'allowed' | 'refused' | 'unclear';

/** Reused by every decision: decisions are synchronous, and none keeps it. */
const subject = {
  topic: undefined as string | undefined,
  topicLevels: 0,
  topicBytes: 0,
  qos: 0 as number | undefined,
  retain: 0 as number | undefined,
  dup: 0 as number | undefined,
  payloadBytes: undefined as number | undefined,
} satisfies Subject;

/** So many ways there are for QoS (0, 1, 2, unknown), retain and DUP (0, 1, unknown). */
const flagWays = 4 * 3 * 3;
const unknownFlag = 2;

export class QuickDecision {
  readonly #compiled: Uncompleted;
  readonly #verb: 'publish' | 'receive';
  readonly #denied: TopicTrie;
  /** For each way that the flags can be, what the checks on them alone say. */
  readonly #flags: readonly QuickAnswer[];
  /** More is refused. */
  readonly #most = { payloadBytes: mostPayloadBytes, topicBytes: 65_535, topicLevels: Infinity };
  /** More is taken, with a remark. */
  readonly #usual = { payloadBytes: Infinity, topicBytes: Infinity, topicLevels: Infinity };
  /** Checks that are not in the tables. */
  readonly #others: readonly CompiledCheck[];
  readonly #signs: LevelSigns | undefined;
  /** The listings, where they are few and plain. */
  readonly #lines: readonly PlainLine[] | undefined;
  /** What happens to every message that is refused; nothing where that depends on why. */
  readonly refusal: WireConsequence | undefined;

  constructor(compiled: Uncompleted, verb: 'publish' | 'receive') {
    this.#compiled = compiled;
    this.#verb = verb;
    this.#denied = compiled.deny[verb];
    const checks = compiled.checks[verb];
    const flagChecks = checks.filter(isFlagCheck);
    this.#flags = Array.from({ length: flagWays }, (_, way) => answerOf(flagChecks, subjectOfWay(way)));
    this.#signs = LevelSigns.of(checks);
    this.#others = checks.filter(
      (check) => check.policyField !== 'level' && !isFlagCheck(check) && !this.#takesLimit(check),
    );
    const listings = compiled.allow[verb];
    this.#lines = this.#signs && plainLines(listings.all, listings.trunk.length, this.#signs);
    this.refusal = onlyRefusal(compiled, verb);
  }

  /** A field that is not known is not judged. `beginning` is what `beginning(identity)` said. */
  decide(
    topic: string,
    qos: number | undefined,
    retain: boolean | undefined,
    dup: boolean | undefined,
    payloadBytes: number | undefined,
    identity: Identity,
    beginning: Beginning | undefined,
  ): QuickAnswer {
    const signs = this.#signs;
    const way = wayOf(qos, retain, dup);
    if (!signs || !beginning || way < 0) return 'unclear';
    const flags = this.#flags[way] as QuickAnswer;
    if (flags !== 'allowed') return flags;
    const { text } = beginning;
    const { length } = topic;
    const most = this.#most;
    // The empty topic is none [MQTT-4.7.3-1].
    if (length === 0 || length > most.topicBytes || !topic.startsWith(text)) return 'refused';
    if (text === '' && topic.startsWith('$delayed/')) return 'unclear';
    const usual = this.#usual;
    if (payloadBytes !== undefined) {
      // What is negative or no whole number becomes another number.
      if (payloadBytes >>> 0 !== payloadBytes || payloadBytes > most.payloadBytes) return 'refused';
      if (payloadBytes > usual.payloadBytes) return 'unclear';
    }
    if (length > usual.topicBytes) return 'unclear';
    subject.topic = topic;
    subject.topicBytes = length;
    subject.qos = qos;
    subject.retain = bit(retain);
    subject.dup = bit(dup);
    subject.payloadBytes = payloadBytes;
    const said = this.#lines
      ? this.#byLines(topic, beginning, signs)
      : this.#bySearch(topic, identity, beginning, signs);
    const denied = this.#denied;
    if (said !== 'allowed' || denied.size === 0) return said;
    answer = 'allowed';
    if (this.#lines || text !== '') denied.find(topic, identity, this.#visitDeny);
    else denied.findLevels(topicLevels, identity, this.#visitDeny);
    return answer;
  }

  #byLines(topic: string, { text, levels }: Beginning, signs: LevelSigns): QuickAnswer {
    const lines = this.#lines as readonly PlainLine[];
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i] as PlainLine;
      const listed = isLine(line, topic, text.length, signs);
      if (listed === undefined) return 'unclear';
      if (!listed) continue;
      const form = this.#byForm(levels + line.levels);
      if (form !== 'allowed') return form;
      answer = 'refused';
      if (this.#visit(line.entry)) return answer;
    }
    return 'refused';
  }

  #bySearch(topic: string, identity: Identity, { text, levels }: Beginning, signs: LevelSigns): QuickAnswer {
    const more = signs.read(topic, text.length, topicLevels);
    if (more <= 0) return more === sign.refused ? 'refused' : 'unclear';
    const form = this.#byForm(levels + more);
    if (form !== 'allowed') return form;
    answer = 'refused';
    this.#compiled.allow[this.#verb].findLevels(topicLevels, identity, this.#visitPlace);
    return answer;
  }

  /** What the number of levels says, and checks that are in no table. */
  #byForm(levels: number): QuickAnswer {
    if (levels > this.#most.topicLevels) return 'refused';
    if (levels > this.#usual.topicLevels) return 'unclear';
    if (this.#others.length === 0) return 'allowed';
    subject.topicLevels = levels;
    return answerOf(this.#others, subject);
  }

  /** How every topic begins that somebody may use: found once for each session. Nothing where it is not plain. */
  beginning(identity: Identity, known?: Beginning): Beginning | undefined {
    const { size, trunk } = this.#compiled.allow[this.#verb];
    const beginning = size === 0 ? undefined : beginningOf(trunk, identity, this.#signs, known);
    return beginning?.text.startsWith('$delayed/') ? undefined : beginning;
  }

  /** The first listing that grants decides, as in the full engine. */
  readonly #visit = (entry: Entry): boolean => {
    if (entry.isPlain) {
      answer = 'allowed';
      return true;
    }
    if (entry.isYesOrNo) {
      const said = answerOf(this.#compiled.listingChecks.get(entry)?.[this.#verb] ?? [], subject);
      if (said === 'refused') return false;
      answer = said;
      return true;
    }
    answer = 'unclear';
    return true;
  };

  readonly #visitPlace = (place: number): boolean => {
    const listings = this.#compiled.allow[this.#verb];
    if (!listings.isPlain(place)) return this.#visit(listings.entries[place] as Entry);
    answer = 'allowed';
    return true;
  };

  readonly #visitDeny = (place: number): boolean => {
    const isPlain = this.#compiled.deny[this.#verb].isPlain(place);
    answer = isPlain ? 'refused' : 'unclear';
    return isPlain;
  };

  /** An upper limit that always counts is a number to compare with. */
  #takesLimit({ policyField, test, refuses, unconditional }: CompiledCheck): boolean {
    const limit = unconditional ? upperLimit(test) : undefined;
    const field = limit && limitOf(policyField, limit.unit);
    if (!field) return false;
    const limits = refuses ? this.#most : this.#usual;
    limits[field] = Math.min(limits[field], limit.most);
    return true;
  }
}

type Uncompleted = Omit<CompiledPolicy, 'quick' | 'filters'>;

/** What came of the search. */
let answer: QuickAnswer = 'unclear';

/** What a test on a size or a number takes at most, where that is all that it asks. */
export function upperLimit(test: Test): { readonly most: number; readonly unit: Unit | undefined } | undefined {
  if ('in' in test || 'is' in test || 'shape' in test) return undefined;
  const { from = 0, to = Infinity, below = Infinity, above, unit } = test;
  if (from > 0 || above !== undefined) return undefined;
  const factor = unit ? unitFactor[unit] : 1;
  // Whole numbers: below 1024 is at most 1023.
  return { most: Math.min(to * factor, Math.ceil(below * factor) - 1), unit };
}

type Limit = 'payloadBytes' | 'topicBytes' | 'topicLevels';

function limitOf(field: string, unit: Unit | undefined): Limit | undefined {
  if (field === 'payload') return 'payloadBytes';
  if (field !== 'topic' || unit === undefined || unit === 'chars') return undefined;
  return unit === 'levels' ? 'topicLevels' : 'topicBytes';
}

function isFlagCheck({ policyField, unconditional }: CompiledCheck): boolean {
  return unconditional && (policyField === 'qos' || policyField === 'retain' || policyField === 'dup');
}

/** Refused by one is refused; what only advises has something to be told. */
export function answerOf(checks: readonly CompiledCheck[], asked: Subject): QuickAnswer {
  let said: QuickAnswer = 'allowed';
  for (let i = 0; i < checks.length; i++) {
    const check = checks[i] as CompiledCheck;
    if (check.holds(asked) !== false) continue;
    if (check.refuses) return 'refused';
    said = 'unclear';
  }
  return said;
}

/** Negative for a QoS that MQTT does not have, and for a repeated QoS 0. */
function wayOf(qos: number | undefined, retain: boolean | undefined, dup: boolean | undefined): number {
  const level = qos === undefined ? 3 : qos === 0 ? 0 : qos === 1 ? 1 : qos === 2 ? 2 : -1;
  return level < 0 || (dup && level === 0)
    ? -1
    : level * 9 + (bit(retain) ?? unknownFlag) * 3 + (bit(dup) ?? unknownFlag);
}

function subjectOfWay(way: number): Subject {
  const known = (value: number, unknown: number): number | undefined => (value === unknown ? undefined : value);
  return {
    qos: known(Math.floor(way / 9), 3),
    retain: known(Math.floor(way / 3) % 3, unknownFlag),
    dup: known(way % 3, unknownFlag),
  };
}

function bit(flag: boolean | undefined): number | undefined {
  return flag === undefined ? undefined : flag ? 1 : 0;
}

/** The consequence that every refusal of a message has, where there is only one. */
function onlyRefusal(compiled: Uncompleted, verb: 'publish' | 'receive'): WireConsequence | undefined {
  const malformed: WireConsequence = verb === 'receive' ? { kind: 'drop' } : closeConnection;
  const ofCheck = (check: CompiledCheck): WireConsequence[] =>
    check.refuses ? [onWire(check.consequence, verb, check.field)] : [];
  const all = [
    malformed,
    topicConsequence(compiled, verb, undefined, verb),
    ...compiled.deny[verb].all.map((entry) => topicConsequence(compiled, verb, entry, verb)),
    ...compiled.checks[verb].flatMap(ofCheck),
    ...[...compiled.listingChecks.values()].flatMap((checks) => checks[verb].flatMap(ofCheck)),
  ];
  return sameForAll(all);
}

/** The one consequence that all of them are; nothing where they differ. */
export function sameForAll(all: readonly WireConsequence[]): WireConsequence | undefined {
  const [first] = all;
  return all.every(({ kind, code }) => kind === first?.kind && code === first.code) ? first : undefined;
}
