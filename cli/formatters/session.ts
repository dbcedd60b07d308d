import { formatSessionScript } from '../../grammar/session/index.js';
import { LineTable } from '../../src/text/lines.js';

export function formatSessionFile(text: string) {
  const formatted = formatSessionScript(text);
  const lines = new LineTable(text);
  const problems = formatted.problems.map(({ message, span }) => ({ message, ...lines.positionOf(span.start) }));
  return formatted.text === undefined ? { problems } : { text: formatted.text, problems };
}
