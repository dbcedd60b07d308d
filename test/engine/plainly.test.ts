import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.js';
import { patternsForEverybody } from '../../src/engine/everybody.js';
import { plainlyShared } from '../../src/engine/plainly.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { patternMatches } from '../../src/topics/match.js';
import { isTopicFilter, isTopicName, patternOf } from '../../src/topics/syntax.js';
import { Random } from '../topics/random.js';

const listed = ['a', 'b', '{client}', '{client}', '{tenant}', '{x}', '{y}', '{x}', '+', 'dev-{client}', '{up|down}'];
const asked = ['a', 'b', 'c', '', '$a', 'zz', 'dev-c', 'up', '+', '+', '+', '#'];

describe('a topic that is plainly shared', () => {
  it('is one of the filter, and one of somebody', () => {
    const random = new Random(7919);
    let found = 0;
    for (let page = 0; page < 1_200; page++) {
      const listings = random.list(
        1,
        6,
        () =>
          `  subscribe  ${random.list(1, 5, () => random.pick(listed)).join('/')}${random.below(6) === 0 ? '  except "b/a"' : ''}`,
      );
      const text = [
        'policy random',
        'identity',
        '  client-id  {client}',
        '  username  {tenant}',
        '  {client}  [a-c]{1,2}',
        '  {tenant}  [a-z$]{1,2}',
        'topics',
        '  {x}  [a-c]{1,2}',
        '  {y}  $[a-z]{0,3}',
        ...listings,
        '',
      ].join('\n');
      const { policy, problems } = parsePolicy(text);
      if (!policy) throw new Error(`${text}\n${problems.map(({ message }) => message).join('\n')}`);
      const { entries, names } = compile(policy, { roles: new Set(), holds: () => true });
      for (let at = 0; at < 60; at++) {
        const filter = random.list(1, 5, () => random.pick(asked)).join('/');
        if (!isTopicFilter(filter)) continue;
        const pattern = patternOf(filter);
        for (const entry of entries) {
          const topic = plainlyShared(entry, pattern, names);
          if (topic === undefined) continue;
          found++;
          const where = `${JSON.stringify(topic)} of ${filter} and ${entry.text}`;
          expect(isTopicName(topic), where).toBe(true);
          expect(patternMatches(pattern, topic), where).toBe(true);
          // What a listing leaves out for somebody depends on who that is: such a one is never plain.
          expect(entry.except, where).toEqual([]);
          const levels = topic.split('/');
          for (const places of entry.equalLevels)
            expect(new Set(places.map((place) => levels[place])).size, where).toBe(1);
          const everybody = patternsForEverybody(entry, names, pattern, []);
          expect(
            everybody.some((one) => patternMatches(one, topic)),
            where,
          ).toBe(true);
        }
      }
    }
    expect(found).toBeGreaterThan(1_000);
  });
});
