/** The first line of a policy, the lines below it, and the first line of each section. */
import type { IToken } from 'chevrotain';
import type {
  ConditionNode,
  HeadLine,
  HeadNode,
  SectionHeadNode,
  SectionKind,
  Span,
  TemplateWord,
  Word,
} from './ast.js';
import { PolicyClausesParser } from './clauses-parser.js';
import { expectation } from './expectations.js';
import * as t from './tokens.js';

type WithoutAround<T> = T extends unknown ? Omit<T, 'around' | keyof Span> : never;
export type HeadLineBody = WithoutAround<HeadLine>;

const kinds: Readonly<Record<string, SectionKind>> = {
  identity: 'identity',
  settings: 'settings',
  roles: 'roles',
  connect: 'connect',
  assert: 'assert',
};

export abstract class PolicyHeadsParser extends PolicyClausesParser {
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
}
