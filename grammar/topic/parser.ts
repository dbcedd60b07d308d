/**
 * The grammar of topic names and filters (MQTT 3.1.1, section 4.7), level by level. What the standard forbids has a rule of its
 * own here, so that a topic with any number of mistakes gives a whole tree and every mistake is reported.
 */

import type { IToken } from 'chevrotain';
import { EmbeddedActionsParser, EOF } from 'chevrotain';
import type { TopicKind, TopicProblem, TopicProblemCode } from '../../src/topics/problems.js';
import { topicProblem } from '../../src/topics/problems.js';
import { Characters, Hash, Nul, Pair, Plus, Slash, Surrogate, topicTokens } from './tokens.js';
import type { TopicTree, TopicTreeLevel } from './tree.js';

export class TopicParser extends EmbeddedActionsParser {
  #text = '';
  #kind: TopicKind = 'filter';
  #levels: TopicTreeLevel[] = [];
  #problems: TopicProblem[] = [];

  /** `skipValidations` where start-up counts: a test builds the grammar with them. */
  constructor(skipValidations: boolean) {
    super(topicTokens, { recoveryEnabled: true, skipValidations, maxLookahead: 1 });
    this.performSelfAnalysis();
  }

  /** The tree of `text`, whose tokens are given. */
  parse(kind: TopicKind, text: string, tokens: IToken[]): TopicTree {
    this.input = tokens;
    this.#text = text;
    this.#kind = kind;
    this.#levels = [];
    this.#problems = [];
    if (kind === 'filter') this.topicFilter();
    else this.topicName();
    return { kind, text, levels: this.#levels, problems: this.#problems };
  }

  /** filterLevel { '/' filterLevel } */
  readonly topicFilter = this.RULE('topicFilter', () => {
    this.SUBRULE1(this.filterLevel);
    this.MANY(() => {
      this.CONSUME(Slash);
      this.SUBRULE2(this.filterLevel);
    });
  });

  /** textLevel { '/' textLevel } */
  readonly topicName = this.RULE('topicName', () => {
    this.SUBRULE1(this.textLevel);
    this.MANY(() => {
      this.CONSUME(Slash);
      this.SUBRULE2(this.textLevel);
    });
  });

  /** '+' | '#' | textLevel: a wildcard fills its level [MQTT-4.7.1-3], and '#' the last one [MQTT-4.7.1-2]. */
  readonly filterLevel = this.RULE('filterLevel', () => {
    this.OR([
      {
        GATE: () => this.LA(2).tokenType === Slash || this.LA(2).tokenType === EOF,
        IGNORE_AMBIGUITIES: true,
        ALT: () => {
          const plus = this.CONSUME(Plus);
          this.ACTION(() => this.#addLevel('single', plus.startOffset, plus.image));
        },
      },
      {
        GATE: () => this.LA(2).tokenType === EOF,
        IGNORE_AMBIGUITIES: true,
        ALT: () => {
          const hash = this.CONSUME(Hash);
          this.ACTION(() => this.#addLevel('multi', hash.startOffset, hash.image));
        },
      },
      { ALT: () => this.SUBRULE(this.textLevel) },
    ]);
  });

  /** Text, possibly none, and whatever else was written between two slashes. */
  readonly textLevel = this.RULE('textLevel', () => {
    const first = this.LA(1);
    const pieces: IToken[] = [];
    this.MANY(() => {
      const piece = this.OR([
        { ALT: () => this.CONSUME(Characters) },
        { ALT: () => this.CONSUME(Pair) },
        { ALT: () => this.CONSUME(Plus) },
        { ALT: () => this.CONSUME(Hash) },
        { ALT: () => this.CONSUME(Nul) },
        { ALT: () => this.CONSUME(Surrogate) },
      ]);
      this.ACTION(() => pieces.push(piece));
    });
    this.ACTION(() => this.#addPieces(first.tokenType === EOF ? this.#text.length : first.startOffset, pieces));
  });

  #addPieces(offset: number, pieces: readonly IToken[]): void {
    const before = this.#problems.length;
    for (const piece of pieces) {
      const code = this.#faultOf(piece, pieces.length === 1);
      if (!code) continue;
      const level = this.#levels.length + 1;
      this.#problems.push(topicProblem(code, this.#kind, this.#text, piece.startOffset, piece.image.length, level));
    }
    const broken = this.#problems.length > before;
    this.#addLevel(broken ? 'broken' : 'literal', offset, pieces.map((piece) => piece.image).join(''));
  }

  #faultOf(piece: IToken, alone: boolean): TopicProblemCode | undefined {
    switch (piece.tokenType) {
      case Nul:
        return 'nul';
      case Surrogate:
        return 'surrogate';
      case Plus:
        return this.#kind === 'name' ? 'wildcard-in-name' : 'plus-not-alone';
      case Hash:
        return this.#kind === 'name' ? 'wildcard-in-name' : alone ? 'hash-not-last' : 'hash-not-alone';
      default:
        return undefined;
    }
  }

  #addLevel(kind: TopicTreeLevel['kind'], offset: number, text: string): void {
    this.#levels.push({ kind, text, offset, length: text.length, level: this.#levels.length + 1 });
  }
}
