import type { IToken } from 'chevrotain';
import type { ParsedScript } from '../../grammar/session/ast.js';
import { parseSessionScript, scriptLines } from '../../grammar/session/parse.js';
import { sessionGrammar } from '../../grammar/session/parser.js';
import type { Source } from '../source.js';

const scripts = new WeakMap<Source, ParsedScript>();

/** The syntax tree of a session script, without the lines that have mistakes; read once for each version of the text. */
export function scriptOf(source: Source): ParsedScript {
  let script = scripts.get(source);
  if (!script) {
    script = parseSessionScript(source.text);
    scripts.set(source, script);
  }
  return script;
}

/** One line as its words: what each is, is told by its place, whether the line has mistakes or not. */
export interface ScriptLine {
  readonly start: number;
  readonly end: number;
  /** Their offsets count from `start`. */
  readonly tokens: readonly IToken[];
  readonly comment?: IToken;
}

/** The words of every line. */
export function* linesOf(text: string): Iterable<ScriptLine> {
  const { lexer } = sessionGrammar();
  for (const { start, end } of scriptLines(text)) {
    const { tokens, groups } = lexer.tokenize(text.slice(start, end));
    const comment = groups.comments?.[0];
    yield { start, end, tokens, ...(comment && { comment }) };
  }
}
