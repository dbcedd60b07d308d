import { type CodeLens, CodeLensRequest } from 'vscode-languageserver';
import { describe, type StatementResult } from '../../src/sessions/run.js';
import { answersIn } from '../language/script-answers.js';
import { feature } from './feature.js';

/** Above each request of a script what the platform answers, and whether that is what the script expects. */
export const scriptLens = feature({
  request: CodeLensRequest.type,
  kinds: ['session'],
  capabilities: { codeLensProvider: {} },
  async answer({ source, workspace }) {
    const results = await answersIn(source, workspace);
    return results.map(
      (result): CodeLens => ({
        range: source.rangeOf(result.statement.span),
        command: { title: titleOf(result), command: '' },
      }),
    );
  },
});

function titleOf({ statement, answers, unmet }: StatementResult): string {
  const said = answers.map(describe).join(', ');
  if (!statement.expectation) return said;
  return unmet.length === 0 ? `as expected: ${said}` : `not as expected: ${unmet.join('; ')}`;
}
