/** What stands at the end of any line, in any order: who it is for, when, what follows a breach, remarks. */
import type { IToken } from 'chevrotain';
import type { Word } from './ast.js';
import { type Clauses, emptyClauses } from './clauses.js';
import { expectation } from './expectations.js';
import { PolicyPartsParser } from './parts.js';
import * as t from './tokens.js';

export abstract class PolicyClausesParser extends PolicyPartsParser {
  readonly clauses = this.RULE('clauses', (): Clauses => {
    const clauses = emptyClauses();
    this.MANY(() => {
      this.OR([
        { ALT: () => clauses.set('about', this.word(this.CONSUME(t.Text))) },
        {
          ALT: () => {
            const at = this.CONSUME(t.For);
            clauses.set('roles', this.SUBRULE(this.roleList), this.word(at));
          },
        },
        {
          ALT: () => {
            const at = this.CONSUME(t.When);
            clauses.set('when', this.SUBRULE(this.condition), this.word(at));
          },
        },
        { ALT: () => clauses.otherwise.push(this.SUBRULE(this.otherwise)) },
        {
          ALT: () => {
            const keyword = this.word(this.CONSUME(t.Except));
            clauses.set('except', { keyword, topics: this.SUBRULE(this.templates) }, keyword);
          },
        },
        {
          ALT: () => {
            const keyword = this.word(
              this.OR1([{ ALT: () => this.CONSUME(t.NotCounting) }, { ALT: () => this.#notCounting() }]),
            );
            clauses.set('notCounting', { keyword, topics: this.SUBRULE1(this.templates) }, keyword);
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.Reply);
            const topics = this.SUBRULE2(this.templates);
            this.ACTION(() => clauses.addReplies(topics));
          },
        },
        {
          ALT: () => {
            const keyword = this.word(this.CONSUME(t.Required));
            clauses.set('required', keyword, keyword);
          },
        },
        {
          ALT: () => {
            const keyword = this.word(this.CONSUME(t.After));
            clauses.set('after', { keyword, topics: this.SUBRULE3(this.templates) }, keyword);
          },
        },
        {
          ALT: () => {
            const keyword = this.word(this.CONSUME(t.Default));
            clauses.set('default', { keyword, value: this.SUBRULE(this.shapeWord) }, keyword);
          },
        },
        {
          ALT: () => {
            const at = this.word(this.CONSUME(t.Note));
            let warning: Word | undefined;
            this.OPTION(() => {
              warning = this.word(this.CONSUME(t.Warning));
            });
            clauses.set(
              'note',
              { text: this.word(this.CONSUME1(t.Text, { ERR_MSG: expectation.text })), ...(warning && { warning }) },
              at,
            );
          },
        },
        {
          ALT: () => {
            const at = this.word(this.CONSUME(t.Use));
            clauses.set('use', this.SUBRULE(this.template), at);
          },
        },
        {
          ALT: () => {
            const source = this.SUBRULE(this.source);
            clauses.set('source', source, { ...source, text: 'source' });
          },
        },
        {
          ALT: () => {
            const keyword = this.word(this.CONSUME(t.Levels));
            clauses.set('levels', { keyword, test: this.SUBRULE(this.test) }, keyword);
          },
        },
        { ALT: () => clauses.checks.push(this.SUBRULE(this.check)) },
      ]);
    });
    return clauses;
  });

  #notCounting(): IToken {
    const token = this.CONSUME(t.Not);
    this.CONSUME(t.Counting, { ERR_MSG: 'The word "counting"' });
    return token;
  }
}
