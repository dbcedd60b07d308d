import { EmbeddedActionsParser, type IToken, Lexer, type ParserMethod } from 'chevrotain';
import { scriptErrorMessages } from './messages.js';
import * as t from './tokens.js';

/** One line as its tokens, sorted by what they are for. What they mean is decided in build.ts. */
export interface RawLine {
  readonly verb: IToken;
  readonly complete?: IToken;
  readonly name?: IToken;
  readonly targets: readonly RawTarget[];
  readonly options: readonly IToken[];
  readonly payload?: IToken;
  readonly expectation?: { readonly arrow: IToken; readonly outcomes: readonly RawOutcome[] };
}
export interface RawTarget {
  readonly topic: IToken;
  readonly options: readonly IToken[];
}
export interface RawOutcome {
  readonly word: IToken;
  readonly code?: IToken;
  readonly reasons: readonly IToken[];
}

/** Parses one line. Lines are parsed alone, so that a mistake spoils its own line and no other. */
export class SessionLineParser extends EmbeddedActionsParser {
  readonly statement: ParserMethod<[], RawLine>;

  constructor(skipValidations: boolean) {
    super(t.vocabulary, { skipValidations, maxLookahead: 2, errorMessageProvider: scriptErrorMessages });

    const target = this.RULE('target', (): RawTarget => {
      const topic = this.CONSUME(t.Topic);
      const options: IToken[] = [];
      this.MANY(() => options.push(this.CONSUME(t.Option)));
      return { topic, options };
    });

    const outcome = this.RULE('outcome', (): RawOutcome => {
      const word = this.CONSUME(t.OutcomeWord);
      const code = this.OPTION(() => this.CONSUME(t.Integer));
      const reasons: IToken[] = [];
      this.MANY(() => reasons.push(this.CONSUME(t.ReasonId)));
      return { word, ...(code === undefined ? {} : { code }), reasons };
    });

    const expectation = this.RULE('expectation', () => {
      const arrow = this.CONSUME(t.Arrow);
      const outcomes: RawOutcome[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => outcomes.push(this.SUBRULE(outcome)) });
      return { arrow, outcomes };
    });

    const connect = this.RULE('connect', (): Body => {
      const verb = this.CONSUME(t.Connect);
      const complete = this.OPTION(() => this.CONSUME(t.Complete));
      const options: IToken[] = [];
      this.MANY(() => options.push(this.CONSUME(t.Option)));
      return { verb, ...(complete === undefined ? {} : { complete }), targets: [], options };
    });

    const filters = this.RULE('filters', (): Body => {
      const verb = this.OR([{ ALT: () => this.CONSUME(t.Subscribe) }, { ALT: () => this.CONSUME(t.Unsubscribe) }]);
      const targets: RawTarget[] = [];
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => targets.push(this.SUBRULE(target)) });
      return { verb, targets, options: [] };
    });

    const receive = this.RULE('receive', (): Body => {
      const verb = this.CONSUME(t.Receive);
      return { verb, targets: [this.SUBRULE(target)], options: [] };
    });

    const publish = this.RULE('publish', (): Body => {
      const verb = this.CONSUME(t.Publish);
      const targets = [this.SUBRULE(target)];
      const payload = this.OPTION(() => this.CONSUME(t.Payload));
      return { verb, targets, options: [], ...(payload === undefined ? {} : { payload }) };
    });

    const named = this.RULE('named', (): Body => {
      const verb = this.OR([
        { ALT: () => this.CONSUME(t.Packet) },
        { ALT: () => this.CONSUME(t.Policy) },
        { ALT: () => this.CONSUME(t.Role) },
      ]);
      return { verb, name: this.CONSUME(t.Name), targets: [], options: [] };
    });

    this.statement = this.RULE('statement', (): RawLine => {
      const body = this.OR([
        { ALT: () => this.SUBRULE(connect) },
        { ALT: () => this.SUBRULE(filters) },
        { ALT: () => this.SUBRULE(publish) },
        { ALT: () => this.SUBRULE(receive) },
        { ALT: () => this.SUBRULE(named) },
      ]);
      const expected = this.OPTION(() => this.SUBRULE(expectation));
      return expected === undefined ? body : { ...body, expectation: expected };
    });

    this.performSelfAnalysis();
  }
}

type Body = Omit<RawLine, 'expectation'>;

let shared: { readonly lexer: Lexer; readonly parser: SessionLineParser } | undefined;

/** One lexer and one parser for the process, made when first needed; a test checks the grammar, so start-up does not. */
export function sessionGrammar(): { readonly lexer: Lexer; readonly parser: SessionLineParser } {
  shared ??= { lexer: createSessionLexer(true), parser: new SessionLineParser(true) };
  return shared;
}

export function createSessionLexer(skipValidations: boolean): Lexer {
  return new Lexer({ modes: t.modes, defaultMode: 'start' }, { positionTracking: 'onlyOffset', skipValidations });
}
