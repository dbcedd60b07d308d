/** Words that may come at a place of a session script; topics are not among them. */
import type { IToken, TokenType } from 'chevrotain';
import { packetNames } from '../../grammar/packet-names.js';
import { outcomesOf } from '../../grammar/session/build.js';
import { optionsOf } from '../../grammar/session/options.js';
import { scriptLines } from '../../grammar/session/parse.js';
import { sessionGrammar } from '../../grammar/session/parser.js';
import * as t from '../../grammar/session/tokens.js';
import { rules } from '../../src/rules/index.js';
import { mostWords } from './policy-cursor.js';

export interface ScriptCursor {
  readonly word: string;
  readonly start: number;
  /** The words of the line in front of that one. */
  readonly before: readonly IToken[];
  readonly expected: readonly TokenType[];
}

/** Nothing in a comment. */
export function scriptCursorIn(text: string, offset: number): ScriptCursor | undefined {
  let line = { start: offset, end: offset };
  for (const one of scriptLines(text)) if (one.start <= offset && offset <= one.end) line = one;
  let start = offset;
  while (start > line.start && !/[ \t]/.test(text[start - 1] as string)) start--;
  const { lexer, parser } = sessionGrammar();
  const { tokens, groups } = lexer.tokenize(text.slice(line.start, start));
  if ((groups.comments ?? []).length > 0 || text.startsWith('//', start) || tokens.length > mostWords) return undefined;
  const expected = parser.computeContentAssist('statement', tokens).map(({ nextTokenType }) => nextTokenType);
  return { word: text.slice(start, offset), start, before: tokens, expected: [...new Set(expected)] };
}

export interface ScriptSuggestion {
  readonly label: string;
  readonly kind: 'verb' | 'option' | 'value' | 'outcome' | 'rule' | 'name' | 'arrow';
}

export interface NamesAround {
  readonly policies: readonly string[];
  readonly roles: readonly string[];
}

export function scriptSuggestions(cursor: ScriptCursor, around: NamesAround): ScriptSuggestion[] {
  const { word, before, expected } = cursor;
  if (/^[A-Za-z][^=]*=/.test(word) && expected.includes(t.Option))
    return optionsAt(before[0]?.image ?? '', before, word);
  return expected.flatMap((type) => suggestionsOf(type, cursor, around));
}

function suggestionsOf(type: TokenType, { before, word }: ScriptCursor, around: NamesAround): ScriptSuggestion[] {
  const verb = before[0]?.image ?? '';
  switch (type) {
    case t.Option:
      return optionsAt(verb, before, word);
    case t.Arrow:
      return verb === 'policy' || verb === 'role' ? [] : [{ label: '=>', kind: 'arrow' }];
    case t.OutcomeWord:
      return [...outcomesOf(verb).keys()].map((label) => ({ label, kind: 'outcome' }));
    case t.Integer:
      return before.at(-1)?.image === 'granted' ? values(['0', '1', '2']) : [];
    case t.ReasonId: {
      const written = new Set(before.map(({ image }) => image));
      const policyRules = rules.filter(({ id, kind }) => kind === 'policy' && !written.has(id));
      const [last] = before.slice(-1);
      const needsCode = last !== undefined && outcomesOf(verb).get(last.image)?.code !== undefined;
      return needsCode && verb !== 'connect' ? [] : policyRules.map(({ id }) => ({ label: id, kind: 'rule' }));
    }
    case t.Name:
      return (verb === 'packet' ? packetNames : verb === 'role' ? around.roles : around.policies).map((label) => ({
        label,
        kind: 'name',
      }));
    default:
      return verbs.has(type) ? [{ label: type.name.toLowerCase(), kind: 'verb' }] : [];
  }
}

const verbs: ReadonlySet<TokenType> = new Set([
  ...[t.Connect, t.Subscribe, t.Unsubscribe, t.Publish, t.Receive, t.Packet, t.Policy, t.Role, t.Complete],
]);

/** Options that the statement does not have yet; behind `qos=` what it may be. */
function optionsAt(verb: string, before: readonly IToken[], word: string): ScriptSuggestion[] {
  const known = optionsOf(verb);
  const equals = word.indexOf('=');
  if (equals >= 0) {
    const key = word.slice(0, equals);
    return values((known.get(key)?.values ?? []).map((value) => `${key}=${value}`));
  }
  // Those of another filter do not count.
  const own = before.slice(before.findLastIndex(({ tokenType }) => tokenType === t.FilterComma) + 1);
  const given = new Set(own.map(({ image }) => image.split('=')[0]));
  return [...known.keys()].filter((key) => !given.has(key)).map((key) => ({ label: `${key}=`, kind: 'option' }));
}

function values(labels: readonly string[]): ScriptSuggestion[] {
  return labels.map((label) => ({ label, kind: 'value' }));
}
