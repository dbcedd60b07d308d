import type { IToken, TokenType } from 'chevrotain';
import * as t from '../../grammar/session/tokens.js';
import type { Source } from '../source.js';
import { around, type Mark, wildcardsIn } from './marks.js';
import { linesOf } from './script.js';

const types = new Map<TokenType, Mark['type']>([
  ...[t.Connect, t.Subscribe, t.Unsubscribe, t.Receive, t.Publish, t.Packet, t.Policy, t.Role, t.Complete].map(
    (verb) => [verb, 'keyword'] as const,
  ),
  [t.Arrow, 'operator'],
  [t.FilterTopic, 'string'],
  [t.QuotedFilterTopic, 'string'],
  [t.PublishTopic, 'string'],
  [t.QuotedPublishTopic, 'string'],
  [t.QuotedPayload, 'string'],
  [t.JsonPayload, 'string'],
  [t.OpenPayload, 'string'],
  [t.OpenString, 'string'],
  [t.ScalarPayload, 'number'],
  [t.Name, 'namespace'],
  [t.ReasonId, 'decorator'],
  [t.Integer, 'number'],
  [t.OutcomeWord, 'enumMember'],
]);

/** The marks of a session script, in the order of the text. */
export function* marksOfScript(source: Source): Iterable<Mark> {
  for (const { start, tokens, comment } of linesOf(source.text)) {
    for (const token of tokens) yield* marksOf(token, start);
    if (comment) yield { type: 'comment', ...placeOf(comment, start) };
  }
}

function* marksOf(token: IToken, base: number): Iterable<Mark> {
  const place = placeOf(token, base);
  if (token.tokenType === t.Option) {
    const equals = place.start + token.image.indexOf('=');
    yield { type: 'property', start: place.start, end: equals };
    yield { type: 'operator', start: equals, end: equals + 1 };
    const value = token.image.slice(equals + 1 - place.start);
    if (value !== '')
      yield { type: /^-?[0-9.]+$/.test(value) ? 'number' : 'string', start: equals + 1, end: place.end };
    return;
  }
  const type = types.get(token.tokenType);
  if (!type) return;
  const isTopic = (token.tokenType.CATEGORIES ?? []).includes(t.Topic);
  yield* around({ type, ...place }, isTopic ? wildcardsIn(token.image, place.start) : []);
}

function placeOf(token: IToken, base: number): { readonly start: number; readonly end: number } {
  return { start: base + token.startOffset, end: base + t.endOf(token) };
}
