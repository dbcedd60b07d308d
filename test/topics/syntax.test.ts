import { describe, expect, it } from 'vitest';
import { matches } from '../../src/topics/match.js';
import { TopicSyntaxError } from '../../src/topics/problems.js';
import {
  checkTopicFilter,
  checkTopicName,
  isTopicFilter,
  isTopicName,
  parseTopicFilter,
  parseTopicName,
  patternOf,
  utf8Length,
} from '../../src/topics/syntax.js';
import { syntaxOf } from './comparison.js';
import { textsOver } from './oracle.js';
import { Random } from './random.js';
import { room } from './room.js';

const messages = (filter: string) => checkTopicFilter(filter).map(({ message }) => message);

describe('the scanner, the grammar and the oracle agree', () => {
  it('on all texts of up to six characters', () => {
    expect([...syntaxOf(room, textsOver(['a', 'b', '/', '+', '#', '$', '\0'], 6))]).toEqual([]);
  });

  it('on all texts of up to five units with lone and paired surrogates', () => {
    expect([...syntaxOf(room, textsOver(['a', '/', '+', '#', '\0', '\ud83d', '\ude00'], 5))]).toEqual([]);
  });

  it('on long random texts, around the limit of 65,535 bytes too', () => {
    const random = new Random(7);
    const pieces = [
      'a',
      'sensor',
      '/',
      '/',
      '/',
      '+',
      '#',
      '\0',
      'é',
      '水',
      '😀',
      '\ud800',
      '\udc00',
      '\ufeff',
      '\r\n',
      '$',
      ' ',
    ];
    const texts = Array.from({ length: 700 }, () => random.list(1, 60, () => random.pick(pieces)).join(''));
    for (const unit of ['a', 'é', '水', '😀', 'a/', '\ud800']) {
      const bytes = utf8Length(unit);
      for (const more of [-1, 0, 1, 2]) {
        const count = Math.floor(65_535 / bytes) + more;
        texts.push(unit.repeat(count), `x${unit.repeat(count)}`, `${unit.repeat(count)}/#`);
      }
    }
    expect([...syntaxOf(room, texts)]).toEqual([]);
  });
});

describe('isTopicFilter and isTopicName', () => {
  it.each(['#', '+', '+/tennis/#', 'sport/+/player1', '/', '//', 'a//b', 'a/#', '$SYS/#', ' ', '😀', '\ufeffa'])(
    'takes the filter %j',
    (filter) => {
      expect(isTopicFilter(filter)).toBe(true);
    },
  );
  it.each(['', 'sport#', 'a/#/b', 'sport+', '+a', 'a\0', '\ud800', '\udc00\ud800', '#/', 'a'.repeat(65_536)])(
    'refuses the filter %j',
    (filter) => {
      expect(isTopicFilter(filter)).toBe(false);
    },
  );
  it('refuses wildcards in names', () => {
    expect(isTopicName('a/b')).toBe(true);
    expect(isTopicName('a/+')).toBe(false);
    expect(isTopicName('#')).toBe(false);
  });
});

describe('messages', () => {
  it('say what to write instead', () => {
    expect(messages('dp/#/accepted')).toEqual([
      '"#" stands for everything below and is only allowed as the last level, but more follows level 2: write "dp/#" for everything below "dp", or "dp/+/accepted" for any one level there.',
    ]);
    expect(messages('sport#')).toEqual([
      '"#" must be a whole level, but in level 1 other characters stand beside it: write "sport/#" for everything below "sport", or "+" for any one level there.',
    ]);
    expect(messages('a/sport+/b')).toEqual([
      '"+" must be a whole level, but in level 2 other characters stand beside it: write "a/+/b" for any one level there, or "a/sport/+/b" for any one level below "a/sport".',
    ]);
    expect(checkTopicName('a/+')[0]?.message).toBe(
      '"+" is a wildcard, and only filters to subscribe to may hold wildcards: write the one topic that is meant in level 2.',
    );
  });

  it('never advise what is wrong too', () => {
    for (const filter of textsOver(['a', '/', '+', '#', '\0', '\ud800'], 5)) {
      for (const message of messages(filter)) {
        const [, examples = ''] = message.split(': write ');
        for (const [, example] of examples.matchAll(/(?<!below )("(?:[^"\\]|\\.)*") for/g))
          expect(isTopicFilter(JSON.parse(example as string))).toBe(true);
      }
    }
  });

  it('stay short for long topics', () => {
    expect(Math.max(...messages('a+/'.repeat(20_000)).map((message) => message.length))).toBeLessThan(150);
    expect(
      new TopicSyntaxError('filter', 'a+/'.repeat(20_000), checkTopicFilter('a+/'.repeat(20_000))).message.length,
    ).toBeLessThan(300);
  });
});

describe('parseTopicFilter and parseTopicName', () => {
  it('give levels with places', () => {
    expect(parseTopicFilter('$sys/+//#')).toEqual({
      ok: true,
      text: '$sys/+//#',
      problems: [],
      levels: [
        { kind: 'literal', text: '$sys', offset: 0 },
        { kind: 'single', text: '+', offset: 5 },
        { kind: 'literal', text: '', offset: 7 },
        { kind: 'multi', text: '#', offset: 8 },
      ],
    });
  });
  it('give problems', () => {
    const parsed = parseTopicName('a/#');
    expect(parsed.ok).toBe(false);
    expect(parsed.problems).toHaveLength(1);
    expect(parsed.problems[0]).toMatchObject({ code: 'wildcard-in-name', offset: 2, length: 1, level: 2 });
  });
});

describe('what is no topic is refused with TopicSyntaxError', () => {
  it.each([() => matches('a#', 'a'), () => matches('a', '+'), () => matches('a', ''), () => patternOf('')])(
    '%s',
    (call) => {
      expect(call).toThrow(TopicSyntaxError);
    },
  );
  it('with the text, the reason and the problems', () => {
    try {
      matches('a#/+b', 'x');
      expect.unreachable();
    } catch (error) {
      expect((error as TopicSyntaxError).message).toMatch(
        /^"a#\/\+b" is not a topic filter\. "#" must be a whole level.* \(and 1 more\)$/,
      );
      expect((error as TopicSyntaxError).problems.map(({ code }) => code)).toEqual([
        'hash-not-alone',
        'plus-not-alone',
      ]);
    }
  });
});

it('scans ten megabytes of any one character at once', () => {
  const start = performance.now();
  for (const unit of ['a', '+', '#', '/', '\ud800', '\0', '水']) {
    const text = unit.repeat(10_000_000 / unit.length);
    expect(checkTopicFilter(text).map(({ code }) => code)).toEqual(['too-long']);
    expect(checkTopicName(text)).toHaveLength(1);
  }
  expect(checkTopicFilter('a+'.repeat(32_767))).toHaveLength(32_767);
  expect(performance.now() - start).toBeLessThan(5000);
});
