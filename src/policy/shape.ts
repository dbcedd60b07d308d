/** Shapes: which texts a name may be. Character sets with lengths, alternatives, and a few words. Never a regular expression. */
import type { Atom, LevelShape } from '../topics/pattern.js';
import type { Shape } from './model.js';

/** What is wrong, and where in the text that was given. */
export interface TextFault {
  readonly at: number;
  readonly length: number;
  readonly message: string;
  /** What to write instead of the whole text. */
  readonly instead?: string;
}

export type ParsedShape = { readonly shape: Shape } | { readonly fault: TextFault };

type Range = readonly [number, number];

const maxAtoms = 1024;
const maxAlternatives = 256;
const maxCount = 65535;

/** What no text of MQTT holds, and `/`, which no level holds. */
const outside: readonly Range[] = [
  [0, 0],
  [0x2f, 0x2f],
  [0xd800, 0xdfff],
];
const outsideOfTexts: readonly Range[] = [
  [0, 0],
  [0xd800, 0xdfff],
];

/**
 * Parses a shape: `any`, `expiry`, or alternatives of literals and sets with counts, `gh-[0-9]{6} | [A-Z]{1,8}`.
 * `slashes`: the shape is of a text that is not a topic level (a part of a token), so it may hold `/`.
 */
export function parseShape(text: string, options: { readonly slashes?: boolean } = {}): ParsedShape {
  if (text === 'any') return { shape: { text, kind: 'any' } };
  if (text === 'expiry') return { shape: { text, kind: 'expiry' } };
  return new ShapeParser(text, options.slashes === true).parse();
}

/** Whether a text can only be meant as a shape, not as a template: it holds a set. */
export function looksLikeShape(text: string): boolean {
  return text === 'any' || text === 'expiry' || text.includes('[');
}

class Fault extends Error {
  readonly fault: TextFault;
  constructor(at: number, length: number, message: string, instead?: string) {
    super(message);
    this.fault = { at, length, message, ...(instead !== undefined && { instead }) };
  }
}

class ShapeParser {
  readonly #text: string;
  readonly #slashes: boolean;
  #at = 0;
  #atoms = 0;

  constructor(text: string, slashes: boolean) {
    this.#text = text;
    this.#slashes = slashes;
  }

