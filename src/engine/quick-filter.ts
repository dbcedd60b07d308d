/**
 * The common answers about filters, fast: one that is certainly granted as it is asked for, with nothing to be told, and one that is
 * certainly refused. Whatever is not certain here is decided by the full engine, which also explains what was refused.
 */
import type { Unit } from '../policy/model.js';
import { type Beginning, beginningOf, isSameLevel, noTrunk } from './beginning.js';
import type { CompiledCheck } from './checks.js';
import type { CompiledPolicy } from './compile.js';
import { onWire } from './consequence.js';
import { undress } from './dressed.js';
import { type Entry, type EntryLevel, type Identity, verbBit } from './entries.js';
import { wildcardsAllowedFrom } from './filter-listings.js';
import { cover, covering, filterTrait, meeting, share, sharing, shortName, spelled, spelling } from './filter-walks.js';
import { LevelSigns } from './level-signs.js';
import { Levels } from './levels.js';
import { leastLength } from './plainly.js';
import { topicConsequence } from './publish.js';
import { answerOf, type QuickAnswer, sameForAll, upperLimit } from './quick.js';
import type { Subject } from './subject.js';
import { TopicTrie } from './trie.js';
import type { WireConsequence } from './verdict.js';

type Uncompleted = Omit<CompiledPolicy, 'quick'>;

/** A topic that is put together from a filter and a listing stays far below the size limit when both are below this. */
const farFromLimit = 2048;

/** Its place behind those that MQTT has. */
const unknownQos = 3;

/** Reused by every decision: decisions are synchronous, and none keeps it. */
const levels = new Levels();
const subject = {
  topic: undefined as string | undefined,
  topicLevels: 0,
  topicBytes: 0,
  qos: undefined as number | undefined,
  filterCount: undefined as number | undefined,
  shareGroup: null,
  subscriptions: undefined as number | undefined,
} satisfies Subject;

export class QuickFilter {
  readonly #signs: LevelSigns | undefined;
  /** More than this is not plainly right. */
  readonly #most = { topicBytes: farFromLimit, topicLevels: Infinity, filterCount: Infinity, subscriptions: Infinity };
  /** Whether a QoS is taken as it is asked for; the last is one that is not known. */
  readonly #qos: readonly boolean[];
  /** Checks that are in no table. */
  readonly #others: readonly CompiledCheck[];
  /** Level, counted from 1, from which on every section takes wildcards. */
  readonly #wildcardsFrom: number;
  readonly #deny: TopicTrie;
  readonly #spelled: TopicTrie;
  readonly #overlap: TopicTrie;
  readonly #within: TopicTrie;
  /** What all of them begin with. */
  readonly #trunk: readonly EntryLevel[];
  /** Whether there is something that all filters begin with. */
  readonly hasTrunk: boolean;
  /** What happens to every filter that is refused for its topics; nothing where that depends on why. */
  readonly refusal: WireConsequence | undefined;

