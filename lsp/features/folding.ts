import { type FoldingRange, FoldingRangeKind, FoldingRangeRequest } from 'vscode-languageserver';
import { lex } from '../../grammar/policy/tokens.js';
import { pageOf } from '../language/policy-page.js';
import { scriptOf } from '../language/script.js';
import type { Source } from '../source.js';
import { feature } from './feature.js';

/** Sections of a policy, sessions of a script, and comments of several lines. */
export const folding = feature({
  request: FoldingRangeRequest.type,
  kinds: ['policy', 'session'],
  capabilities: { foldingRangeProvider: true },
  answer({ source }) {
    return source.kind === 'policy' ? foldsOfPolicy(source) : foldsOfScript(source);
  },
});

function foldsOfPolicy(source: Source): FoldingRange[] {
  const starts: number[] = [];
  let last = 0;
  const folds: FoldingRange[] = [];
  const close = (): void => {
    const start = starts.pop();
    if (start !== undefined && last > start) folds.push({ startLine: start, endLine: last });
  };
  for (const { tokens, rule } of pageOf(source).lines) {
    if (rule === 'policyHead' || rule === 'sectionHead') close();
    const first = lineOf(source, tokens[0]?.startOffset ?? 0);
    if (rule === 'policyHead' || rule === 'sectionHead') starts.push(first);
    last = lineOf(source, tokens.at(-1)?.startOffset ?? 0);
  }
  close();
  const comments = lex(source.text).comments.map(({ startOffset }) => startOffset);
  return [...folds, ...commentFolds(source, comments)];
}

function foldsOfScript(source: Source): FoldingRange[] {
  const { statements, comments } = scriptOf(source).script;
  const folds: FoldingRange[] = [];
  let start: number | undefined;
  let last = 0;
  const close = (): void => {
    if (start !== undefined && last > start) folds.push({ startLine: start, endLine: last });
  };
  for (const { kind, line } of statements) {
    if (kind === 'connect') {
      close();
      start = line - 1;
    }
    last = line - 1;
  }
  close();
  return [
    ...folds,
    ...commentFolds(
      source,
      comments.map(({ span }) => span.start),
    ),
  ];
}

/** Of comments that have a line of their own. */
function commentFolds(source: Source, offsets: readonly number[]): FoldingRange[] {
  const lines = offsets.flatMap((offset) => {
    const { line, character } = source.lines.positionAt(offset);
    const before = source.text.slice(offset - character, offset);
    return before.trim() === '' ? [line] : [];
  });
  const folds: FoldingRange[] = [];
  for (let at = 0; at < lines.length; ) {
    const startLine = lines[at] as number;
    let endLine = startLine;
    while (lines[++at] === endLine + 1) endLine++;
    if (endLine > startLine) folds.push({ startLine, endLine, kind: FoldingRangeKind.Comment });
  }
  return folds;
}

function lineOf(source: Source, offset: number): number {
  return source.lines.positionAt(offset).line;
}
