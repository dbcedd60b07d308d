import type { IRecognitionException, IToken } from 'chevrotain';
import type { ParsedScript, Place, ScriptComment, ScriptProblem, Statement, Written } from './ast.js';
import { buildStatement } from './build.js';
import { sessionGrammar } from './parser.js';
import { endOf } from './tokens.js';

/** After so many mistakes the file is something else than a session script. */
const MOST_PROBLEMS = 100;

/**
 * Reads a session script. Never throws: a line with a mistake gives problems (with their places) and no statement, all other
 * lines give statements. At most 100 problems, then reading stops with one that says so.
 */
export function parseSessionScript(text: string): ParsedScript {
  const statements: Statement[] = [];
  const comments: ScriptComment[] = [];
  const problems: ScriptProblem[] = [];
  const roles: Written<string>[] = [];
  let policy: Written<string> | undefined;
  for (const { start, end, line } of scriptLines(text)) {
    const statement = parseLine(text.slice(start, end), start, line, comments, problems);
    if (statement !== undefined) statements.push(statement);
    if (statement?.kind === 'policy') policy ??= statement.name;
    if (statement?.kind === 'role') roles.push(statement.name);
    if (problems.length > MOST_PROBLEMS) {
      problems.length = MOST_PROBLEMS;
      const message = `More than ${MOST_PROBLEMS} mistakes: this does not look like a session script. Nothing below this line was read.`;
      problems.push({ code: 'limit', message, span: { start, end }, line });
      break;
    }
  }
  return { script: { statements, comments, roles, ...(policy === undefined ? {} : { policy }) }, problems };
}

/** The lines of a script, each a statement, without what ends them and without a byte order mark. */
export function* scriptLines(text: string): Iterable<Place & { readonly line: number }> {
  let line = 0;
  for (let start = text.charCodeAt(0) === 0xfeff ? 1 : 0; start < text.length; ) {
    line++;
    const newline = text.indexOf('\n', start);
    let end = newline < 0 ? text.length : newline;
    if (end > start && text.charCodeAt(end - 1) === 0x0d) end--;
    yield { start, end, line };
    start = newline < 0 ? text.length : newline + 1;
  }
}

function parseLine(
  content: string,
  base: number,
  line: number,
  comments: ScriptComment[],
  problems: ScriptProblem[],
): Statement | undefined {
  const { lexer, parser } = sessionGrammar();
  const { tokens, groups } = lexer.tokenize(content);
  const commentToken = groups.comments?.[0];
  const comment = commentToken && readComment(commentToken, base);
  if (comment) comments.push(comment);
  if (tokens.length === 0) return undefined;
  parser.input = tokens;
  const raw = parser.statement();
  const error = parser.errors[0];
  const last = tokens.at(-1) as IToken;
  const end = base + endOf(last);
  if (error !== undefined) {
    const code = tokens[0]?.tokenType.name === 'OtherWord' ? 'unknown-word' : 'syntax';
    problems.push({ code, message: error.message, span: placeOfError(error, base, end), line });
    return undefined;
  }
  const statement = buildStatement(raw, base, line, end, (code, message, span) => {
    problems.push({ code, message, span, line });
  });
  return statement && comment ? { ...statement, comment } : statement;
}

function readComment(token: IToken, base: number): ScriptComment {
  const start = base + token.startOffset;
  return { text: token.image.slice(2), span: { start, end: start + token.image.length } };
}

/** A line that ends too early is wrong at its end. */
function placeOfError(error: IRecognitionException, base: number, end: number): { start: number; end: number } {
  const token = error.token;
  if (Number.isNaN(token.startOffset)) return { start: end, end };
  return { start: base + token.startOffset, end: base + endOf(token) };
}
