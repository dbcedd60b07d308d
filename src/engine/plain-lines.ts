/** Listings that differ in plain words, and in one name at the end at most, as on a platform's page: compared one by one. */
import type { LevelShape } from '../topics/pattern.js';
import { shapeMatchesPart } from '../topics/shape.js';
import type { Entry, EntryLevel } from './entries.js';
import type { LevelSigns } from './level-signs.js';

export interface PlainLine {
  readonly entry: Entry;
  /** The words with the slashes between them; where a name comes after them, with one more. */
  readonly words: string;
  /** What the last level has to be, where it is no word. */
  readonly last: LevelShape | undefined;
  readonly levels: number;
}

/** More are found faster in the trie. */
const mostLines = 16;

/**
 * The lines of listings of which the first `from` levels are known to be right. Nothing where they are many, or where one is not so
 * plain, or has words that no topic can have.
 */
export function plainLines(all: readonly Entry[], from: number, signs: LevelSigns): readonly PlainLine[] | undefined {
  if (all.length > mostLines) return undefined;
  const lines: PlainLine[] = [];
  for (const entry of all) {
    const line = lineOf(entry, from);
    if (!line) return undefined;
    const words = line.last === undefined ? line.words : line.words.slice(0, -1);
    if (words !== '' && signs.levelsOf(words, 0) <= 0) return undefined;
    lines.push(line);
  }
  return lines;
}

/** Whether a topic, from an offset on, is what the line lists; `undefined` where it cannot be told here. */
export function isLine({ words, last }: PlainLine, topic: string, at: number, signs: LevelSigns): boolean | undefined {
  const length = topic.length - at;
  if (last === undefined) return words.length === length && topic.startsWith(words, at);
  if (words.length >= length || !topic.startsWith(words, at)) return false;
  const start = at + words.length;
  const levels = signs.levelsOf(topic, start);
  if (levels < 0) return undefined;
  return levels === 1 && shapeMatchesPart(last, topic, start, topic.length);
}

function lineOf(entry: Entry, from: number): PlainLine | undefined {
  const { levels, rest, isYesOrNo } = entry;
  // What has more to say than yes and no depends on the order in which listings are asked.
  if (rest || !isYesOrNo) return undefined;
  const own = levels.slice(from);
  const end = own.at(-1) as EntryLevel;
  const last = end.kind === 'free' ? end.shape : undefined;
  const words: string[] = [];
  for (const level of last ? own.slice(0, -1) : own) {
    if (level.kind !== 'literal') return undefined;
    words.push(level.text);
  }
  return { entry, words: [...words, ...(last ? [''] : [])].join('/'), last, levels: own.length };
}
