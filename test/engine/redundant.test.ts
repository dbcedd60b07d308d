import { expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { includes } from '../../src/topics/algebra.js';
import { Random } from '../topics/random.js';
import { ASKED_LEVELS, pageAround, randomTemplate } from './random-page.js';

it('a filter is redundant when another one of the session covers it', () => {
  const { policy } = parsePolicy(pageAround(['  subscribe  "#"', '  subscribe  "$a/#"']));
  if (!policy) throw new Error('no policy');
  const guard = createGuard(policy);
  const said = { redundant: 0, new: 0 };
  for (let seed = 1; seed <= 3_000; seed++) {
    const random = new Random(seed * 104_729);
    const session = guard.session({ client: 'c' });
    const held: string[] = [];
    for (let i = 0; i < 6; i++) {
      const filter = randomTemplate(random, ASKED_LEVELS);
      const { allowed, advice } = session.subscribe({ filter, qos: 0 });
      if (!allowed || held.includes(filter)) continue;
      const covering = held.filter((other) => includes(other, filter).included);
      const told = advice.find(({ rule }) => rule === 'subscribe/redundant');
      expect(told?.coveredBy, `seed ${seed}: ${filter} beside ${held.join(' ')}`).toBe(covering[0]);
      said[told ? 'redundant' : 'new']++;
      held.push(filter);
    }
  }
  expect(said.redundant).toBeGreaterThan(1_000);
  expect(said.new).toBeGreaterThan(1_000);
});
