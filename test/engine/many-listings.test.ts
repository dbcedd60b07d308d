import { expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { Random } from '../topics/random.js';
import { ASKED_LEVELS, lineOf, pageAround, randomTemplate } from './random-page.js';
import { allowedTopics, CLIENT, type Rule, TOPICS, topicsOf } from './universe.js';

/** With so many listings a filter is not held against all of them: those that it can meet are searched for. */
it('a page of many listings decides filters as a brute-force model does', { timeout: 240_000 }, () => {
  let granted = 0;
  let refused = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = new Random(seed * 15_485_863);
    const rules = random.list(26, 40, (): Rule => {
      const verbs = random.pick([['subscribe'], ['publish', 'subscribe'], ['publish']] as const);
      return { deny: random.below(8) === 0, verbs, template: randomTemplate(random) };
    });
    const text = pageAround(rules.map(lineOf));
    const { policy, problems } = parsePolicy(text);
    if (!policy) throw new Error(`${text}\n${problems.map(({ message }) => message).join('\n')}`);
    const guard = createGuard(policy);
    const maySubscribe = allowedTopics(rules, 'subscribe');
    for (let i = 0; i < 40; i++) {
      const filter = randomTemplate(random, ASKED_LEVELS);
      const set = topicsOf(filter);
      const outside = TOPICS.find((_, at) => set[at] === 1 && maySubscribe[at] === 0);
      const { allowed } = guard.session({ client: CLIENT }).subscribe({ filter, qos: 0 });
      if (allowed !== (outside === undefined)) expect.fail(`seed ${seed}: ${filter}, outside: ${outside}\n${text}`);
      if (allowed) granted++;
      else refused++;
    }
  }
  expect(granted).toBeGreaterThan(1_000);
  expect(refused).toBeGreaterThan(1_000);
});
