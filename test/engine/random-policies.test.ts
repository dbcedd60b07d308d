import { describe, expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import type { Verdict } from '../../src/engine/verdict.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { filterMatches } from '../topics/oracle.js';
import { Random } from '../topics/random.js';
import { ASKED_LEVELS, lineOf, pageAround, randomTemplate } from './random-page.js';
import { allowedTopics, CLIENT, type Rule, TOPICS, topicsOf } from './universe.js';

function randomRules(random: Random): Rule[] {
  return random.list(1, 6, () => {
    const verb = random.pick(['publish', 'subscribe', 'receive'] as const);
    const verbs = random.below(3) === 0 ? (['publish', 'subscribe'] as const) : [verb];
    const rule = { deny: random.below(3) === 0, verbs, template: randomTemplate(random) };
    return random.below(4) === 0 ? { ...rule, except: randomTemplate(random) } : rule;
  });
}

/** The policy of a text, which is right. */
function load(text: string): Policy {
  const { policy, problems } = parsePolicy(text);
  if (!policy) throw new Error(`${text}\n${problems.map((problem) => problem.message).join('\n')}`);
  return policy;
}

const mine = (text: string): string => text.replaceAll('{client}', CLIENT);
const isWide = (filter: string): boolean => /[+#]/.test(filter);

describe('random policies of up to six allow and deny rules', () => {
  it('decide as a brute-force model does, with witnesses that hold', { timeout: 240_000 }, () => {
    let refusedWide = 0;
    let grantedWide = 0;
    for (let seed = 1; seed <= 20_000; seed++) {
      const random = new Random(seed * 7919);
      const rules = randomRules(random);
      const text = pageAround(rules.map(lineOf));
      const session = createGuard(load(text)).session({ client: CLIENT });
      const say = (what: string): string => `seed ${seed}: ${what}\n${text}`;

      const mayPublish = allowedTopics(rules, 'publish');
      const mayReceive = allowedTopics(rules, 'receive');
      for (let i = 0; i < 6; i++) {
        const at = random.below(TOPICS.length);
        const topic = TOPICS[at] as string;
        expect(session.publish({ topic, qos: 0, retain: false }).allowed, say(`publish ${topic}`)).toBe(
          mayPublish[at] === 1,
        );
        expect(session.receive({ topic, qos: 0, retain: false }).allowed, say(`receive ${topic}`)).toBe(
          mayReceive[at] === 1,
        );
      }

      const maySubscribe = allowedTopics(rules, 'subscribe');
      for (let i = 0; i < 4; i++) {
        const filter = randomTemplate(random, ASKED_LEVELS);
        const set = topicsOf(filter);
        const outside = TOPICS.findIndex((_, at) => set[at] === 1 && maySubscribe[at] === 0);
        const verdict: Verdict = session.subscribe({ filter, qos: 0 });
        expect(verdict.allowed, say(`subscribe ${filter}; outside: ${TOPICS[outside]}`)).toBe(outside < 0);
        const wide = isWide(filter);
        if (verdict.allowed) grantedWide += Number(wide);
        for (const { witness } of verdict.reasons) {
          if (witness === undefined) continue;
          refusedWide += Number(wide);
          expect(filterMatches(filter, witness), say(`${witness} is in ${filter}`)).toBe(true);
          expect(
            session.receive({ topic: witness, qos: 0, retain: false }).allowed && isSubscribable(rules, witness),
            say(`${witness} is outside`),
          ).toBe(false);
        }
        if (!verdict.allowed && wide && verdict.reasons.some((reason) => reason.rule === 'subscribe/too-wide')) {
          expect(verdict.reasons[0]?.witness, say(`${filter} has a witness`)).toBeDefined();
        }
      }
    }
    expect(grantedWide).toBeGreaterThan(2_000);
    expect(refusedWide).toBeGreaterThan(2_000);
  });
});

describe('random closed catalogues', () => {
  it("grant a filter when what it shares with the platform is the client's own", { timeout: 120_000 }, () => {
    let granted = 0;
    let foreign = 0;
    let leftOut = 0;
    const clients = ['a', 'b', CLIENT, 'zz'];
    for (let seed = 1; seed <= 8_000; seed++) {
      const random = new Random(seed * 104_729);
      const levels = ['a', 'b', '{client}', '{client}', '+', '$a'];
      const listed = random.list(1, 4, (): Rule => {
        const verbs = [random.pick(['publish', 'subscribe', 'receive'] as const)];
        const rule = { deny: false, verbs, template: randomTemplate(random, levels) };
        return random.below(3) === 0 ? { ...rule, except: randomTemplate(random) } : rule;
      });
      const from = 1 + random.below(3);
      const text = pageAround(['  filters    overlap', `  wildcards  from level ${from}`, '', ...listed.map(lineOf)]);
      const session = createGuard(load(text)).session({ client: CLIENT });
      const catalogue = listed.filter(({ template }) => !isWide(template));
      // What a line leaves out is no longer the client's, and still the platform's.
      const own = new Set(
        catalogue
          .filter(({ template, except }) => !(except && filterMatches(mine(except), mine(template))))
          .map(({ template }) => mine(template)),
      );
      const everybody = new Set(
        catalogue.flatMap(({ template }) => clients.map((client) => template.replaceAll('{client}', client))),
      );
      for (let i = 0; i < 5; i++) {
        const filter = randomTemplate(random, ['a', 'b', '+', '+', '$a', 'c', 'c', 'zz']);
        const set = topicsOf(filter);
        const shared = TOPICS.filter((topic, at) => set[at] === 1 && everybody.has(topic));
        const spelled = listed.some((rule) => isWide(rule.template) && grantsAsWritten(rule, filter));
        const start = filter.split('/').findIndex((level) => level === '+' || level === '#') + 1;
        const tooEarly = start > 0 && start < from;
        const expected = !tooEarly && (spelled || (shared.length > 0 && shared.every((topic) => own.has(topic))));
        const verdict = session.subscribe({ filter, qos: 0 });
        const say = `seed ${seed}: ${filter}\n${text}${JSON.stringify(verdict)}`;
        expect(verdict.allowed, say).toBe(expected);
        granted += Number(expected && isWide(filter));
        for (const { rule, message, witness } of verdict.reasons) {
          if (tooEarly) expect(rule, say).toBe('subscribe/wildcard-level');
          leftOut += Number(message.includes('is left out'));
          if (witness === undefined) continue;
          foreign++;
          expect(filterMatches(filter, witness), say).toBe(true);
          const cutFromText = listed.some(({ except }) => except && filterMatches(mine(except), witness));
          expect(!own.has(witness) || cutFromText, say).toBe(true);
        }
      }
    }
    expect(granted).toBeGreaterThan(200);
    expect(foreign).toBeGreaterThan(200);
    expect(leftOut).toBeGreaterThan(200);
  });
});

describe('random policies of filters as they are spelled', () => {
  it('grant a listed text that reaches nothing its line leaves out', { timeout: 120_000 }, () => {
    let granted = 0;
    let leftOut = 0;
    for (let seed = 1; seed <= 6_000; seed++) {
      const random = new Random(seed * 15_485_863);
      const rules = randomRules(random).map((rule) => ({ ...rule, deny: false }));
      const text = pageAround(['  filters  exact', '', ...rules.map(lineOf)]);
      const session = createGuard(load(text)).session({ client: CLIENT });
      const mayReceive = allowedTopics(rules, 'receive');
      for (const asked of [...rules.map(({ template }) => mine(template)), randomTemplate(random, ASKED_LEVELS)]) {
        const expected = rules.some((rule) => grantsAsWritten(rule, asked));
        const verdict = session.subscribe({ filter: asked, qos: 0 });
        const say = `seed ${seed}: ${asked}\n${text}${JSON.stringify(verdict)}`;
        expect(verdict.allowed, say).toBe(expected);
        granted += Number(expected);
        leftOut += Number(verdict.reasons.some(({ message }) => message.includes('left out')));
        for (const { witness } of verdict.reasons)
          if (witness !== undefined) expect(filterMatches(asked, witness), say).toBe(true);
        // What was granted is delivered: nothing of it was left out by the line that grants it.
        const set = topicsOf(asked);
        if (expected)
          expect(
            set.every((inside, at) => inside === 0 || mayReceive[at] === 1),
            say,
          ).toBe(true);
      }
    }
    expect(granted).toBeGreaterThan(1_000);
    expect(leftOut).toBeGreaterThan(200);
  });
});

/** Whether a line lists this very text for subscribers, and leaves out nothing that it matches. */
function grantsAsWritten({ verbs, template, except }: Rule, filter: string): boolean {
  if (!verbs.includes('subscribe') || mine(template) !== filter) return false;
  if (except === undefined) return true;
  const [set, cut] = [topicsOf(filter), topicsOf(mine(except))];
  return !set.some((inside, at) => inside === 1 && cut[at] === 1);
}

/** Independent of the engine: whether the subscribe rules grant a topic. */
function isSubscribable(rules: readonly Rule[], topic: string): boolean {
  const matching = rules.filter(
    (rule) =>
      rule.verbs.includes('subscribe') &&
      filterMatches(mine(rule.template), topic) &&
      !(rule.except !== undefined && filterMatches(mine(rule.except), topic)),
  );
  return matching.some((rule) => !rule.deny) && !matching.some((rule) => rule.deny);
}
