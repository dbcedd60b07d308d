/** The TextMate grammars of the extension against our own lexers, with the engine that VS Code has. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { type IGrammar, INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';
import { endOf as endOfPolicyToken, lex } from '../../../grammar/policy/tokens.js';
import { createSessionLexer } from '../../../grammar/session/parser.js';
import { endOf as endOfSessionToken } from '../../../grammar/session/tokens.js';
import { policyScope, sessionScope } from '../../../scripts/textmate/scopes.js';

const root = path.resolve(import.meta.dirname, '../../..');
const files = ['examples', 'policies', 'test', 'docs'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name)),
);

await loadWASM(readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')));
const registry = new Registry({
  onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
  loadGrammar: async (scope) => {
    const file = path.join(root, `lsp/vscode/syntaxes/${scope.replace('source.', '')}.json`);
    return parseRawGrammar(readFileSync(file, 'utf8'), file);
  },
});
const grammars = {
  mqttpolicy: (await registry.loadGrammar('source.mqttpolicy')) as IGrammar,
  mqtt: (await registry.loadGrammar('source.mqtt')) as IGrammar,
};

interface Token {
  readonly start: number;
  readonly end: number;
  readonly scope: string;
}

const sessionLexer = createSessionLexer(false);

const ownTokens: Record<keyof typeof grammars, (text: string) => Token[]> = {
  mqttpolicy: (text) => {
    const { tokens, comments } = lex(text);
    return [...tokens, ...comments].map((token) => ({
      start: token.startOffset,
      end: endOfPolicyToken(token),
      scope: `${policyScope(token.tokenType)}.mqttpolicy`,
    }));
  },
  mqtt: (text) => {
    let start = 0;
    return text.split('\n').flatMap((line) => {
      const { tokens, groups } = sessionLexer.tokenize(line);
      const base = start;
      start += line.length + 1;
      return [...tokens, ...(groups.comments ?? [])].map((token) => ({
        start: base + token.startOffset,
        end: base + endOfSessionToken(token),
        scope: `${sessionScope(token.tokenType)}.mqtt`,
      }));
    });
  },
};

/** The scopes of every UTF-16 unit, as VS Code has them; blanks have them too. */
function scopesOf(text: string, grammar: IGrammar): (readonly string[])[] {
  const scopes: (readonly string[])[] = [];
  let stack = INITIAL;
  for (const line of text.split('\n')) {
    const result = grammar.tokenizeLine(line, stack);
    stack = result.ruleStack;
    const base = scopes.length;
    for (const token of result.tokens)
      for (let at = token.startIndex; at < Math.min(token.endIndex, line.length); at++)
        scopes[base + at] = token.scopes;
    scopes[base + line.length] = [];
  }
  return scopes;
}

/** Every token whose scope is another one, and every unit outside tokens that is coloured as if it were one. */
function differences(text: string, language: keyof typeof grammars): string[] {
  const scopes = scopesOf(text, grammars[language]);
  return ownTokens[language](text).flatMap(({ start, end, scope }) => {
    const other = scopes.slice(start, end).find((all) => all[1] !== scope && !all.includes(scope));
    return other ? [`${JSON.stringify(text.slice(start, end))} is ${scope}, coloured as ${other.join(' ')}`] : [];
  });
}

describe.each(['mqttpolicy', 'mqtt'] as const)('the grammar of %s', (language) => {
  const own = files.filter((file) => file.endsWith(`.${language}`));

  it('has examples to go by', () => {
    expect(own.length).toBeGreaterThan(5);
  });

  it.each(own)('gives every token of %s the scope of our lexer', (file) => {
    const text = readFileSync(path.join(root, file), 'utf8').replaceAll('\r\n', '\n');
    expect(differences(text, language)).toEqual([]);
  });

  it('gives every token of any text the scope of our lexer', () => {
    const words = [
      'policy',
      'connect',
      'subscribe',
      'publish',
      'packet',
      'qos=1',
      'topics',
      'under',
      'complete',
      'for',
    ];
    const parts = [
      '=>',
      '//',
      '"',
      '\\',
      ',',
      ' ',
      ' ',
      ' ',
      '\t',
      '\n',
      '\n',
      '{',
      '}',
      '[',
      ']',
      '/',
      '+',
      '#',
      '=',
      '<=',
    ];
    const others = [
      'a',
      '{pid}',
      '$sys',
      '12',
      '-1',
      '1..9',
      'qos',
      's',
      '|',
      'é',
      '😀',
      '\u00a0',
      '\f',
      'https://a.b/c,d',
      'x="a b"',
      'topic/foreign',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words, ...parts, ...others), { maxLength: 30 }), (pieces) => {
        expect(differences(pieces.join(''), language)).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });
});
