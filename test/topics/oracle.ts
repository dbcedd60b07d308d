/**
 * What topics mean, said again as plainly as possible and without anything from src: split, recursion, enumeration. Slow on
 * purpose; what the room decides is compared with this.
 */

export type Fault = readonly [code: string, offset: number];

/** The faults of a text that is short enough, found level by level. */
export function faultsOf(kind: 'filter' | 'name', text: string): Fault[] {
  if (text === '') return [['empty', 0]];
  if (Buffer.byteLength(text.replace(/[\ud800-\udfff]/gu, '?..')) > 65_535) return [['too-long', firstTooMuch(text)]];
  const faults: Fault[] = [];
  const levels = text.split('/');
  let offset = 0;
  levels.forEach((level, index) => {
    for (const [place, unit] of [...level.matchAll(/\0/g)].map((m) => [m.index, 'nul'] as const))
      faults.push([unit, offset + place]);
    for (const match of level.matchAll(/[\ud800-\udfff]/gu)) faults.push(['surrogate', offset + match.index]);
    for (const match of level.matchAll(/[+#]/g)) {
      const at = offset + match.index;
      if (kind === 'name') faults.push(['wildcard-in-name', at]);
      else if (level.length > 1) faults.push([match[0] === '+' ? 'plus-not-alone' : 'hash-not-alone', at]);
      else if (match[0] === '#' && index < levels.length - 1) faults.push(['hash-not-last', at]);
    }
    offset += level.length + 1;
  });
  return faults.sort((a, b) => a[1] - b[1]);
}

function firstTooMuch(text: string): number {
  let bytes = 0;
  let units = 0;
  for (const character of text) {
    bytes += /^[\ud800-\udfff]$/u.test(character) ? 3 : Buffer.byteLength(character);
    if (bytes > 65_535) return units;
    units += character.length;
  }
  return units;
}

export function isName(text: string): boolean {
  return faultsOf('name', text).length === 0;
}

/** Whether a filter matches a topic, both well formed. */
export function filterMatches(filter: string, topic: string): boolean {
  if (/^[+#]/.test(filter) && topic.startsWith('$')) return false;
  return levelsMatch(filter.split('/'), topic.split('/'));
}

function levelsMatch([wanted, ...further]: string[], topic: string[]): boolean {
  if (wanted === undefined) return topic.length === 0;
  if (wanted === '#') return true;
  const [level, ...below] = topic;
  if (level === undefined) return false;
  if (wanted !== '+' && wanted !== level) return false;
  if (below.length === 0 && further.length === 1 && further[0] === '#') return true;
  return levelsMatch(further, below);
}

export interface PlainAtom {
  readonly ranges: readonly (readonly [number, number])[];
  readonly min: number;
  readonly max: number | null;
}
export interface PlainShape {
  readonly alternatives: readonly (readonly PlainAtom[])[];
}
export type PlainLevel =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'shape'; readonly shape: PlainShape };
export interface PlainPattern {
  readonly levels: readonly PlainLevel[];
  readonly rest?: PlainLevel;
}

const expressions = new WeakMap<PlainShape, RegExp>();

/** Whether a text is of a shape, by a regular expression. Only for shapes that a test makes itself. */
export function shapeHolds(shape: PlainShape, text: string): boolean {
  let expression = expressions.get(shape);
  if (!expression) {
    const hex = (point: number) => `\\u{${point.toString(16)}}`;
    const alternatives = shape.alternatives.map((atoms) =>
      atoms
        .map(({ ranges, min, max }) => {
          const set = ranges.map(([from, to]) => `${hex(from)}-${hex(to)}`).join('');
          return `[${set}]{${min},${max ?? ''}}`;
        })
        .join(''),
    );
    expression = alternatives.length === 0 ? /(?!)/ : new RegExp(`^(?:${alternatives.join('|')})$`, 'u');
    expressions.set(shape, expression);
  }
  return expression.test(text);
}

function levelHolds(level: PlainLevel, text: string, first: boolean): boolean {
  if (level.kind === 'literal') return text === level.text;
  if (level.kind === 'any') return !(first && text.startsWith('$'));
  return shapeHolds(level.shape, text);
}

/** Whether a topic is in a pattern. */
export function patternHolds(pattern: PlainPattern, topic: string): boolean {
  return isName(topic) && holdsTexts(pattern, topic.split('/'));
}

function holdsTexts(pattern: PlainPattern, texts: readonly string[]): boolean {
  if (texts.length < pattern.levels.length) return false;
  return texts.every((text, i) => {
    const level = pattern.levels[i] ?? pattern.rest;
    return level !== undefined && levelHolds(level, text, i === 0);
  });
}

/** All texts of up to `length` characters of the alphabet, shortest first. */
export function textsOver(alphabet: readonly string[], length: number): string[] {
  const result = [''];
  let last = [''];
  for (let i = 0; i < length; i++) {
    last = last.flatMap((text) => alphabet.map((character) => text + character));
    result.push(...last);
  }
  return result;
}

/** All topics of up to `depth` levels over the level texts, shortest first; the empty topic is none. */
export function topicsOver(levels: readonly string[], depth: number): string[] {
  const result: string[] = [];
  let last: string[] = [...levels];
  for (let i = 0; i < depth; i++) {
    result.push(...last.filter((topic) => topic !== ''));
    if (i + 1 < depth) last = last.flatMap((topic) => levels.map((level) => `${topic}/${level}`));
  }
  return result;
}

/**
 * A topic in all of `inAll` and none of `inNone`, of at most `depth` levels made of `texts`. Texts that no pattern can tell
 * apart at a level are tried once.
 */
export function enumerate(
  inAll: readonly PlainPattern[],
  inNone: readonly PlainPattern[],
  texts: readonly string[],
  depth: number,
): string | undefined {
  const patterns = [...inAll, ...inNone];
  for (let count = 1; count <= depth; count++) {
    const columns: string[][] = [];
    for (let index = 0; index < count; index++) {
      const kinds = new Map<string, string>();
      for (const text of texts) {
        if (count === 1 && text === '') continue;
        const kind = patterns
          .map(({ levels, rest }) => {
            const level = levels[index] ?? rest;
            return level && levelHolds(level, text, index === 0) ? '1' : '0';
          })
          .join('');
        if (!kinds.has(kind)) kinds.set(kind, text);
      }
      columns.push([...kinds.values()]);
    }
    const found = firstCombination(
      columns,
      (topic) =>
        inAll.every((pattern) => holdsTexts(pattern, topic)) && !inNone.some((pattern) => holdsTexts(pattern, topic)),
    );
    if (found) return found.join('/');
  }
  return undefined;
}

function firstCombination(
  columns: readonly string[][],
  good: (topic: readonly string[]) => boolean,
  chosen: readonly string[] = [],
): readonly string[] | undefined {
  const column = columns[chosen.length];
  if (!column) return good(chosen) ? chosen : undefined;
  for (const text of column) {
    const found = firstCombination(columns, good, [...chosen, text]);
    if (found) return found;
  }
  return undefined;
}

/**
 * For filters of any length: a topic of `inner` in none of `outers`, by reading all filters at once, level by level, over the
 * texts that occur in them and one that does not. States that were seen are not read again.
 */
export function outsideByReading(outers: readonly string[], inner: string): string | undefined {
  const filters = [inner, ...outers].map((filter) => filter.split('/'));
  const alphabet = [
    ...new Set([...filters.flat().filter((level) => level !== '+' && level !== '#'), 'fresh', '$fresh', '']),
  ];
  let states: { readonly at: readonly (number | 'all' | 'none')[]; readonly topic: string | undefined }[] = [
    { at: filters.map(() => 0), topic: undefined },
  ];
  const seen = new Set<string>();
  while (states.length > 0) {
    const next: typeof states = [];
    for (const { at, topic } of states) {
      if (topic !== undefined && topic !== '') {
        const [within, ...without] = at.map((place, i) => isEnd(filters[i] as string[], place));
        if (within && !without.includes(true)) return topic;
      }
      for (const text of alphabet) {
        const reached = at.map((place, i) => read(filters[i] as string[], place, text, topic === undefined));
        if (reached[0] === 'none') continue;
        // Whether the topic so far is the empty text decides about the empty topic.
        const longer = topic === undefined ? text : `${topic}/${text}`;
        const key = `${reached.join()}|${longer === ''}`;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ at: reached, topic: longer });
      }
    }
    states = next;
  }
  return undefined;
}

function read(filter: string[], place: number | 'all' | 'none', text: string, first: boolean): number | 'all' | 'none' {
  if (typeof place === 'string') return place;
  const level = filter[place];
  if (level === undefined || (first && text.startsWith('$') && /^[+#]$/.test(level))) return 'none';
  if (level === '#') return 'all';
  return level === '+' || level === text ? place + 1 : 'none';
}

function isEnd(filter: string[], place: number | 'all' | 'none'): boolean {
  if (typeof place === 'string') return place === 'all';
  return place === filter.length || (place === filter.length - 1 && filter[place] === '#');
}
