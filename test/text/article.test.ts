import { expect, it } from 'vitest';
import { withArticle } from '../../src/text/article.js';

it.each([
  'an assert',
  'an every publish',
  'an identity',
  'an unsubscribe',
  'an UNSUBSCRIBE',
  'an uplink',
  'an operator',
])('%s', (phrase) => expect(withArticle(phrase.slice(3))).toBe(phrase));

it.each(['a meter', 'a connect', 'a user', 'a unit', 'a one-way sensor', 'a utility', 'a'])('%s', (phrase) =>
  expect(withArticle(phrase.slice(2)).trim()).toBe(phrase),
);
