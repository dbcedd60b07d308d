/** The grammars by which VS Code colours policies and session scripts, from the tokens of our own lexers. */
import { policyGrammar } from '../textmate/policy.js';
import { sessionGrammar } from '../textmate/session.js';

export function outputs(): Map<string, string> {
  return new Map([
    ['lsp/vscode/syntaxes/mqttpolicy.json', text(policyGrammar())],
    ['lsp/vscode/syntaxes/mqtt.json', text(sessionGrammar())],
  ]);
}

function text(grammar: object): string {
  return `${JSON.stringify(grammar, null, 2)}\n`;
}
