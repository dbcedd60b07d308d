import { expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.js';
import { createGuard } from '../../src/engine/index.js';
import { messageFaults } from '../../src/engine/publish.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { lineOf, pageAround, randomTemplate } from '../engine/random-page.js';
import { allowedTopics, CLIENT, type Rule, TOPICS } from '../engine/universe.js';
import { Random } from '../topics/random.js';

const policies = 4_000;
/** For each policy and verb. */
const messages = 250;

it('a session, the engine without short cuts and a brute-force model agree on two million decisions', () => {
  let decisions = 0;
  let allowed = 0;
  for (let seed = 1; seed <= policies; seed++) {
    const random = new Random(seed * 104_729);
    const rules = random.list(1, 6, (): Rule => {
      const verb = random.pick(['publish', 'receive'] as const);
      return { deny: random.below(5) === 0, verbs: [verb], template: randomTemplate(random) };
    });
    const text = pageAround(rules.map(lineOf));
    const { policy } = parsePolicy(text);
    if (!policy) throw new Error(text);
    const session = createGuard(policy).session({ client: CLIENT });
    const compiled = compile(policy, { roles: new Set(), holds: () => true });
    for (const verb of ['publish', 'receive'] as const) {
      const model = allowedTopics(rules, verb);
      for (let i = 0; i < messages; i++) {
        const at = random.below(TOPICS.length);
        const packet = { topic: TOPICS[at] as string, qos: random.below(3), retain: random.below(2) === 0 };
        const quick = session[verb](packet).allowed;
        const message = { ...packet, dup: false, payloadBytes: undefined };
        const plain = messageFaults({ compiled, identity: [CLIENT], verb }, message, []).length === 0;
        const wanted = model[at] === 1;
        if (quick !== wanted || plain !== wanted)
          expect.fail(
            `seed ${seed}: ${verb} ${packet.topic}: session ${quick}, engine ${plain}, model ${wanted}\n${text}`,
          );
        decisions++;
        if (wanted) allowed++;
      }
    }
  }
  expect(decisions).toBe(2_000_000);
  expect(allowed).toBeGreaterThan(200_000);
});
