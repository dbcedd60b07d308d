/**
 * The common answer, fast: a message that is certainly allowed and has nothing to be told. Whatever is not certain here is
 * decided again by the full engine, which also explains it; so this never says more than the full engine would.
 */
import { isTopicName } from '../topics/syntax.js';
import type { CompiledCheck } from './checks.js';
import type { CompiledPolicy } from './compile.js';
import type { Entry, Identity } from './entries.js';
import type { Subject } from './subject.js';

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

/** A `level` check that one table answers: a single run of characters. */
interface PlainLevel {
  readonly ascii: Uint8Array;
  readonly min: number;
  readonly max: number;
}

function plainLevel(check: CompiledCheck): PlainLevel | undefined {
  if (!('shape' in check.test) || check.test.shape.kind !== 'level') return undefined;
  const [sequence, ...others] = check.test.shape.level.alternatives;
  const [atom, ...more] = sequence ?? [];
  if (!atom || others.length > 0 || more.length > 0) return undefined;
  const ascii = new Uint8Array(128);
  for (const [from, to] of atom.ranges) for (let code = from; code <= Math.min(to, 127); code++) ascii[code] = 1;
  return { ascii, min: atom.min, max: atom.max ?? Number.POSITIVE_INFINITY };
}

export class QuickDecision {
  readonly #compiled: Omit<CompiledPolicy, 'quick' | 'filters'>;
  readonly #verb: 'publish' | 'receive';
  readonly #checks: readonly CompiledCheck[];
  readonly #level: PlainLevel | undefined;
  /** Whether the listings can be asked by a plain walk. */
  readonly #usable: boolean;

  constructor(compiled: Omit<CompiledPolicy, 'quick' | 'filters'>, verb: 'publish' | 'receive') {
    this.#compiled = compiled;
    this.#verb = verb;
    const checks = compiled.checks[verb];
    this.#checks = checks.filter((check) => check.policyField !== 'level');
    const level = checks.filter((check) => check.policyField === 'level');
    this.#level = level.length === 1 ? plainLevel(level[0] as CompiledCheck) : undefined;
    this.#usable = (level.length === 0 || this.#level !== undefined) && compiled.deny[verb].size === 0;
  }

  /**
   * Whether the message is allowed, with no advice; `false` means: ask the full engine. A field that is not known is not judged.
   */
  allows(
    topic: string,
    qos: number | undefined,
    retain: boolean | undefined,
    dup: boolean | undefined,
    payloadBytes: number | undefined,
    identity: Identity,
  ): boolean {
    if (
      !this.#usable ||
      (qos !== undefined && qos !== 0 && qos !== 1 && qos !== 2) ||
      (dup && qos === 0) ||
      !isTopicName(topic)
    )
      return false;
    if (!this.#measure(topic)) return false;
    subject.topic = topic;
    subject.qos = qos;
    subject.retain = retain === undefined ? undefined : retain ? 1 : 0;
    subject.dup = dup === undefined ? undefined : dup ? 1 : 0;
    subject.payloadBytes = payloadBytes;
    for (let i = 0; i < this.#checks.length; i++) {
      if ((this.#checks[i] as CompiledCheck).holds(subject) === false) return false;
    }
    return this.#compiled.allow[this.#verb].find(topic, identity, this.#grants);
  }

  /** Counts levels and holds each against the `level` check; only ASCII, whose bytes are its characters. */
  #measure(topic: string): boolean {
    const level = this.#level;
    let levels = 1;
    let start = 0;
    for (let at = 0; at < topic.length; at++) {
      const code = topic.charCodeAt(at);
      if (code > 0x7f) return false;
      if (code === 0x2f) {
        if (level && (at - start < level.min || at - start > level.max)) return false;
        levels++;
        start = at + 1;
      } else if (level && level.ascii[code] === 0) return false;
    }
    if (level && (topic.length - start < level.min || topic.length - start > level.max)) return false;
    subject.topicLevels = levels;
    subject.topicBytes = topic.length;
    return !topic.startsWith('$delayed/') || this.#verb === 'receive';
  }

  readonly #grants = (entry: Entry): boolean => {
    if (entry.listing.note !== undefined || entry.equalLevels.length > 0 || entry.except.length > 0) return false;
    const checks = this.#compiled.listingChecks.get(entry)?.[this.#verb];
    if (!checks) return true;
    for (let i = 0; i < checks.length; i++) if ((checks[i] as CompiledCheck).holds(subject) === false) return false;
    return true;
  };
}
