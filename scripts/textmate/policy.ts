/** The TextMate grammar of policies: the words of the lexer's own table, and its rules for what ends a word. */
import * as tokens from '../../grammar/policy/tokens.js';
import { topicParts } from './parts.js';
import { policyScope } from './scopes.js';

/** A word ends at a blank, or at a comma before one. */
const end = '(?=[ \\t\\r\\n]|,(?:[ \\t\\r\\n]|$)|$)';
const inWord = '(?:(?!,(?:[ \\t\\r\\n]|$))[^ \\t\\r\\n])+';

export function policyGrammar(): object {
  return {
    name: 'MQTT policy',
    scopeName: 'source.mqttpolicy',
    fileTypes: ['mqttpolicy'],
    patterns: [
      rule('//.*$', policyScope(tokens.Comment)),
      {
        ...rule('"(?:[^"\\\\\\n]|\\\\[^\\n])*"', policyScope(tokens.Text)),
        captures: { 0: { patterns: [rule('\\\\(?:u\\{[0-9A-Fa-f]{1,6}\\}|[n"\\\\])', 'constant.character.escape')] } },
      },
      rule('"[^\\n]*', policyScope(tokens.OpenText)),
      rule(',(?=[ \\t\\r\\n]|$)', policyScope(tokens.Comma)),
      ...keywords(),
      rule(`\\{[A-Za-z][A-Za-z0-9_-]*\\}${end}`, policyScope(tokens.Name)),
      plain(`[A-Za-z][A-Za-z0-9+.-]*://${inWord}`, [rule('.+', 'markup.underline.link')]),
      plain(`[0-9]{4}-[0-9]{2}-[0-9]{2}${end}`, [rule('.+', 'constant.other.date')]),
      plain(`(?:0x[0-9A-Fa-f]+|-?[0-9]+(?:\\.\\.[0-9]*)?)${end}`, [rule('.+', 'constant.numeric')]),
      plain(inWord, [
        rule('\\[(?:[^\\]\\\\]|\\\\.)*\\](?:\\{[0-9,]+\\})?', 'constant.character.character-class'),
        ...topicParts('mqttpolicy'),
      ]),
    ],
  };
}

function keywords(): object[] {
  const byScope = new Map<string, string[]>();
  for (const [word, type] of tokens.keywords) {
    const scope = policyScope(type);
    byScope.set(scope, [...(byScope.get(scope) ?? []), word.replace(/[|\\^$.*+?()[\]{}]/g, '\\$&')]);
  }
  return [...byScope].map(([scope, words]) => rule(`(?:${words.sort().join('|')})${end}`, scope));
}

function plain(match: string, patterns: object[]): object {
  return { ...rule(match, policyScope(tokens.PlainWord)), captures: { 0: { patterns } } };
}

function rule(match: string, scope: string): { readonly match: string; readonly name: string } {
  return { match, name: `${scope}.mqttpolicy` };
}
