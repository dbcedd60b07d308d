/**
 * The grammar of shapes: alternatives of characters and counted sets. What is wrong has a rule of its own here, so that a shape
 * with any number of mistakes gives a whole tree and every mistake is reported.
 */
import { EmbeddedActionsParser, EOF, type IToken } from 'chevrotain';
import type { TextFault } from '../text-fault.js';
import { maxAlternatives, maxAtoms, maxCount, messages } from './messages.js';
import * as t from './tokens.js';
import type { ShapeAlternativeNode, ShapeAtomNode, ShapeRangeNode, ShapeTree } from './tree.js';

interface Times {
  readonly min: number;
  readonly max: number | null;
}
const once: Times = { min: 1, max: 1 };

export class ShapeParser extends EmbeddedActionsParser {
  #text = '';
  #alternatives: ShapeAlternativeNode[] = [];
  #atoms: ShapeAtomNode[] = [];
  #count = 0;
  #faults: TextFault[] = [];
  /** Something wrong stands in this alternative, or beside it: that it is empty is no second mistake. */
  #spoilt = false;

  /** `skipValidations` where start-up counts: a test builds the grammar with them. */
  constructor(skipValidations: boolean) {
    super(t.shapeTokens, { recoveryEnabled: true, skipValidations, maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  /** The tree of `text`, whose tokens are given. */
  parse(text: string, tokens: IToken[]): ShapeTree {
    this.input = tokens;
    this.#text = text;
    this.#alternatives = [];
    this.#atoms = [];
    this.#count = 0;
    this.#faults = [];
    this.#spoilt = false;
    this.shape();
    return { text, alternatives: this.#alternatives, faults: this.#faults.sort((a, b) => a.offset - b.offset) };
  }

  /** alternative { ' | ' alternative } */
  readonly shape = this.RULE('shape', () => {
    this.SUBRULE1(this.alternative);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(t.Join) },
        { ALT: () => this.#wrong(this.CONSUME(t.Blank), messages.blank) },
        { ALT: () => this.#wrong(this.CONSUME(t.Bar), messages.bar) },
      ]);
      this.SUBRULE2(this.alternative);
    });
  });

  /** { set | character }, and what is neither */
  readonly alternative = this.RULE('alternative', () => {
    const offset = this.#here();
    this.MANY(() => {
      this.OR([
        { ALT: () => this.#character(this.CONSUME(t.Character)) },
        { ALT: () => this.#character(this.CONSUME(t.Pair)) },
        { ALT: () => this.SUBRULE(this.set) },
        { ALT: () => this.#wrong(this.CONSUME(t.StrayClose), messages.strayClose) },
        { ALT: () => this.#wrong(this.CONSUME(t.Count), messages.count('{'), 1) },
        { ALT: () => this.#wrong(this.CONSUME(t.BrokenCount), messages.count('{'), 1) },
        { ALT: () => this.#wrong(this.CONSUME(t.StrayBrace), messages.count('}')) },
        {
          ALT: () => {
            const sign = this.CONSUME(t.Repeat);
            this.#wrong(sign, messages.repeat(sign.image));
          },
        },
      ]);
    });
    this.ACTION(() => this.#endAlternative(offset));
  });

  /** '[' [ '^' ] { range } ']' [ count ] */
  readonly set = this.RULE('set', () => {
    const open = this.CONSUME(t.OpenSet);
    const ranges: ShapeRangeNode[] = [];
    this.MANY(() => {
      const range = this.SUBRULE(this.range);
      this.ACTION(() => ranges.push(range));
    });
    let closed = false;
    this.OPTION(() => {
      this.CONSUME(t.CloseSet);
      closed = true;
    });
    let times = once;
    this.OPTION1(() => {
      times = this.SUBRULE(this.count);
    });
    this.ACTION(() => this.#set(open, ranges, closed, times));
  });

  /** character [ '-' character ]: a '-' at the end of a set stands for itself. */
  readonly range = this.RULE('range', (): ShapeRangeNode => {
    const first = this.SUBRULE1(this.member);
    let last = first;
    this.OPTION({
      GATE: () => {
        const { tokenType } = this.LA(2);
        return tokenType !== t.CloseSet && tokenType !== EOF;
      },
      DEF: () => {
        this.CONSUME(t.Dash);
        last = this.SUBRULE2(this.member);
      },
    });
    return this.ACTION(() => this.#range(first, last)) as ShapeRangeNode;
  });

  /** Any character; '\' makes one stand for itself. */
  readonly member = this.RULE('member', () =>
    this.OR([
      { ALT: () => this.CONSUME(t.Character) },
      { ALT: () => this.CONSUME(t.Pair) },
      { ALT: () => this.CONSUME(t.Dash) },
      { ALT: () => this.CONSUME(t.Escape) },
    ]),
  );

  /** '{' number [ ',' [ number ] ] '}' */
  readonly count = this.RULE('count', (): Times => {
    let times = once;
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(t.Count);
          times = this.ACTION(() => this.#times(token)) as Times;
        },
      },
      { ALT: () => this.#wrong(this.CONSUME(t.BrokenCount), messages.brokenCount) },
    ]);
    return times;
  });

  /** Where the next token begins. */
  #here(): number {
    const next = this.LA(1);
    return next.tokenType === EOF ? this.#text.length : next.startOffset;
  }

  #wrong({ startOffset: offset, image }: IToken, message: string, length = image.length): void {
    this.ACTION(() => {
      this.#faults.push({ offset, length, message });
      this.#spoilt = true;
    });
  }

  #character({ startOffset: offset, image }: IToken): void {
    this.ACTION(() => this.#atom({ kind: 'character', offset, length: image.length, code: codeOf(image) }));
  }

  #set({ startOffset: offset, image }: IToken, ranges: readonly ShapeRangeNode[], closed: boolean, times: Times): void {
    const length = this.#here() - offset;
    if (!closed) {
      const instead = this.#text.endsWith('\\') ? {} : { instead: `${this.#text}]` };
      this.#faults.push({ offset, length, message: messages.openSet, ...instead });
    }
    const complement = image === '[^';
    if (closed && ranges.length === 0 && !complement) {
      this.#faults.push({ offset, length: 2, message: messages.emptySet });
    }
    this.#atom({ kind: 'set', offset, length, complement, ranges, ...times });
  }

  #atom(atom: ShapeAtomNode): void {
    this.#count++;
    if (this.#count === maxAtoms + 1)
      this.#faults.push({ offset: atom.offset, length: 1, message: messages.tooManyAtoms });
    if (this.#count <= maxAtoms) this.#atoms.push(atom);
  }

  #range(first: IToken, last: IToken): ShapeRangeNode {
    const { startOffset: offset } = first;
    const length = last.startOffset + last.image.length - offset;
    const [from, to] = [codeOf(first.image), codeOf(last.image)];
    if (to < from) this.#faults.push({ offset, length, message: messages.emptyRange(from, to) });
    return { offset, length, from, to };
  }

  #times({ startOffset: offset, image }: IToken): Times {
    const [low = '', high] = image.slice(1, -1).split(',');
    const min = Number(low);
    const max = high === undefined ? min : high === '' ? null : Number(high);
    const refused =
      max !== null && max < min
        ? messages.emptyCount(min, max)
        : Math.max(min, max ?? 0) > maxCount
          ? messages.greatCount
          : max === 0
            ? messages.noCount
            : undefined;
    if (refused === undefined) return { min, max };
    this.#faults.push({ offset, length: image.length, message: refused });
    return once;
  }

  #endAlternative(offset: number): void {
    const atoms = this.#atoms;
    const ahead = this.LA(1).tokenType;
    const beside = ahead === t.Blank || ahead === t.Bar;
    if (atoms.length === 0 && !this.#spoilt && !beside && this.#count <= maxAtoms)
      this.#faults.push({ offset, length: 1, message: messages.missing });
    if (this.#alternatives.length === maxAlternatives)
      this.#faults.push({ offset, length: 1, message: messages.tooManyAlternatives });
    if (this.#alternatives.length <= maxAlternatives)
      this.#alternatives.push({ offset, length: this.#here() - offset, atoms });
    this.#atoms = [];
    this.#spoilt = false;
  }
}

/** The code point of a character as it is written, with or without `\`. */
function codeOf(image: string): number {
  return image.codePointAt(image.length > 1 && image.startsWith('\\') ? 1 : 0) as number;
}
