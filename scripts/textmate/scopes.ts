/** Which TextMate scope each token of our lexers has. The grammars are written with it, and a test holds them to it. */
import type { TokenType } from 'chevrotain';
import * as policy from '../../grammar/policy/tokens.js';
import * as session from '../../grammar/session/tokens.js';

const sections = new Set([
  policy.Policy,
  policy.Identity,
  policy.Settings,
  policy.Roles,
  policy.Connect,
  policy.Every,
  policy.Topics,
  policy.Assert,
]);

const otherPolicyTokens = new Map<TokenType, string>([
  [policy.Comment, 'comment.line.double-slash'],
  [policy.Text, 'string.quoted.double'],
  [policy.OpenText, 'string.quoted.double.unclosed'],
  [policy.Comma, 'punctuation.separator.comma'],
  [policy.Name, 'variable.parameter.name'],
  [policy.Unit, 'keyword.other.unit'],
  [policy.Compare, 'keyword.operator.comparison'],
  [policy.Pipe, 'keyword.operator.alternative'],
  [policy.PlainWord, 'meta.word'],
]);

/** Of a token of a policy, without the language at its end. */
export function policyScope(type: TokenType): string {
  const known = otherPolicyTokens.get(type);
  if (known !== undefined) return known;
  if (sections.has(type)) return 'keyword.control.section';
  if (policy.statementWords.has(type)) return 'keyword.other.statement';
  const categories = type.CATEGORIES ?? [];
  if (categories.includes(policy.TopicWord)) return 'keyword.operator.word';
  return categories.includes(policy.FieldWord) ? 'support.type.property-name' : 'keyword.other.clause';
}

const sessionScopes = new Map<TokenType, string>([
  [session.Comment, 'comment.line.double-slash'],
  ...[session.Connect, session.Subscribe, session.Unsubscribe, session.Receive].map(verb),
  ...[session.Publish, session.Packet, session.Policy, session.Role].map(verb),
  [session.Complete, 'storage.modifier'],
  [session.Arrow, 'keyword.operator.expectation'],
  [session.Comma, 'punctuation.separator.comma'],
  [session.FilterComma, 'punctuation.separator.comma'],
  [session.FilterTopic, 'string.unquoted.topic'],
  [session.PublishTopic, 'string.unquoted.topic'],
  [session.QuotedFilterTopic, 'string.quoted.double.topic'],
  [session.QuotedPublishTopic, 'string.quoted.double.topic'],
  [session.Option, 'meta.option'],
  [session.QuotedPayload, 'string.quoted.double.payload'],
  [session.ScalarPayload, 'constant.language.payload'],
  [session.JsonPayload, 'meta.payload'],
  [session.OpenPayload, 'meta.payload'],
  [session.Name, 'entity.name'],
  [session.ReasonId, 'entity.name.tag.reason'],
  [session.Integer, 'constant.numeric'],
  [session.OutcomeWord, 'support.constant.outcome'],
  [session.OpenString, 'invalid.illegal.unclosed'],
  [session.OtherWord, 'invalid.illegal.word'],
]);

function verb(type: TokenType): [TokenType, string] {
  return [type, 'keyword.control.verb'];
}

/** Of a token of a session script, without the language at its end. */
export function sessionScope(type: TokenType): string {
  const scope = sessionScopes.get(type);
  if (scope === undefined) throw new Error(`There is no scope for the token ${type.name}.`);
  return scope;
}
