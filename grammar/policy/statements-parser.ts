/** Statements that stand in a section: one rule for each kind of line. */
import type { LineBody, ShapeNode, Word } from './ast.js';
import { type Clauses, emptyClauses } from './clauses.js';
import { expectation } from './expectations.js';
import { PolicyHeadsParser } from './heads-parser.js';
import * as t from './tokens.js';
import { bagItemOf } from './words.js';

export type ParsedLine = LineBody & { readonly clauses: Clauses };

export abstract class PolicyStatementsParser extends PolicyHeadsParser {
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
