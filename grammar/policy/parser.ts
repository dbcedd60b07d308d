/** The grammar of one logical line. Each section has a rule of its own; a file is never parsed as a whole. */
import type { IToken } from 'chevrotain';
import type {
  ConditionNode,
  HeadLine,
  HeadNode,
  LineBody,
  SectionHeadNode,
  SectionKind,
  ShapeNode,
  Span,
  TemplateWord,
  Word,
} from './ast.js';
import { type Clauses, emptyClauses } from './clauses.js';
import { expectation, PolicyPartsParser } from './parts.js';
import * as t from './tokens.js';
import { bagItemOf } from './words.js';

type WithoutAround<T> = T extends unknown ? Omit<T, 'around' | keyof Span> : never;
export type HeadLineBody = WithoutAround<HeadLine>;
export type ParsedLine = LineBody & { readonly clauses: Clauses };

const kinds: Readonly<Record<string, SectionKind>> = {
  identity: 'identity',
  settings: 'settings',
  roles: 'roles',
  connect: 'connect',
  assert: 'assert',
};

export class PolicyLineParser extends PolicyPartsParser {
  constructor(options: { skipValidations: boolean }) {
    super(options);
    this.performSelfAnalysis();
  }

  // Heads

  readonly policyHead = this.RULE('policyHead', (): Omit<HeadNode, 'around' | 'offset' | 'length'> => {
    this.CONSUME(t.Policy);
    const name = this.word(this.CONSUME(t.AnyWord, { ERR_MSG: 'A name' }));
    let title: Word | undefined;
    let parent: Word | undefined;
    let on: Word | undefined;
    this.OPTION(() => {
      title = this.word(this.CONSUME(t.Text));
    });
    this.OPTION1(() => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(t.Extends);
            parent = this.word(this.CONSUME1(t.AnyWord, { ERR_MSG: 'The name of a policy' }));
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.On);
            on = this.word(this.CONSUME2(t.AnyWord, { ERR_MSG: 'The name of a policy' }));
          },
        },
      ]);
    });
    return { name, ...(title && { title }), ...(parent && { extends: parent }), ...(on && { on }) };
  });

  readonly headLine = this.RULE(
    'headLine',
    (): HeadLineBody =>
      this.OR({
        ERR_MSG: expectation.statement,
        DEF: [
          { ALT: (): HeadLineBody => ({ kind: 'source', source: this.SUBRULE(this.source) }) },
          {
            ALT: (): HeadLineBody => {
              this.CONSUME(t.Hosts);
              return { kind: 'hosts', hosts: this.SUBRULE(this.wordList) };
            },
          },
          {
            ALT: (): HeadLineBody => {
              this.CONSUME(t.Dated);
              return {
                kind: 'dated',
                date: this.word(this.CONSUME(t.AnyWord, { ERR_MSG: 'A date such as 2026-11-23' })),
              };
            },
          },
          {
            ALT: (): HeadLineBody => {
              const keyword = this.word(this.CONSUME(t.Order));
              return {
                kind: 'order',
                keyword,
                order: this.word(this.CONSUME1(t.AnyWord, { ERR_MSG: expectation.word })),
              };
            },
          },
          {
            ALT: (): HeadLineBody => {
              const keyword = this.word(this.CONSUME(t.Dialect));
              return { kind: 'dialect', keyword, entries: this.SUBRULE1(this.wordList) };
            },
          },
          {
            ALT: (): HeadLineBody => {
              this.CONSUME(t.Remove);
              return { kind: 'remove', head: this.SUBRULE(this.sectionHead) };
            },
          },
        ],
      }),
  );

  readonly sectionHead = this.RULE('sectionHead', (): SectionHeadNode => {
    let keyword!: IToken;
    let kind: SectionKind = 'topics';
    let occasion: Word | undefined;
    let under: TemplateWord[] | undefined;
    const simple = (token: IToken): void => {
      keyword = token;
      kind = kinds[token.image] ?? 'identity';
    };
    this.OR({
      ERR_MSG: 'A section',
      DEF: [
        { ALT: () => simple(this.CONSUME(t.Identity)) },
        { ALT: () => simple(this.CONSUME(t.Settings)) },
        { ALT: () => simple(this.CONSUME(t.Roles)) },
        { ALT: () => simple(this.CONSUME(t.Connect)) },
        { ALT: () => simple(this.CONSUME(t.Assert)) },
        {
          ALT: () => {
            keyword = this.CONSUME(t.Every);
            kind = 'every';
            occasion = this.word(
              this.CONSUME(t.AnyWord, {
                ERR_MSG: 'The occasion (publish, subscribe, unsubscribe, receive, session or packet)',
              }),
            );
          },
        },
        {
          ALT: () => {
            keyword = this.CONSUME(t.Topics);
            kind = 'topics';
            this.OPTION(() => {
              this.CONSUME(t.Under);
              under = this.SUBRULE(this.templates);
            });
          },
        },
      ],
    });
    let roles: Word[] | undefined;
    let when: ConditionNode | undefined;
    let about: Word | undefined;
    this.MANY(() => {
      this.OR1([
        {
          ALT: () => {
            this.CONSUME(t.For);
            roles = this.SUBRULE(this.roleList);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.When);
            when = this.SUBRULE(this.condition);
          },
        },
        {
          ALT: () => {
            about = this.word(this.CONSUME(t.Text));
          },
        },
      ]);
    });
    const head = this.word(keyword);
    return {
      ...this.span(head, this.word(this.LA(0))),
      kind,
      keyword: head,
      ...(occasion && { occasion }),
      ...(under && { under }),
      ...(roles && { roles }),
      ...(when && { when }),
      ...(about && { about }),
    };
  });

  // Lines

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

  readonly wildcardsLine = this.RULE('wildcardsLine', (): ParsedLine => {
    this.CONSUME(t.Wildcards);
    let rule!: Word;
    let value: Word | undefined;
    this.OR({
      ERR_MSG: expectation.wildcards,
      DEF: [
        {
          ALT: () => {
            rule = this.word(this.CONSUME(t.None));
          },
        },
        {
          ALT: () => {
            rule = this.word(this.CONSUME(t.From));
            this.CONSUME(t.Level, { ERR_MSG: 'The word "level" and a number' });
            value = this.word(this.CONSUME(t.AnyWord, { ERR_MSG: expectation.number }));
          },
        },
        {
          ALT: () => {
            rule = this.word(this.CONSUME(t.Only));
            value = this.word(this.CONSUME1(t.AnyWord, { ERR_MSG: '"+" or "#"' }));
          },
        },
      ],
    });
    const clauses = this.SUBRULE(this.clauses);
    return { kind: 'wildcards', rule, ...(value && { value }), clauses };
  });

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

  readonly otherwiseLine = this.RULE(
    'otherwiseLine',
    (): ParsedLine => ({
      kind: 'otherwise',
      otherwise: this.SUBRULE(this.otherwise),
      clauses: emptyClauses(),
    }),
  );

  readonly sourceLine = this.RULE(
    'sourceLine',
    (): ParsedLine => ({
      kind: 'source',
      source: this.SUBRULE(this.source),
      clauses: emptyClauses(),
    }),
  );

  readonly binding = this.RULE('binding', (): ParsedLine => {
    const fields = [this.word(this.CONSUME(t.FieldWord, { ERR_MSG: expectation.field }))];
    let or: Word | undefined;
    let not: Word | undefined;
    this.MANY(() => {
      const joint = this.word(this.CONSUME(t.Or));
      or ??= joint;
      fields.push(this.word(this.CONSUME1(t.FieldWord, { ERR_MSG: expectation.field })));
    });
    this.OPTION(() => {
      not = this.word(this.CONSUME(t.Not));
    });
    const template = this.SUBRULE(this.template);
    const clauses = this.SUBRULE(this.clauses);
    return { kind: 'binding', fields, ...(or && { or }), ...(not && { not }), template, clauses };
  });

  readonly declaration = this.RULE('declaration', (): ParsedLine => {
    const name = this.word(this.CONSUME(t.Name, { ERR_MSG: expectation.name }));
    const shape = this.OR({
      ERR_MSG: expectation.shape,
      DEF: [
        { ALT: () => this.SUBRULE(this.bag) },
        {
          ALT: (): ShapeNode => {
            const alternatives = [this.SUBRULE(this.shapeWord)];
            this.MANY(() => {
              this.CONSUME(t.Pipe);
              alternatives.push(this.SUBRULE1(this.shapeWord));
            });
            return { kind: 'words', alternatives };
          },
        },
      ],
    });
    const clauses = this.SUBRULE(this.clauses);
    return { kind: 'declaration', name, shape, clauses };
  });

  readonly bag = this.RULE('bag', (): ShapeNode => {
    const keyword = this.word(this.CONSUME(t.Bag));
    this.CONSUME(t.Of, { ERR_MSG: 'The word "of"' });
    const items: { readonly first: Word; readonly more: Word[] }[] = [];
    this.AT_LEAST_ONE_SEP({
      SEP: t.Comma,
      ERR_MSG: expectation.item,
      DEF: () => {
        const first = this.SUBRULE(this.shapeWord);
        const more: Word[] = [];
        this.MANY(() => {
          this.CONSUME(t.Pipe);
          more.push(this.SUBRULE1(this.shapeWord));
        });
        items.push({ first, more });
      },
    });
    return {
      kind: 'bag',
      keyword,
      items: this.RECORDING_PHASE ? [] : items.map((item) => bagItemOf(item.first, item.more)),
    };
  });

  readonly listing = this.RULE('listing', (): ParsedLine => {
    let deny: Word | undefined;
    this.OPTION(() => {
      deny = this.word(this.CONSUME(t.Deny));
    });
    const verbs = [this.word(this.CONSUME(t.Verb, { ERR_MSG: expectation.verb }))];
    this.MANY(() => {
      this.CONSUME(t.Comma);
      verbs.push(this.word(this.CONSUME1(t.Verb, { ERR_MSG: expectation.verb })));
    });
    const topics = this.SUBRULE(this.templates);
    const clauses = this.SUBRULE(this.clauses);
    return { kind: 'listing', ...(deny && { deny }), verbs, topics, clauses };
  });
}

let parser: PolicyLineParser | undefined;

/** The parser of this process, made on first use. */
export function lineParser(): PolicyLineParser {
  parser ??= new PolicyLineParser({ skipValidations: true });
  return parser;
}