  parse(): ParsedShape {
    try {
      const alternatives: Atom[][] = [];
      const spelled: string[] = [];
      do {
        const start = this.#at;
        alternatives.push(this.#alternative());
        spelled.push(this.#text.slice(start, this.#at));
        if (alternatives.length > maxAlternatives)
          throw new Fault(start, 1, `A shape has at most ${maxAlternatives} alternatives.`);
      } while (this.#separator());
      const level: LevelShape = { alternatives };
      return { shape: { text: spelled.join(' | '), kind: 'level', level } };
    } catch (error) {
      if (error instanceof Fault) return { fault: error.fault };
      throw error;
    }
  }

  #separator(): boolean {
    if (this.#at >= this.#text.length) return false;
    if (!this.#text.startsWith(' | ', this.#at)) {
      throw new Fault(this.#at, 1, 'A blank in a shape stands in a set: write [ ]. Alternatives are joined by " | ".');
    }
    this.#at += 3;
    return true;
  }

  #alternative(): Atom[] {
    const atoms: Atom[] = [];
    const start = this.#at;
    while (this.#at < this.#text.length && this.#text[this.#at] !== ' ') {
      if (++this.#atoms > maxAtoms) throw new Fault(this.#at, 1, `A shape has at most ${maxAtoms} parts.`);
      atoms.push(this.#text[this.#at] === '[' ? this.#set() : this.#literal());
    }
    if (this.#at === start)
      throw new Fault(start, 1, 'A shape is missing here. Write what the text may be, such as [A-Za-z0-9_-]{1,64}.');
    return atoms;
  }

  #literal(): Atom {
    const at = this.#at;
    const code = this.#text.codePointAt(at) as number;
    const character = String.fromCodePoint(code);
    if (character === ']') throw new Fault(at, 1, '"]" closes a set, but none is open.');
    if (character === '{' || character === '}') {
      throw new Fault(
        at,
        1,
        `A count in braces follows a set, as in [0-9]{6}. The character ${character} itself is written [${character}].`,
      );
    }
    if (character === '|')
      throw new Fault(
        at,
        1,
        'Alternatives are joined by " | ", with a blank on each side. The character | itself is written [|].',
      );
    if ('*?'.includes(character)) {
      throw new Fault(
        at,
        1,
        `"${character}" is no repetition here: write a count such as {1,64}. The character itself is written [${character}].`,
      );
    }
    this.#at += character.length;
    const refused = this.#refused(code, at);
    if (refused) throw refused;
    return { ranges: [[code, code]], min: 1, max: 1 };
  }

  /** Why one character that is spelled out cannot be in the shape. */
  #refused(code: number, at: number): Fault | undefined {
    if (code === 0) return new Fault(at, 1, 'No text of MQTT holds the character NUL [MQTT-1.5.3-2].');
    if (code >= 0xd800 && code <= 0xdfff)
      return new Fault(at, 1, 'This is half a character; no text of MQTT holds it [MQTT-1.5.3-1].');
    if (code === 0x2f && !this.#slashes)
      return new Fault(at, 1, 'A name stands for one level, and a level holds no "/".');
    return undefined;
  }

  #set(): Atom {
    const start = this.#at;
    this.#at++;
    const complement = this.#text[this.#at] === '^';
    if (complement) this.#at++;
    const ranges: Range[] = [];
    while (this.#text[this.#at] !== ']') {
      if (this.#at >= this.#text.length) {
        throw new Fault(start, this.#text.length - start, 'This set is not closed: "]" is missing.', `${this.#text}]`);
      }
      ranges.push(this.#range(complement));
    }
    this.#at++;
    const written = this.#text.slice(start, this.#at);
    if (ranges.length === 0 && !complement) throw new Fault(start, 2, 'This set is empty: no character is of it.');
    const never = this.#slashes ? outsideOfTexts : outside;
    const allowed = complement ? without([[0, 0x10ffff]], [...ranges, ...never]) : without(merged(ranges), never);
    if (allowed.length === 0)
      throw new Fault(start, written.length, 'No character that a topic level may hold is of this set.');
    return { ranges: allowed, ...this.#count() };
  }

  #range(complement: boolean): Range {
    const at = this.#at;
    const from = this.#setCharacter();
    const single =
      this.#text[this.#at] !== '-' || this.#text[this.#at + 1] === ']' || this.#at + 1 >= this.#text.length;
    if (single) {
      const refused = complement ? undefined : this.#refused(from, at);
      if (refused) throw refused;
      return [from, from];
    }
    this.#at++;
    const to = this.#setCharacter();
    if (to < from) {
      const written = this.#text.slice(at, this.#at);
      throw new Fault(
        at,
        written.length,
        `This range is empty: ${String.fromCodePoint(from)} comes behind ${String.fromCodePoint(to)}. Write ${String.fromCodePoint(to)}-${String.fromCodePoint(from)}.`,
      );
    }
    return [from, to];
  }

  #setCharacter(): number {
    if (this.#text[this.#at] === '\\') this.#at++;
    const code = this.#text.codePointAt(this.#at);
    if (code === undefined) throw new Fault(this.#at - 1, 1, 'This set is not closed: "]" is missing.');
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }

  #count(): { min: number; max: number | null } {
    if (this.#text[this.#at] !== '{') return { min: 1, max: 1 };
    const start = this.#at;
    const end = this.#text.indexOf('}', start);
    const inner = end < 0 ? '' : this.#text.slice(start + 1, end);
    const match = /^([0-9]{1,6})(?:(,)([0-9]{0,6}))?$/.exec(inner);
    if (!match) {
      const length = end < 0 ? this.#text.length - start : end + 1 - start;
      throw new Fault(start, length, 'A count is one number or two: {6}, {1,64}, {1,}.');
    }
    this.#at = end + 1;
    const min = Number(match[1]);
    const max = match[2] === undefined ? min : match[3] === '' ? null : Number(match[3]);
    if (max !== null && max < min) {
      throw new Fault(
        start,
        end + 1 - start,
        `This count is empty: ${min} is greater than ${max}. Write {${max},${min}}.`,
      );
    }
    if (min > maxCount || (max ?? 0) > maxCount)
      throw new Fault(start, end + 1 - start, `A text of MQTT has at most ${maxCount} bytes.`);
    if (max === 0) throw new Fault(start, end + 1 - start, 'A part that stands no time says nothing: leave it out.');
    return { min, max };
  }
}

/** Ranges in order, neighbours joined. */
function merged(ranges: readonly Range[]): Range[] {
  const sorted = [...ranges].sort((a, b) => a[0] - b[0]);
  const result: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** The ranges of the first list, which is in order, without those of the second. */
function without(ranges: readonly Range[], taken: readonly Range[]): Range[] {
  const gaps = merged(taken);
  const left: Range[] = [];
  let next = 0;
  for (const [from, to] of ranges) {
    let low = from;
    while (next < gaps.length && (gaps[next] as Range)[1] < low) next++;
    for (let at = next; at < gaps.length && (gaps[at] as Range)[0] <= to; at++) {
      const [start, end] = gaps[at] as Range;
      if (start > low) left.push([low, start - 1]);
      low = Math.max(low, end + 1);
    }
    if (low <= to) left.push([low, to]);
  }
  return left;
}
