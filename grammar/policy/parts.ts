/** The parts that lines of several sections share: topics, checks, conditions, consequences. */
import { EmbeddedActionsParser, type IToken } from 'chevrotain';
import type { CheckNode, ConditionNode, OtherwiseNode, SourceNode, Span, TemplateWord, TestNode, Word } from './ast.js';
import { spanOf } from './ast.js';
import { errorMessageProvider, expectation } from './expectations.js';
import * as t from './tokens.js';
import { looksLikeUrl, wordOf } from './words.js';

/** The lowest storey of the grammar. Each storey extends the one below; the last one starts the analysis. */
export abstract class PolicyPartsParser extends EmbeddedActionsParser {
  constructor(options: { skipValidations: boolean }) {
    super(t.vocabulary, { maxLookahead: 2, recoveryEnabled: false, errorMessageProvider, ...options });
  }

  readonly templates = this.RULE('templates', (): TemplateWord[] => {
    const topics: TemplateWord[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      ERR_MSG: expectation.template,
      DEF: () => topics.push(this.SUBRULE(this.template)),
    });
    return topics;
  });

  readonly template = this.RULE('template', (): TemplateWord => {
    let glob: Word | undefined;
    const word = this.OR({
      ERR_MSG: expectation.template,
      DEF: [
        {
          // `glob` is only the other kind of text when a string follows; else it is a topic.
          ALT: () => {
            glob = this.word(this.CONSUME(t.Glob));
            return this.CONSUME(t.Text);
          },
        },
        { ALT: () => this.CONSUME(t.TopicWord) },
        { ALT: () => this.CONSUME1(t.Text) },
      ],
      IGNORE_AMBIGUITIES: true,
    });
    return glob ? { ...this.word(word), glob } : this.word(word);
  });

  readonly shapeWord = this.RULE(
    'shapeWord',
    (): Word =>
      this.word(
        this.OR({
          ERR_MSG: expectation.shape,
          DEF: [{ ALT: () => this.CONSUME(t.ValueWord) }, { ALT: () => this.CONSUME(t.Text) }],
        }),
      ),
  );

  readonly wordList = this.RULE('wordList', (): Word[] => {
    const words: Word[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      ERR_MSG: expectation.word,
      DEF: () => words.push(this.word(this.CONSUME(t.AnyWord, { ERR_MSG: expectation.word }))),
    });
    return words;
  });

  readonly roleList = this.RULE('roleList', (): Word[] => {
    const words: Word[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      ERR_MSG: expectation.role,
      DEF: () => words.push(this.word(this.CONSUME(t.FieldWord, { ERR_MSG: expectation.role }))),
    });
    return words;
  });

  readonly source = this.RULE('source', (): SourceNode => {
    const keyword = this.word(this.CONSUME(t.Source));
    let title: Word | undefined;
    let url: Word | undefined;
    this.OPTION(() => {
      title = this.word(this.CONSUME(t.Text));
    });
    this.OPTION1({
      GATE: () => title === undefined || looksLikeUrl(this.LA(1).image),
      DEF: () => {
        url = this.word(this.CONSUME(t.FieldWord, { ERR_MSG: expectation.source }));
      },
    });
    return { ...this.span(keyword, url ?? title ?? keyword), ...(title && { title }), ...(url && { url }) };
  });

  readonly test = this.RULE('test', (): TestNode => {
    let not: Word | undefined;
    let per: { keyword: Word; every: Word; unit: Word } | undefined;
    const first = this.word(this.LA(1));
    this.OPTION(() => {
      not = this.word(this.CONSUME(t.Not));
    });
    const body = this.OR({
      ERR_MSG: expectation.value,
      DEF: [
        { ALT: () => ({ kind: 'is' as const, word: this.word(this.CONSUME(t.None)) }) },
        { ALT: () => ({ kind: 'is' as const, word: this.word(this.CONSUME(t.Required)) }) },
        {
          ALT: () => {
            const sign = this.word(this.CONSUME(t.Compare));
            const value = this.word(this.CONSUME(t.ValueWord, { ERR_MSG: expectation.number }));
            const unit = this.SUBRULE(this.unit);
            return { kind: 'compare' as const, sign, value, ...(unit && { unit }) };
          },
        },
        {
          ALT: () => {
            const values = [this.SUBRULE(this.shapeWord)];
            this.MANY(() => {
              this.CONSUME(t.Pipe);
              values.push(this.SUBRULE1(this.shapeWord));
            });
            const unit = this.SUBRULE1(this.unit);
            return { kind: 'values' as const, values, ...(unit && { unit }) };
          },
        },
      ],
    });
    this.OPTION1(() => {
      const keyword = this.word(this.CONSUME(t.Per));
      const every = this.word(this.CONSUME1(t.ValueWord, { ERR_MSG: expectation.number }));
      per = {
        keyword,
        every,
        unit: this.word(this.CONSUME(t.UnitWord, { ERR_MSG: 'A unit of time (ms, s, min, h, d)' })),
      };
    });
    return { ...this.span(first, this.word(this.LA(0))), ...body, ...(not && { not }), ...(per && { per }) };
  });

  readonly unit = this.RULE('unit', (): Word | undefined => {
    let unit: Word | undefined;
    this.OPTION(() => {
      unit = this.word(this.CONSUME(t.UnitWord));
    });
    // A word behind a number that no value follows is no field: a unit was meant, and the field knows which there are.
    this.OPTION1({
      GATE: () => unit === undefined && isSize(this.LA(0)) && isUnitLike(this.LA(1)) && !beginsTest(this.LA(2)),
      DEF: () => {
        unit = this.word(this.CONSUME(t.PlainWord));
      },
    });
    return unit;
  });

  readonly check = this.RULE('check', (): CheckNode => {
    const field = this.word(this.CONSUME(t.FieldWord, { ERR_MSG: expectation.field }));
    return { field, test: this.SUBRULE(this.test) };
  });

  /** A check whose field may also be a setting: `when {region} eu`. */
  readonly conditionCheck = this.RULE('conditionCheck', (): CheckNode => {
    const field = this.word(
      this.OR({
        ERR_MSG: expectation.field,
        DEF: [{ ALT: () => this.CONSUME(t.Name) }, { ALT: () => this.CONSUME(t.FieldWord) }],
      }),
    );
    return { field, test: this.SUBRULE(this.test) };
  });

  readonly condition = this.RULE('condition', (): ConditionNode => {
    const first = this.SUBRULE(this.conditionCheck);
    const checks = [first];
    this.MANY(() => {
      this.CONSUME(t.And);
      checks.push(this.SUBRULE1(this.conditionCheck));
    });
    return { ...this.span(first.field, this.word(this.LA(0))), checks };
  });

  readonly otherwise = this.RULE('otherwise', (): OtherwiseNode => {
    const keyword = this.word(this.CONSUME(t.Otherwise));
    const consequence = this.word(
      this.OR({
        ERR_MSG: expectation.consequence,
        DEF: [{ ALT: () => this.CONSUME(t.FieldWord) }, { ALT: () => this.CONSUME(t.None) }],
        IGNORE_AMBIGUITIES: true,
      }),
    );
    let code: Word | undefined;
    let when: ConditionNode | undefined;
    this.OPTION({
      GATE: () => /^[0-9]/.test(this.LA(1).image),
      DEF: () => {
        code = this.word(this.CONSUME(t.PlainWord));
      },
    });
    this.OPTION1(() => {
      this.CONSUME(t.When);
      when = this.SUBRULE(this.condition);
    });
    return {
      ...this.span(keyword, this.word(this.LA(0))),
      consequence,
      ...(code && { code }),
      ...(when && { when }),
    };
  });

  protected span(first: Word, last: Word): Span {
    return this.RECORDING_PHASE ? recorded : spanOf(first, last);
  }

  protected word(token: IToken): Word {
    // While the grammar records itself there are no tokens.
    return this.RECORDING_PHASE ? recorded : wordOf(token);
  }
}

function isSize({ image }: IToken): boolean {
  return /^[0-9]/.test(image) || (image.startsWith('{') && image.endsWith('}'));
}

function isUnitLike({ image }: IToken): boolean {
  return /^[A-Za-z]{1,12}$/.test(image);
}

function beginsTest({ tokenType }: IToken): boolean {
  if (tokenType === t.None || tokenType === t.Required || tokenType === t.Not) return true;
  if (tokenType === t.Compare || tokenType === t.Text || tokenType === t.OpenText) return true;
  return tokenType === t.ValueWord || (tokenType.CATEGORIES ?? []).includes(t.ValueWord);
}

const recorded: Word = { text: '', offset: 0, length: 0 };
