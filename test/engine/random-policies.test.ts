import { describe, expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import type { Verdict } from '../../src/engine/verdict.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { filterMatches } from '../topics/oracle.js';
import { allowedTopics, CLIENT, type Rule, TOPICS, topicsOf } from './universe.js';

/** A small generator with a seed, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const LEVELS = ['a', 'b', '+', '+', '', '$a', '{client}', 'c'];

function randomTemplate(next: (below: number) => number, levels = LEVELS): string {
  const count = 1 + next(3);
  const parts = Array.from({ length: count }, () => levels[next(levels.length)] as string);
  if (next(3) === 0) parts[count - 1] = '#';
  const text = parts.join('/');
  return text === '' ? 'a' : text;
}

function randomRules(next: (below: number) => number): Rule[] {
  return Array.from({ length: 1 + next(6) }, () => {
    const verb = (['publish', 'subscribe', 'receive'] as const)[next(3)] as Rule['verbs'][number];
    const both = next(3) === 0 ? (['publish', 'subscribe'] as const) : [verb];
    const rule = { deny: next(3) === 0, verbs: both, template: randomTemplate(next) };
    return next(4) === 0 ? { ...rule, except: randomTemplate(next) } : rule;
  });
}

function textOf(rules: readonly Rule[]): string {
  const lines = rules.map(
    (rule) =>
      `  ${rule.deny ? 'deny ' : ''}${rule.verbs.join(', ')}  "${rule.template}"${
        rule.except === undefined ? '' : `  except "${rule.except}"`
      }`,
  );
  return [
    'policy random',
    '',
    'identity',
    '  client-id  {client}',
    '',
    '  {client}  [a-z]{1,2}',
    '',
    'topics',
    ...lines,
    '',
  ].join('\n');
}

describe('random policies of up to six allow and deny rules', () => {
  it('decide as a brute-force model does, with witnesses that hold', { timeout: 240_000 }, () => {
    let refusedWide = 0;
    let grantedWide = 0;
    for (let seed = 1; seed <= 20_000; seed++) {
      const next = random(seed * 7919);
      const rules = randomRules(next);
      const text = textOf(rules);
      const { policy, problems } = parsePolicy(text);
      if (!policy) throw new Error(`${text}\n${problems.map((problem) => problem.message).join('\n')}`);
      const session = createGuard(policy).session({ client: CLIENT });
      const say = (what: string): string => `seed ${seed}: ${what}\n${text}`;

      const mayPublish = allowedTopics(rules, 'publish');
      const mayReceive = allowedTopics(rules, 'receive');
      for (let i = 0; i < 6; i++) {
        const at = next(TOPICS.length);
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
        const filter = randomTemplate(next, ['a', 'b', '+', '+', '', '$a', 'c', 'zz']);
        const set = topicsOf(filter);
        const outside = TOPICS.findIndex((_, at) => set[at] === 1 && maySubscribe[at] === 0);
        const verdict: Verdict = session.subscribe({ filter, qos: 0 });
        expect(verdict.allowed, say(`subscribe ${filter}; outside: ${TOPICS[outside]}`)).toBe(outside < 0);
        const wide = /[+#]/.test(filter);
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
    const clients = ['a', 'b', CLIENT, 'zz'];
    for (let seed = 1; seed <= 6_000; seed++) {
      const next = random(seed * 104_729);
      const levels = ['a', 'b', '{client}', '{client}', '+', '$a'];
      const listed = Array.from({ length: 1 + next(4) }, () => ({
        verb: ['publish', 'subscribe', 'receive'][next(3)] as string,
        template: randomTemplate(next, levels),
      }));
      const from = 1 + next(3);
      const text = [
        'policy random',
        '',
        'identity',
        '  client-id  {client}',
        '',
        '  {client}  [a-z]{1,2}',
        '',
        'topics',
        '  filters    overlap',
        `  wildcards  from level ${from}`,
        '',
        ...listed.map(({ verb, template }) => `  ${verb}  "${template}"`),
        '',
      ].join('\n');
      const { policy, problems } = parsePolicy(text);
      if (!policy) throw new Error(`${text}\n${problems.map((problem) => problem.message).join('\n')}`);
      const session = createGuard(policy).session({ client: CLIENT });
      const topics = listed.filter(({ template }) => !/[+#]/.test(template));
      const spelled = listed
        .filter(({ verb, template }) => /[+#]/.test(template) && verb === 'subscribe')
        .map(({ template }) => template.replaceAll('{client}', CLIENT));
      for (let i = 0; i < 5; i++) {
        const filter = randomTemplate(next, ['a', 'b', '+', '+', '$a', 'c', 'c', 'zz']);
        const set = topicsOf(filter);
        const own = new Set(topics.map(({ template }) => template.replaceAll('{client}', CLIENT)));
        const everybody = new Set(
          topics.flatMap(({ template }) => clients.map((client) => template.replaceAll('{client}', client))),
        );
        const shared = TOPICS.filter((topic, at) => set[at] === 1 && everybody.has(topic));
        const start = filter.split('/').findIndex((level) => level === '+' || level === '#') + 1;
        const tooEarly = start > 0 && start < from;
        const expected =
          !tooEarly && (spelled.includes(filter) || (shared.length > 0 && shared.every((topic) => own.has(topic))));
        const verdict = session.subscribe({ filter, qos: 0 });
        const say = `seed ${seed}: ${filter}\n${text}${JSON.stringify(verdict)}`;
        expect(verdict.allowed, say).toBe(expected);
        granted += Number(expected && /[+#]/.test(filter));
        for (const { rule, witness } of verdict.reasons) {
          if (tooEarly) expect(rule, say).toBe('subscribe/wildcard-level');
          if (witness === undefined) continue;
          foreign++;
          expect(filterMatches(filter, witness) && !own.has(witness), say).toBe(true);
        }
      }
    }
    expect(granted).toBeGreaterThan(200);
    expect(foreign).toBeGreaterThan(200);
  });
});

/** Independent of the engine: whether the subscribe rules grant a topic. */
function isSubscribable(rules: readonly Rule[], topic: string): boolean {
  const matching = rules.filter(
    (rule) =>
      rule.verbs.includes('subscribe') &&
      filterMatches(rule.template.replaceAll('{client}', CLIENT), topic) &&
      !(rule.except !== undefined && filterMatches(rule.except.replaceAll('{client}', CLIENT), topic)),
  );
  return matching.some((rule) => !rule.deny) && !matching.some((rule) => rule.deny);
}
