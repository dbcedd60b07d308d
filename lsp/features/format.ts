import { DocumentFormattingRequest } from 'vscode-languageserver';
import { formatSessionScript } from '../../grammar/session/format.js';
import { formatPolicy } from '../../src/policy/format.js';
import { replacement } from './code-action.js';
import { feature } from './feature.js';

/** The one canonical form, as `topicguard fmt` writes it. A text with mistakes of syntax stays as it is. */
export const format = feature({
  request: DocumentFormattingRequest.type,
  kinds: ['policy', 'session'],
  capabilities: { documentFormattingProvider: true },
  answer({ source }) {
    const { text, kind } = source;
    const formatted = kind === 'policy' ? formatPolicy(text).text : formatSessionScript(text).text;
    return formatted === undefined || formatted === text ? [] : [replacement(source, formatted)];
  },
});
