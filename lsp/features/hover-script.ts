import { HoverRequest } from 'vscode-languageserver';
import { describe, type StatementResult } from '../../src/sessions/run.js';
import { scriptWordDocs } from '../generated/language-docs.js';
import { linesOf } from '../language/script.js';
import { answersIn } from '../language/script-answers.js';
import { code, hoverKinds, markup, plain } from '../markdown.js';
import { feature } from './feature.js';

/** On a line of a script its verdict with the reasons, and what the word under the cursor means. */
export const hoverScript = feature({
  request: HoverRequest.type,
  kinds: ['session'],
  capabilities: { hoverProvider: true },
  async answer({ params, source, workspace, client }) {
    const offset = source.lines.offsetAt(params.position);
    const results = await answersIn(source, workspace);
    const result = results.find(({ statement: { span } }) => span.start <= offset && offset <= span.end);
    const word = wordAt(source.text, offset);
    const meaning = word && scriptWordDocs.get(word.text);
    const parts = [...(result ? [verdictOf(result)] : []), ...(meaning ? [meaning] : [])];
    if (parts.length === 0) return null;
    const range = source.rangeOf(meaning ? word : (result?.statement.span ?? { start: offset, end: offset }));
    return { contents: markup(parts.join('\n\n---\n\n'), hoverKinds(client)), range };
  },
});

function verdictOf({ answers, unmet, statement }: StatementResult): string {
  const said = answers.map((answer) => {
    const reasons = [...answer.reasons, ...answer.advice].map(
      ({ rule, message }) => `- ${code(rule)}: ${plain(message)}`,
    );
    return [`**${plain(describe(answer))}**`, ...(reasons.length > 0 ? ['', ...reasons] : [])].join('\n');
  });
  const met = unmet.length === 0 ? 'As expected.' : `Not as expected: ${plain(unmet.join('; '))}.`;
  return [...said, ...(statement.expectation ? [met] : [])].join('\n\n');
}

/** The word under the cursor, where its place makes it one of the language. */
function wordAt(text: string, offset: number) {
  for (const { start, end, tokens } of linesOf(text)) {
    if (offset < start || offset > end) continue;
    const token = tokens.find(
      (one) => start + one.startOffset <= offset && offset <= start + one.startOffset + one.image.length,
    );
    const isWord = token && (token === tokens[0] || token.tokenType.name === 'OutcomeWord');
    if (!isWord) return undefined;
    return { text: token.image, start: start + token.startOffset, end: start + token.startOffset + token.image.length };
  }
  return undefined;
}
