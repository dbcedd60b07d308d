import type { FilterNode, OptionNode, Outcome, Payload, ScriptProblem, Statement, Written } from './ast.js';
import { parseSessionScript } from './parse.js';

/** Wider statements do not push the arrows of their neighbours to the right. */
const WIDEST_COLUMN = 100;

/**
 * The canonical form of a script: one blank between words, quotes only where they are needed, flags as 0 and 1, `=>` aligned
 * within a run of neighbouring lines, at most one empty line in a row. Comments and the kind of line ends are kept. A text with
 * mistakes is refused: `problems` says why, and there is no `text`.
 */
export function formatSessionScript(text: string): {
  readonly text?: string;
  readonly problems: readonly ScriptProblem[];
} {
  const { script, problems } = parseSessionScript(text);
  if (problems.length > 0) return { problems };
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const statements = new Map(script.statements.map((statement) => [statement.line, statement]));
  const source = text.split('\n');
  const out: string[] = [];
  let run: Row[] = [];
  const closeRun = (): void => {
    out.push(...layOut(run));
    run = [];
  };
  source.forEach((content, index) => {
    const statement = statements.get(index + 1);
    if (statement !== undefined) {
      run.push(rowOf(statement));
      return;
    }
    closeRun();
    const rest = content.replace(/^\uFEFF/, '').trim();
    if (rest !== '') out.push(rest);
    else if (out.length > 0 && out.at(-1) !== '') out.push('');
  });
  closeRun();
  while (out.at(-1) === '') out.pop();
  return { text: out.length === 0 ? '' : out.join(lineEnd) + lineEnd, problems: [] };
}

interface Row {
  readonly left: string;
  readonly expectation?: string;
  readonly comment?: string;
}

function rowOf(statement: Statement): Row {
  return {
    left: wordsOf(statement).join(' '),
    ...(statement.expectation && { expectation: `=> ${statement.expectation.outcomes.map(outcomeText).join(', ')}` }),
    ...(statement.comment && { comment: `//${statement.comment.text.trimEnd()}` }),
  };
}

function layOut(rows: readonly Row[]): string[] {
  const widths = rows.filter((row) => row.expectation !== undefined).map((row) => row.left.length);
  const column = Math.max(0, ...widths.filter((width) => width <= WIDEST_COLUMN));
  return rows.map((row) => {
    const left = row.expectation === undefined ? row.left : `${row.left.padEnd(column)} ${row.expectation}`;
    return row.comment === undefined ? left : `${left}  ${row.comment}`;
  });
}

function wordsOf(statement: Statement): string[] {
  switch (statement.kind) {
    case 'policy':
    case 'role':
    case 'packet':
      return [statement.kind, statement.name.value];
    case 'connect':
      return ['connect', ...(statement.complete ? ['complete'] : []), ...statement.options.map(optionText)];
    case 'subscribe':
    case 'unsubscribe':
      return [statement.kind, statement.filters.map(filterText).join(', ')];
    case 'publish':
      return [
        ...['publish', topicText(statement.topic), ...statement.options.map(optionText)],
        ...(statement.payload ? [payloadText(statement.payload)] : []),
      ];
    case 'receive':
      return ['receive', topicText(statement.topic), ...statement.options.map(optionText)];
  }
}

function filterText(filter: FilterNode): string {
  return [topicText(filter.topic), ...filter.options.map(optionText)].join(' ');
}

function outcomeText(outcome: Outcome): string {
  const code = outcome.code === undefined ? [] : [String(outcome.code)];
  return [outcome.kind, ...code, ...outcome.reasons.map((reason) => reason.value)].join(' ');
}

const FLAG_KEYS = new Set(['clean-session', 'retain', 'dup', 'will.retain', 'will-retain', 'tls']);

function optionText(option: OptionNode): string {
  const key = option.key.value;
  const value = option.value.value;
  if (FLAG_KEYS.has(key)) return `${key}=${value === 'true' || value === '1' ? '1' : '0'}`;
  return `${key}=${isPlain(value) ? value : JSON.stringify(value)}`;
}

function topicText(topic: Written<string>): string {
  const value = topic.value;
  const plain = value !== '' && value !== '=>' && !value.startsWith('//') && isPlain(value);
  return plain ? value : JSON.stringify(value);
}

/** JSON is kept as written: its bytes are what the client sends. */
function payloadText(payload: Payload): string {
  return payload.json ? payload.value : JSON.stringify(payload.value);
}

/** Can stand without quotes after `key=`, and means the same. */
function isPlain(value: string): boolean {
  if (value.endsWith(',')) return false;
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code <= 0x20 || code === 0x22 || code === 0x7f || (code >= 0xd800 && code <= 0xdfff && !isPair(value, at)))
      return false;
  }
  return true;
}

function isPair(value: string, at: number): boolean {
  return (value.codePointAt(at) ?? 0) > 0xffff || (at > 0 && (value.codePointAt(at - 1) ?? 0) > 0xffff);
}
