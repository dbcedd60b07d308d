/** The grammar of one logical line. Each section has a rule of its own; a file is never parsed as a whole. */
import { expectation } from './expectations.js';
import { type ParsedLine, PolicyStatementsParser } from './statements-parser.js';
import * as t from './tokens.js';

export class PolicyLineParser extends PolicyStatementsParser {
  constructor(options: { skipValidations: boolean }) {
    super(options);
    this.performSelfAnalysis();
  }
  readonly identityLine = this.RULE(
    'identityLine',
    (): ParsedLine =>
      this.OR({
        ERR_MSG: expectation.statement,
        DEF: [
          { ALT: () => this.SUBRULE(this.declaration) },
          { ALT: () => this.SUBRULE(this.otherwiseLine) },
          { ALT: () => this.SUBRULE(this.sourceLine) },
          { ALT: () => this.SUBRULE(this.binding) },
        ],
      }),
  );

  readonly rolesLine = this.RULE('rolesLine', (): ParsedLine => {
    return this.OR({
      ERR_MSG: expectation.role,
      DEF: [
        { ALT: () => this.SUBRULE(this.sourceLine) },
        {
          ALT: (): ParsedLine => {
            const role = this.word(this.CONSUME(t.AnyWord, { ERR_MSG: expectation.role }));
            const clauses = this.SUBRULE(this.clauses);
            return { kind: 'role', role, clauses };
          },
        },
      ],
      IGNORE_AMBIGUITIES: true,
    });
  });

  readonly checkLine = this.RULE(
    'checkLine',
    (): ParsedLine =>
      this.OR({
        ERR_MSG: expectation.statement,
        DEF: [
          { ALT: () => this.SUBRULE(this.otherwiseLine) },
          { ALT: () => this.SUBRULE(this.sourceLine) },
          {
            ALT: (): ParsedLine => {
              const fields = [this.word(this.CONSUME(t.FieldWord, { ERR_MSG: expectation.field }))];
              this.MANY(() => {
                this.CONSUME(t.Comma);
                fields.push(this.word(this.CONSUME1(t.FieldWord, { ERR_MSG: expectation.field })));
              });
              const test = this.SUBRULE(this.test);
              const clauses = this.SUBRULE(this.clauses);
              return { kind: 'check', fields, test, clauses };
            },
          },
        ],
      }),
  );

  readonly topicsLine = this.RULE(
    'topicsLine',
    (): ParsedLine =>
      this.OR({
        ERR_MSG: expectation.statement,
        DEF: [
          { ALT: () => this.SUBRULE(this.listing) },
          { ALT: () => this.SUBRULE(this.declaration) },
          { ALT: () => this.SUBRULE(this.otherwiseLine) },
          { ALT: () => this.SUBRULE(this.sourceLine) },
          {
            ALT: (): ParsedLine => {
              this.CONSUME(t.Filters);
              const mode = this.word(this.CONSUME(t.AnyWord, { ERR_MSG: '"within", "exact" or "overlap"' }));
              const clauses = this.SUBRULE(this.clauses);
              return { kind: 'filters', mode, clauses };
            },
          },
          { ALT: () => this.SUBRULE(this.wildcardsLine) },
          {
            ALT: (): ParsedLine => {
              const keyword = this.word(this.CONSUME(t.Delivery));
              const value = this.word(this.CONSUME1(t.AnyWord, { ERR_MSG: '"listed"' }));
              const clauses = this.SUBRULE1(this.clauses);
              return { kind: 'delivery', keyword, value, clauses };
            },
          },
        ],
      }),
  );

  readonly assertLine = this.RULE(
    'assertLine',
    (): ParsedLine =>
      this.OR({
        ERR_MSG: expectation.statement,
        DEF: [
          {
            ALT: (): ParsedLine => {
              const claim = this.word(
                this.OR1([{ ALT: () => this.CONSUME(t.Never) }, { ALT: () => this.CONSUME(t.Always) }]),
              );
              const verb = this.word(this.CONSUME(t.Verb, { ERR_MSG: expectation.verb }));
              const topics = this.SUBRULE(this.templates);
              const clauses = this.SUBRULE(this.clauses);
              return { kind: 'assert', claim, verb, topics, clauses };
            },
          },
          {
            ALT: (): ParsedLine => {
              const keyword = this.word(this.CONSUME(t.Isolated));
              const names = [this.word(this.CONSUME(t.Name, { ERR_MSG: expectation.name }))];
              this.MANY(() => {
                this.CONSUME(t.Comma);
                names.push(this.word(this.CONSUME1(t.Name, { ERR_MSG: expectation.name })));
              });
              const clauses = this.SUBRULE1(this.clauses);
              return { kind: 'isolated', keyword, names, clauses };
            },
          },
          { ALT: () => this.SUBRULE(this.sourceLine) },
        ],
      }),
  );
}

let parser: PolicyLineParser | undefined;

/** The parser of this process, made on first use. */
export function lineParser(): PolicyLineParser {
  parser ??= new PolicyLineParser({ skipValidations: true });
  return parser;
}
