/** A policy in JSON: its value, and the places of what is wrong with it. Loaded when there is one. */
import { locate } from './lint/config/tree.js';
import { PolicyError, type PolicyProblem } from './policy/model.js';
import { valueOfJson } from './policy/read-json.js';
import type { Span } from './readers/document.js';
import { LineTable } from './text/lines.js';

/** Throws PolicyError, with the place of each mistake, where the text is not JSON or says a key twice. `path` is its name in messages. */
export async function jsonOrMistakes(text: string, path: string): Promise<unknown> {
  const read = valueOfJson(text);
  if ('value' in read) return read.value;
  // The reader of configurations knows more places, but takes comments, too.
  const found = text.trim() === '' ? [] : (await locate(text, path)).problems;
  const placeOf = placesIn(text);
  const mistakes = found.length > 0 ? found : [{ message: read.why, span: { start: read.at, end: read.at + 1 } }];
  const problems = mistakes.map(
    ({ message, span }): PolicyProblem => ({ code: 'json/syntax', message, severity: 'error', ...placeOf(span) }),
  );
  const [{ line, column, message }] = problems as [PolicyProblem];
  throw new PolicyError(`${path}:${line}:${column}: ${message}`, problems);
}

/** Problems whose places are JSON pointers, with their places in the text. */
export async function placedInJson(
  problems: readonly PolicyProblem[],
  text: string,
  path: string,
): Promise<readonly PolicyProblem[]> {
  if (problems.length === 0) return problems;
  const located = await locate(text, path);
  const placeOf = placesIn(text);
  return problems.map((problem) => ({
    ...problem,
    ...(problem.path !== undefined && placeOf(located.valueAt(problem.path))),
  }));
}

/** Of what goes over several lines, the first one is shown. */
function placesIn(text: string): (span: Span) => Pick<PolicyProblem, 'offset' | 'length' | 'line' | 'column'> {
  const lines = new LineTable(text);
  return ({ start, end }) => {
    const lineEnd = text.slice(start, end).search(/\r?\n/);
    return { offset: start, length: lineEnd < 0 ? end - start : lineEnd, ...lines.positionOf(start) };
  };
}
