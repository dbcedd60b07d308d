/**
 * The grammar of topic templates, level by level: a filter in which parts may be names or choices. What is wrong has a rule of
 * its own here, so that a template with any number of mistakes gives a whole tree and every mistake is reported.
 */
import { EmbeddedActionsParser, EOF, type IToken } from 'chevrotain';
import type { TextFault } from '../text-fault.js';
import { alternativesOf, nameOf } from './holes.js';
import { messages } from './messages.js';
import * as t from './tokens.js';
import type { TemplateLevelNode, TemplatePieceNode, TemplateTree } from './tree.js';

export class TemplateParser extends EmbeddedActionsParser {
  #text = '';
  #levels: TemplateLevelNode[] = [];
  #pieces: TemplatePieceNode[] = [];
  #faults: TextFault[] = [];
  /** A wildcard stands beside something else on this level; a second one is the same mistake. */
  #wild = false;
  /** Braces that were opened and not closed: a "}" that comes later is theirs, and no second mistake. */
  #open = 0;

  /** `skipValidations` where start-up counts: a test builds the grammar with them. */
  constructor(skipValidations: boolean) {
    super(t.templateTokens, { recoveryEnabled: true, skipValidations, maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  /** The tree of `text`, whose tokens are given. */
  parse(text: string, tokens: IToken[]): TemplateTree {
    this.input = tokens;
    this.#text = text;
    this.#levels = [];
    this.#pieces = [];
    this.#faults = [];
    this.#wild = false;
    this.#open = 0;
    this.template();
    return { text, levels: this.#levels, faults: this.#faults };
  }

  /** level { '/' level } */
  readonly template = this.RULE('template', () => {
    this.SUBRULE1(this.level);
    this.MANY(() => {
      this.CONSUME(t.Slash);
      this.SUBRULE2(this.level);
    });
  });

  /** '+' | '#' | { piece }: a wildcard fills its level [MQTT-4.7.1-3]. */
  readonly level = this.RULE('level', () => {
    const offset = this.#here();
    let optional = false;
    this.OR([
      {
        GATE: () => this.#endsBehind(1),
        IGNORE_AMBIGUITIES: true,
        ALT: () => this.#add('single', this.CONSUME(t.Plus)),
      },
      {
        GATE: () => this.#endsBehind(1),
        IGNORE_AMBIGUITIES: true,
        ALT: () => this.#add('multi', this.CONSUME(t.Hash)),
      },
      {
        ALT: () => {
          this.MANY(() => {
            optional = this.SUBRULE(this.piece) === true;
          });
        },
      },
    ]);
    this.ACTION(() => this.#endLevel(offset, optional));
  });

  /** Text, a hole, or a character in the wrong place. True for a `?` that makes its level one that may be missing. */
  readonly piece = this.RULE('piece', (): boolean => {
    let optional = false;
    this.OR([
      { ALT: () => this.#literal(this.CONSUME(t.Characters)) },
      { ALT: () => this.#literal(this.CONSUME(t.Pair)) },
      { ALT: () => this.#literal(this.CONSUME(t.DoubleOpen), '{') },
      { ALT: () => this.#literal(this.CONSUME(t.DoubleClose), '}') },
      {
        ALT: () => {
          const last = this.#endsBehind(1);
          const question = this.CONSUME(t.Question);
          const before = this.#pieces.at(-1)?.kind;
          optional = last && (before === 'name' || before === 'alternatives');
          if (!optional) this.#literal(question);
        },
      },
      { ALT: () => this.SUBRULE(this.name) },
      { ALT: () => this.SUBRULE(this.alternatives) },
      { ALT: () => this.#wildcard(this.CONSUME(t.Plus), messages.plus) },
      { ALT: () => this.#wildcard(this.CONSUME(t.Hash), messages.hash) },
      { ALT: () => this.#broken(this.CONSUME(t.Nul), messages.nul) },
      { ALT: () => this.#broken(this.CONSUME(t.Surrogate), messages.surrogate) },
      {
        ALT: () => {
          this.#broken(this.CONSUME(t.Unclosed), messages.unclosed);
          this.ACTION(() => this.#open++);
        },
      },
      {
        ALT: () => {
          const close = this.CONSUME(t.StrayClose);
          this.ACTION(() => this.#broken(close, this.#open > 0 ? undefined : messages.strayClose));
          this.ACTION(() => this.#open--);
        },
      },
    ]);
    return optional;
  });

  /** '{' name [ '...' | '?' ] '}', and whatever else stands between two such braces. */
  readonly name = this.RULE('name', () => {
    const open = this.CONSUME(t.OpenName);
    const parts: IToken[] = [];
    this.MANY(() => {
      const part = this.OR([
        { ALT: () => this.CONSUME(t.Name) },
        { ALT: () => this.CONSUME(t.Ellipsis) },
        { ALT: () => this.CONSUME(t.Question) },
        { ALT: () => this.CONSUME(t.Blank) },
        { ALT: () => this.CONSUME(t.Nul) },
        { ALT: () => this.CONSUME(t.Surrogate) },
        { ALT: () => this.CONSUME(t.Pair) },
        { ALT: () => this.CONSUME(t.Other) },
      ]);
      this.ACTION(() => parts.push(part));
    });
    const close = this.CONSUME(t.Close);
    this.ACTION(() => this.#hole(nameOf(open, parts, close)));
  });

  /** '{' alternative { '|' alternative } '}' */
  readonly alternatives = this.RULE('alternatives', () => {
    const open = this.CONSUME(t.OpenAlternatives);
    const alternatives: IToken[][] = [];
    this.ACTION(() => alternatives.push([]));
    this.MANY(() => {
      const part = this.OR([
        { ALT: () => this.CONSUME(t.Text) },
        { ALT: () => this.CONSUME(t.Pair) },
        { ALT: () => this.CONSUME(t.Bar) },
        { ALT: () => this.CONSUME(t.Sign) },
        { ALT: () => this.CONSUME(t.Blank) },
        { ALT: () => this.CONSUME(t.Nul) },
        { ALT: () => this.CONSUME(t.Surrogate) },
      ]);
      this.ACTION(() => {
        if (part.tokenType === t.Bar) alternatives.push([]);
        else alternatives.at(-1)?.push(part);
      });
    });
    const close = this.CONSUME(t.Close);
    this.ACTION(() => this.#hole(alternativesOf(open, alternatives, close)));
  });

  /** Where the next token begins. */
  #here(): number {
    const next = this.LA(1);
    return next.tokenType === EOF ? this.#text.length : next.startOffset;
  }

  /** Whether the level ends behind so many tokens. */
  #endsBehind(count: number): boolean {
    const { tokenType } = this.LA(count + 1);
    return tokenType === t.Slash || tokenType === EOF;
  }

  #add(kind: 'single' | 'multi' | 'broken', { startOffset: offset, image }: IToken): void {
    this.ACTION(() => this.#pieces.push({ kind, offset, length: image.length }));
  }

  #literal({ startOffset: offset, image }: IToken, text: string = image): void {
    this.ACTION(() => {
      const last = this.#pieces.at(-1);
      if (last?.kind === 'literal') {
        const whole = { offset: last.offset, length: offset + image.length - last.offset };
        this.#pieces[this.#pieces.length - 1] = { ...last, ...whole, text: last.text + text };
      } else this.#pieces.push({ kind: 'literal', text, offset, length: image.length });
    });
  }

  #wildcard(token: IToken, message: string): void {
    this.ACTION(() => {
      this.#broken(token, this.#wild ? undefined : message);
      this.#wild = true;
    });
  }

  #broken(token: IToken, message: string | undefined): void {
    this.#add('broken', token);
    const { startOffset: offset, image } = token;
    this.ACTION(() => {
      if (message !== undefined) this.#faults.push({ offset, length: image.length, message });
    });
  }

  #hole({ piece, faults }: ReturnType<typeof nameOf>): void {
    this.#pieces.push(piece);
    this.#faults.push(...faults);
  }

  #endLevel(offset: number, optional: boolean): void {
    const pieces = this.#pieces;
    const last = pieces.at(-1);
    const length = (last ? last.offset + last.length : offset) + (optional ? 1 : 0) - offset;
    const path = pieces.find((piece) => piece.kind === 'name' && piece.suffix === '...');
    if (path?.kind === 'name' && pieces.length > 1)
      this.#faults.push({ offset, length, message: messages.pathInLevel(path.name) });
    this.#levels.push({ offset, length, pieces, ...(optional && { optional }) });
    this.#pieces = [];
    this.#wild = false;
  }
}
