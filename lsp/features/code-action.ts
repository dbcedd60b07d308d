/** What the code actions have in common: which findings they are about, and edits as the protocol writes them. */
import type { CodeAction, CodeActionParams, TextEdit } from 'vscode-languageserver';
import type { Edit } from '../../src/lint/fix.js';
import { diagnosticOf } from '../diagnostic.js';
import type { Issue } from '../issue.js';
import type { Kind, Source } from '../source.js';
import type { Asked } from './feature.js';

export const lintedKinds: readonly Kind[] = ['json', 'yaml', 'session'];

/** Whether the editor asks for actions of a kind, or of one that it belongs to: `source` for `source.fixAll.topicguard`. */
export function wants({ context }: CodeActionParams, kind: string): boolean {
  return context.only === undefined || isAsked(context.only, kind);
}

export function isAsked(only: readonly string[] | undefined, kind: string): boolean {
  return (only ?? []).some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));
}

/** The issues that the range touches. */
export async function issuesAt({ params, source, workspace }: Asked<CodeActionParams>): Promise<readonly Issue[]> {
  const { issues } = await workspace.check(source);
  const start = source.lines.offsetAt(params.range.start);
  const end = source.lines.offsetAt(params.range.end);
  return issues.filter(({ span }) => span.start <= end && start <= span.end);
}

/** What ties an action to its issue. */
export function actionFor(
  issue: Issue,
  { source, workspace }: Asked<CodeActionParams>,
): Pick<CodeAction, 'diagnostics'> {
  return { diagnostics: [diagnosticOf(issue, source, workspace.host)] };
}

export function textEdits(edits: readonly Edit[], source: Source): TextEdit[] {
  return edits.map(({ start, end, text }) => ({ range: source.rangeOf({ start, end }), newText: text }));
}

/** From one text to another, without touching what they have in common at both ends. */
export function replacement(source: Source, text: string): TextEdit {
  const { text: before } = source;
  const shorter = Math.min(before.length, text.length);
  let start = 0;
  while (start < shorter && before[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end++;
  return {
    range: source.rangeOf({ start, end: before.length - end }),
    newText: text.slice(start, text.length - end),
  };
}
