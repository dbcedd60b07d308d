/** What can be wrong with a topic, and the words for it: the scanner and the grammar both report through this file. */

export type TopicKind = 'filter' | 'name';

export type TopicProblemCode =
  | 'empty'
  | 'too-long'
  | 'nul'
  | 'surrogate'
  | 'hash-not-last'
  | 'hash-not-alone'
  | 'plus-not-alone'
  | 'wildcard-in-name';

export interface TopicProblem {
  readonly code: TopicProblemCode;
  readonly message: string;
  /** UTF-16 offset and length in the topic. */
  readonly offset: number;
  readonly length: number;
  /** Topic level, counted from 1; absent when the whole topic is meant. */
  readonly level?: number;
}

/** Two bytes on the wire say how long a topic is [MQTT-4.7.3-3]. */
export const MAX_TOPIC_BYTES = 65_535;
/** Above this size a message explains without spelling the better topic out. */
const LONGEST_EXAMPLE = 200;

/** Thrown when a text that must be a topic is none. */
export class TopicSyntaxError extends Error {
  override name = 'TopicSyntaxError';
  readonly problems: readonly TopicProblem[];

  constructor(kind: TopicKind, text: string, problems: readonly TopicProblem[]) {
    const shown = text.length > LONGEST_EXAMPLE ? `${quote(text.slice(0, 60))}…` : quote(text);
    const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
    super(`${shown} is not a topic ${kind}. ${problems[0]?.message ?? ''}${more}`);
    this.problems = problems;
  }
}

/**
 * The problem `code` at `offset` of `text`, with its message. `level` is the level that holds the offset, from 1.
 * Constant time for long texts, so that a text full of mistakes stays linear.
 */
export function topicProblem(
  code: TopicProblemCode,
  kind: TopicKind,
  text: string,
  offset: number,
  length: number,
  level?: number,
): TopicProblem {
  const message = wordsFor(code, kind, text, offset, level ?? 1);
  return level === undefined ? { code, message, offset, length } : { code, message, offset, length, level };
}

/** The problem of a text that takes `bytes` bytes of UTF-8; `offset` is the first character that no longer fits. */
export function tooLongProblem(kind: TopicKind, text: string, bytes: number, offset: number): TopicProblem {
  return {
    code: 'too-long',
    message: `The topic ${kind} takes ${bytes} bytes of UTF-8 and the limit is ${MAX_TOPIC_BYTES}: use shorter or fewer levels.`,
    offset,
    length: text.length - offset,
  };
}

function wordsFor(code: TopicProblemCode, kind: TopicKind, text: string, offset: number, level: number): string {
  switch (code) {
    case 'empty':
      return kind === 'filter'
        ? 'The topic filter is empty, but it needs at least one character: write the topic to listen to, or "#" for every topic.'
        : 'The topic name is empty, but it needs at least one character: write the topic to publish to.';
    case 'too-long':
      return `The topic ${kind} is longer than ${MAX_TOPIC_BYTES} bytes of UTF-8: use shorter or fewer levels.`;
    case 'nul':
      return `Level ${level} holds the character U+0000, which no topic may hold: take it out.`;
    case 'surrogate': {
      const unit = text.charCodeAt(offset).toString(16).toUpperCase();
      return `Level ${level} holds half a character (the lone surrogate U+${unit}), which UTF-8 cannot carry: write the whole character, or take it out.`;
    }
    case 'hash-not-last':
      return `"#" stands for everything below and is only allowed as the last level, but more follows level ${level}${hashNotLastAdvice(text, offset)}.`;
    case 'hash-not-alone':
      return `"#" must be a whole level, but in level ${level} other characters stand beside it${hashNotAloneAdvice(text, offset)}.`;
    case 'plus-not-alone':
      return `"+" must be a whole level, but in level ${level} other characters stand beside it${plusNotAloneAdvice(text, offset)}.`;
    case 'wildcard-in-name':
      return `"${text[offset]}" is a wildcard, and only filters to subscribe to may hold wildcards: write the one topic that is meant in level ${level}.`;
  }
}

function hashNotLastAdvice(text: string, offset: number): string {
  if (text.length > LONGEST_EXAMPLE) return ': end the filter there, or write "+" for one level';
  const all = text.slice(0, offset + 1);
  const one = `${text.slice(0, offset)}+${text.slice(offset + 1)}`;
  const parent = text.slice(0, Math.max(0, offset - 1));
  return advice([
    [all, offset < 2 ? 'for everything' : `for everything below ${quote(parent)}`],
    [one, 'for any one level there'],
  ]);
}

function hashNotAloneAdvice(text: string, offset: number): string {
  if (text.length > LONGEST_EXAMPLE) return ': put "/" before it and nothing after it';
  const { start, end } = levelAround(text, offset);
  const before = text.slice(start, offset);
  const parent = text.slice(0, start);
  const rest = text.slice(end);
  return advice([
    before === ''
      ? [`${parent}#`, 'for everything from there on']
      : [`${parent}${before}/#`, `for everything below ${quote(parent + before)}`],
    [`${parent}+${rest}`, 'for any one level there'],
  ]);
}

function plusNotAloneAdvice(text: string, offset: number): string {
  if (text.length > LONGEST_EXAMPLE) return ': put "/" around it';
  const { start, end } = levelAround(text, offset);
  const before = text.slice(start, offset);
  const parent = text.slice(0, start);
  const rest = text.slice(end);
  return advice([
    [`${parent}+${rest}`, 'for any one level there'],
    before === '' ? undefined : [`${parent}${before}/+${rest}`, `for any one level below ${quote(parent + before)}`],
  ]);
}

function levelAround(text: string, offset: number): { start: number; end: number } {
  const slash = text.indexOf('/', offset);
  return { start: offset === 0 ? 0 : text.lastIndexOf('/', offset - 1) + 1, end: slash < 0 ? text.length : slash };
}

/** Only such examples are given as are right themselves: the text around may hold more mistakes. */
function advice(examples: readonly (readonly [string, string] | undefined)[]): string {
  const good = examples.flatMap((example) =>
    example && looksRight(example[0]) ? [`${quote(example[0])} ${example[1]}`] : [],
  );
  return good.length === 0 ? '' : `: write ${good.join(', or ')}`;
}

function looksRight(filter: string): boolean {
  const levels = filter.split('/');
  return (
    filter.isWellFormed() &&
    !filter.includes('\0') &&
    levels.every((level, i) => level === '+' || (level === '#' ? i === levels.length - 1 : !/[+#]/.test(level)))
  );
}

function quote(text: string): string {
  return JSON.stringify(text);
}
