import { SemanticTokensBuilder, SemanticTokensRequest } from 'vscode-languageserver';
import { markModifiers, markTypes } from '../language/marks.js';
import { marksOfPolicy } from '../language/policy-marks.js';
import { marksOfScript } from '../language/script-marks.js';
import { feature } from './feature.js';

/** What every word means, which its looks do not tell: `publish` may be a topic. */
export const semanticTokens = feature({
  request: SemanticTokensRequest.type,
  kinds: ['policy', 'session'],
  capabilities: {
    semanticTokensProvider: {
      legend: { tokenTypes: [...markTypes], tokenModifiers: [...markModifiers] },
      full: true,
    },
  },
  answer({ source, cancelled }) {
    const builder = new SemanticTokensBuilder();
    const marks = source.kind === 'policy' ? marksOfPolicy(source) : marksOfScript(source);
    const { lines } = source;
    let line = 0;
    let lineStart = 0;
    let lineEnd = 0;
    for (const { start, end, type, modifiers = [] } of marks) {
      if (cancelled()) break;
      if (start >= lineEnd) {
        line = lines.positionAt(start).line;
        lineStart = lines.offsetAt({ line, character: 0 });
        lineEnd =
          line + 1 < lines.lineCount ? lines.offsetAt({ line: line + 1, character: 0 }) : Number.POSITIVE_INFINITY;
      }
      const bits = modifiers.reduce((sum, one) => sum | (1 << markModifiers.indexOf(one)), 0);
      builder.push(line, start - lineStart, end - start, markTypes.indexOf(type), bits);
    }
    return builder.build();
  },
});
