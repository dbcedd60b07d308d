/** The hand-written scanner of topic filters and names (MQTT 3.1.1, section 4.7): nothing is allocated for a good text. */
import type { LevelPattern, TopicPattern } from './pattern.js';
import type { TopicKind, TopicProblem } from './problems.js';
import { MAX_TOPIC_BYTES, TopicSyntaxError, tooLongProblem, topicProblem } from './problems.js';

const NUL = 0x00;
const HASH = 0x23;
const PLUS = 0x2b;
const SLASH = 0x2f;
/** A UTF-16 unit never takes more than three bytes of UTF-8, so shorter texts always fit. */
const UNITS_THAT_FIT = MAX_TOPIC_BYTES / 3;
const NO_PROBLEMS: readonly TopicProblem[] = Object.freeze([]);

export interface TopicLevel {
  /** `single` is `+`, `multi` is `#`. */
  readonly kind: 'literal' | 'single' | 'multi';
  readonly text: string;
  readonly offset: number;
}

export type ParsedTopic =
  | { readonly ok: true; readonly text: string; readonly problems: readonly []; readonly levels: readonly TopicLevel[] }
  | { readonly ok: false; readonly text: string; readonly problems: readonly TopicProblem[] };

/** Whether the text is a topic filter that a client may subscribe to. */
export function isTopicFilter(text: string): boolean {
  const length = text.length;
  if (length === 0 || length > MAX_TOPIC_BYTES) return false;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === PLUS) {
      if (i > 0 && text.charCodeAt(i - 1) !== SLASH) return false;
      if (i + 1 < length && text.charCodeAt(i + 1) !== SLASH) return false;
    } else if (unit === HASH) {
      if (i + 1 !== length || (i > 0 && text.charCodeAt(i - 1) !== SLASH)) return false;
    } else if (unit === NUL) {
      return false;
    } else if (unit >= 0xd800 && unit <= 0xdfff) {
      if (!startsPair(text, i)) return false;
      i++;
    }
  }
  return length <= UNITS_THAT_FIT || utf8Length(text) <= MAX_TOPIC_BYTES;
}

/** Whether the text is a topic name that a client may publish to. */
export function isTopicName(text: string): boolean {
  const length = text.length;
  if (length === 0 || length > MAX_TOPIC_BYTES) return false;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === PLUS || unit === HASH || unit === NUL) return false;
    if (unit >= 0xd800 && unit <= 0xdfff) {
      if (!startsPair(text, i)) return false;
      i++;
    }
  }
  return length <= UNITS_THAT_FIT || utf8Length(text) <= MAX_TOPIC_BYTES;
}

/** Every problem of a topic filter, in the order of the text; of one that is too long only that. */
export function checkTopicFilter(text: string): readonly TopicProblem[] {
  return isTopicFilter(text) ? NO_PROBLEMS : problemsOf('filter', text);
}

/** Every problem of a topic name, in the order of the text; of one that is too long only that. */
export function checkTopicName(text: string): readonly TopicProblem[] {
  return isTopicName(text) ? NO_PROBLEMS : problemsOf('name', text);
}

/** The levels of a topic filter with their places, or its problems. */
export function parseTopicFilter(text: string): ParsedTopic {
  return parse('filter', text);
}

/** The levels of a topic name with their places, or its problems. */
export function parseTopicName(text: string): ParsedTopic {
  return parse('name', text);
}

/** The set of topics that a filter matches. Throws TopicSyntaxError for a text that is no topic filter. */
export function patternOf(filter: string): TopicPattern {
  if (!isTopicFilter(filter)) throw new TopicSyntaxError('filter', filter, problemsOf('filter', filter));
  const levels: LevelPattern[] = filter.split('/').map(levelPattern);
  if (filter.charCodeAt(filter.length - 1) !== HASH) return { levels };
  levels.pop();
  return { levels, rest: ANY };
}

/** What `+` matches. */
export const ANY: LevelPattern = Object.freeze({ kind: 'any' });

function levelPattern(text: string): LevelPattern {
  return text === '+' ? ANY : { kind: 'literal', text };
}

/** Bytes that the text takes in UTF-8; a lone surrogate counts as the three bytes of its replacement. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) bytes += 1;
    else if (startsPair(text, i)) {
      bytes += 2;
      i++;
    } else bytes += 2;
  }
  return bytes;
}

function startsPair(text: string, at: number): boolean {
  const high = text.charCodeAt(at);
  const low = text.charCodeAt(at + 1);
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

function problemsOf(kind: TopicKind, text: string): TopicProblem[] {
  if (text === '') return [topicProblem('empty', kind, text, 0, 0)];
  const bytes = text.length <= UNITS_THAT_FIT ? 0 : utf8Length(text);
  if (bytes > MAX_TOPIC_BYTES) return [tooLongProblem(kind, text, bytes, firstThatDoesNotFit(text))];

  const problems: TopicProblem[] = [];
  let level = 1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === SLASH) level++;
    else if (unit === NUL) problems.push(topicProblem('nul', kind, text, i, 1, level));
    else if (startsPair(text, i)) i++;
    else if (unit >= 0xd800 && unit <= 0xdfff) problems.push(topicProblem('surrogate', kind, text, i, 1, level));
    else if (unit === PLUS || unit === HASH) {
      if (kind === 'name') problems.push(topicProblem('wildcard-in-name', kind, text, i, 1, level));
      else if (!standsAlone(text, i)) {
        problems.push(topicProblem(unit === PLUS ? 'plus-not-alone' : 'hash-not-alone', kind, text, i, 1, level));
      } else if (unit === HASH && i + 1 < text.length) {
        problems.push(topicProblem('hash-not-last', kind, text, i, 1, level));
      }
    }
  }
  return problems;
}

function standsAlone(text: string, at: number): boolean {
  return (
    (at === 0 || text.charCodeAt(at - 1) === SLASH) && (at + 1 === text.length || text.charCodeAt(at + 1) === SLASH)
  );
}

function firstThatDoesNotFit(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const pair = startsPair(text, i);
    const unit = text.charCodeAt(i);
    bytes += pair ? 4 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
    if (bytes > MAX_TOPIC_BYTES) return i;
    if (pair) i++;
  }
  return text.length;
}

function parse(kind: TopicKind, text: string): ParsedTopic {
  const good = kind === 'filter' ? isTopicFilter(text) : isTopicName(text);
  if (!good) return { ok: false, text, problems: problemsOf(kind, text) };
  const levels: TopicLevel[] = [];
  for (let start = 0; start <= text.length; ) {
    const slash = text.indexOf('/', start);
    const end = slash < 0 ? text.length : slash;
    const level = text.slice(start, end);
    levels.push({ kind: level === '+' ? 'single' : level === '#' ? 'multi' : 'literal', text: level, offset: start });
    start = end + 1;
  }
  return { ok: true, text, problems: [], levels };
}