  constructor(compiled: Uncompleted) {
    const { all, checks } = compiled.filters;
    const isOfQos = ({ policyField, unconditional }: CompiledCheck): boolean => unconditional && policyField === 'qos';
    this.#signs = LevelSigns.of(checks);
    this.#qos = [0, 1, 2, undefined].map((qos) =>
      checks.every((check) => !isOfQos(check) || check.holds({ qos }) !== false),
    );
    this.#others = checks.filter(
      (check) => check.policyField !== 'level' && !isOfQos(check) && !this.#takesLimit(check),
    );
    const traitsOf = (entry: Entry): number => traitsOfEntry(compiled, entry);
    this.#deny = new TopicTrie(all.deny, traitsOf);
    this.#spelled = new TopicTrie(all.spelled, traitsOf);
    this.#overlap = new TopicTrie(all.overlap, traitsOf);
    this.#within = new TopicTrie(all.within, traitsOf);
    this.#trunk = commonTrunk([this.#deny, this.#spelled, this.#overlap, this.#within]);
    this.hasTrunk = this.#trunk.length > 0;
    this.#wildcardsFrom = Math.max(
      1,
      ...new Set([...all.overlap, ...all.within].map(({ section }) => wildcardsAllowedFrom(section.wildcards))),
    );
    this.refusal = onlyRefusal(compiled);
  }

  /**
   * `allowed`: granted with the QoS that is asked for, and nothing to be told. A field that is not known is not judged; every name that
   * topics use must be known. `beginning` is what `beginning(identity)` said.
   */
  decide(
    filter: string,
    qos: number | undefined,
    identity: Identity,
    filterCount: number | undefined,
    subscriptions: number | undefined,
    beginning: Beginning | undefined,
  ): QuickAnswer {
    // What all listings have in common is compared as one text.
    const trunk = beginning && filter.startsWith(beginning.text) ? beginning : noTrunk;
    if (!this.#keepsToChecks(filter, trunk, qos, filterCount, subscriptions)) return 'unclear';
    denying = 'allowed';
    const deny = this.#deny;
    if (
      deny.size > 0 &&
      meeting(deny.tables, deny.behindTrunk(trunk.levels), levels, 0, identity, true, this.#visitDeny)
    )
      return denying;
    const listed = this.#listed(trunk.levels, identity);
    return listed === 'allowed' ? denying : listed;
  }

  /** How every filter begins that is granted: found once for each session. Nothing where it is not plain. */
  beginning(identity: Identity, known?: Beginning): Beginning | undefined {
    const beginning = this.hasTrunk ? beginningOf(this.#trunk, identity, this.#signs, known) : undefined;
    return beginning && isDressed(beginning.text) ? undefined : beginning;
  }

  /** Whether the filter is well formed and nothing that holds for all filters has something to say; takes it apart. */
  #keepsToChecks(
    filter: string,
    trunk: Beginning,
    qos: number | undefined,
    filterCount: number | undefined,
    subscriptions: number | undefined,
  ): boolean {
    const most = this.#most;
    const { length } = filter;
    if (length > most.topicBytes || !this.#qos[qos === undefined ? unknownQos : qos < unknownQos ? qos : -1])
      return false;
    if (filterCount !== undefined && filterCount > most.filterCount) return false;
    if (subscriptions !== undefined && subscriptions > most.subscriptions) return false;
    // Of one level `/#` has only the empty one, which alone is no topic [MQTT-4.7.3-1].
    if (filter === '/#' || (trunk === noTrunk && isDressed(filter))) return false;
    if (!this.#signs?.readFilter(filter, trunk.text.length, levels)) return false;
    const topicLevels = trunk.levels + (levels.isOpen ? levels.count + 1 : levels.count);
    if (topicLevels > most.topicLevels) return false;
    if (this.#others.length === 0) return true;
    subject.topic = filter;
    subject.topicLevels = topicLevels;
    subject.topicBytes = length;
    subject.qos = qos;
    subject.filterCount = filterCount;
    subject.subscriptions = subscriptions;
    return answerOf(this.#others, subject) === 'allowed';
  }

  readonly #visitDeny = (place: number, sure: boolean): boolean => {
    const decides = filterTrait.plain | filterTrait.short;
    const isSure = sure && ((this.#deny.tables.traits[place] as number) & decides) === decides;
    denying = isSure ? 'refused' : 'unclear';
    return isSure;
  };

  /** What the listings say, where nothing is denied, behind so many levels of the trunk. */
  #listed(behind: number, identity: Identity): QuickAnswer {
    const spelledAll = this.#spelled;
    if (spelledAll.size > 0) {
      const found = spelling(spelledAll.tables, spelledAll.behindTrunk(behind), levels, 0, identity);
      if (found !== 0) return found === spelled.granted ? 'allowed' : 'unclear';
    }
    const isWide = levels.isOpen || levels.firstWild < levels.count;
    const isEarly = isWide && behind + levels.firstWild + 1 < this.#wildcardsFrom;
    const overlap = this.#overlap;
    if (overlap.size > 0) {
      const found = sharing(overlap.tables, overlap.behindTrunk(behind), levels, 0, identity);
      if (found !== 0) return found === (share.some | share.sent) && !isEarly ? 'allowed' : 'unclear';
    }
    const within = this.#within;
    if (within.size === 0) return 'refused';
    const found = covering(within.tables, within.behindTrunk(behind), levels, 0, identity);
    if ((found & (cover.whole | cover.possible)) === 0) return 'refused';
    return (found & (cover.whole | cover.loud)) === cover.whole && !isEarly ? 'allowed' : 'unclear';
  }

  /** An upper limit that always counts is a number to compare with. */
  #takesLimit({ policyField, test, unconditional }: CompiledCheck): boolean {
    if (!unconditional) return false;
    const limit = upperLimit(test);
    const field = limit && limitOf(policyField, limit.unit);
    if (!limit || !field) return false;
    this.#most[field] = Math.min(this.#most[field], limit.most);
    return true;
  }
}

/** The words and names that every entry of every trie begins with. */
function commonTrunk(tries: readonly TopicTrie[]): readonly EntryLevel[] {
  const [first = [], ...others] = tries.filter(({ size }) => size > 0).map(({ trunk }) => trunk);
  const end = first.findIndex((level, at) => !others.every((other) => isSameLevel(level, other[at])));
  return end < 0 ? first : first.slice(0, end);
}

/** What the deny listings say. */
let denying: QuickAnswer = 'unclear';

type Limit = 'topicBytes' | 'topicLevels' | 'filterCount' | 'subscriptions';

function limitOf(field: string, unit: Unit | undefined): Limit | undefined {
  if (field === 'filter-count') return 'filterCount';
  if (field === 'subscriptions') return field;
  if ((field !== 'filter' && field !== 'topic') || unit === undefined || unit === 'chars') return undefined;
  return unit === 'levels' ? 'topicLevels' : 'topicBytes';
}

/** `$share/` and its relatives are no levels of the filter. */
function isDressed(filter: string): boolean {
  return filter.charCodeAt(0) === 0x24 && undress(filter) !== undefined;
}

function traitsOfEntry(compiled: Uncompleted, entry: Entry): number {
  const { isPlain, isYesOrNo, section, verbs, rest } = entry;
  const isShort = leastSize(entry) < farFromLimit;
  const isLoud = !isYesOrNo || (compiled.listingChecks.get(entry)?.subscribe.length ?? 0) > 0;
  const isSent = (verbs & (verbBit.subscribe | verbBit.receive)) !== 0;
  return (
    (isPlain ? filterTrait.plain : 0) |
    (isLoud ? filterTrait.loud : 0) |
    (isShort ? filterTrait.short : 0) |
    (isSent && isShort && !rest ? filterTrait.sent : 0) |
    (section.filters === 'exact' ? filterTrait.exact : 0)
  );
}

/** About the characters of the shortest topic that an entry lists, with short names; infinite where that is not plain. */
function leastSize({ levels }: Entry): number {
  let size = levels.length;
  for (const level of levels) {
    if (level.kind === 'literal') size += level.text.length;
    else if (level.kind === 'bound') size += shortName;
    else if (level.kind === 'free') size += leastLength(level.shape) ?? Infinity;
    else if (level.kind === 'glued') size = Infinity;
  }
  return size;
}

/** The consequence that every refusal has that is made here, where there is only one. */
function onlyRefusal(compiled: Uncompleted): WireConsequence | undefined {
  const verb = 'subscribe';
  return sameForAll([
    topicConsequence(compiled, verb, undefined, verb),
    ...compiled.filters.all.deny.map((entry) => topicConsequence(compiled, verb, entry, verb)),
    ...[...compiled.listingChecks.values()].flatMap(({ subscribe }) =>
      subscribe.filter(({ refuses }) => refuses).map((check) => onWire(check.consequence, verb, check.field)),
    ),
  ]);
}
