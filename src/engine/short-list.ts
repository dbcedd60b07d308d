/** A few listings that differ in plain words, and in one name at the end at most: a platform's page. Compared one by one. */
import type { LevelShape } from '../topics/pattern.js';
import { shapeMatchesPart } from '../topics/shape.js';
import type { Entry } from './entries.js';
import type { Listed } from './trie.js';

interface Line {
  readonly listed: Listed;
  /** The words with their slashes. */
  readonly words: string;
  /** What one more level has to be. */
  readonly last: LevelShape | undefined;
}

/** More are found faster by their words. */
const mostLines = 16;

export class ShortList {
  readonly #lines: readonly Line[];

  private constructor(lines: readonly Line[]) {
    this.#lines = lines;
  }

  /** `from`: so many levels are known to be right. Nothing where the listings are many, or not so plain. */
  static of(all: readonly Listed[], from: number): ShortList | undefined {
    if (all.length > mostLines) return undefined;
    const lines: Line[] = [];
    for (const listed of all) {
      const line = lineOf(listed, from);
      if (!line) return undefined;
      lines.push(line);
    }
    return new ShortList(lines);
  }

  /** Visits the listings that list the topic, of which `at` is where the levels begin that are not known to be right. */
  find(topic: string, at: number, visit: (listed: Listed) => boolean): boolean {
    const lines = this.#lines;
    const length = topic.length - at;
    for (let i = 0; i < lines.length; i++) {
      const { words, last, listed } = lines[i] as Line;
      if (last === undefined) {
        if (words.length === length && topic.startsWith(words, at) && visit(listed)) return true;
      } else if (words.length <= length && topic.startsWith(words, at) && isLast(last, topic, at + words.length)) {
        if (visit(listed)) return true;
      }
    }
    return false;
  }
}

function isLast(shape: LevelShape, topic: string, at: number): boolean {
  return topic.indexOf('/', at) < 0 && shapeMatchesPart(shape, topic, at, topic.length);
}

function lineOf(listed: Listed, from: number): Line | undefined {
  const { levels, rest, listing, equalLevels, except } = listed.entry;
  // What has more to say than yes and no depends on the order in which listings are asked.
  if (rest || listing.note !== undefined || equalLevels.length > 0 || except.length > 0) return undefined;
  const words: string[] = [];
  for (const [at, level] of levels.entries()) {
    if (at < from) continue;
    if (level.kind === 'literal') words.push(level.text);
    else if (level.kind !== 'free' || at < levels.length - 1) return undefined;
  }
  const last = levels.at(-1) as Entry['levels'][number];
  if (last.kind !== 'free') return { listed, words: words.join('/'), last: undefined };
  return { listed, words: words.map((word) => `${word}/`).join(''), last: last.shape };
}
