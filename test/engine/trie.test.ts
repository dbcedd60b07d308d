import { expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { filterMatches } from '../topics/oracle.js';
import { Random } from '../topics/random.js';
import { pageAround } from './random-page.js';

/** Many words, so that they are found by their hash; some are alike, some have one hash. */
const words = [
  ...Array.from({ length: 40 }, (_, n) => `w${n}`),
  'Aa',
  'BB',
  'AaAa',
  'BBBB',
  'AaBB',
  '',
  '$a',
  'ü',
  '😀',
];

function topicOf(random: Random, wild: boolean): string {
  const levels = random.list(1, 3, () =>
    wild && random.below(4) === 0 ? random.pick(['+', '{client}']) : random.pick(words),
  );
  if (wild && random.below(6) === 0) levels.push('#');
  const text = levels.join('/');
  return text === '' ? 'w1' : text;
}

it('finds every listing of a topic among hundreds, and no other', () => {
  let found = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = new Random(seed * 104_729);
    const templates = random.list(200, 400, () => topicOf(random, true));
    const { policy, problems } = parsePolicy(pageAround(templates.map((template) => `  publish  "${template}"`)));
    if (!policy) throw new Error(problems.map(({ message }) => message).join('\n'));
    const compiled = compile(policy, { roles: new Set(), holds: () => true });
    const trie = compiled.allow.publish;
    for (let i = 0; i < 300; i++) {
      const listed = random
        .pick(templates)
        .replaceAll('{client}', 'c')
        .replaceAll(/[+#]/g, () => random.pick(words));
      const topic = (random.below(3) > 0 ? listed : topicOf(random, false)) || 'w1';
      const visited: string[] = [];
      trie.find(topic, ['c'], (place) => {
        visited.push(trie.entries[place]?.text as string);
        return false;
      });
      const expected = templates.filter((template) => filterMatches(template.replaceAll('{client}', 'c'), topic));
      expect(visited.sort(), `seed ${seed}: ${topic}`).toEqual(expected.sort());
      found += visited.length;
    }
  }
  expect(found).toBeGreaterThan(10_000);
});
