import { describe, expect, it } from 'vitest';
import { parseTopicTree } from '../../grammar/topic/index.js';
import { TopicParser } from '../../grammar/topic/parser.js';
import { createTopicLexer } from '../../grammar/topic/tokens.js';

describe('the grammar of topics', () => {
  it('is valid, and its lexer chooses by first characters', () => {
    expect(() => new TopicParser(false)).not.toThrow();
    expect(createTopicLexer(false).lexerDefinitionErrors).toEqual([]);
  });

  it('gives every level its place', () => {
    const tree = parseTopicTree('filter', '$sys//d-1/+/#');
    expect(tree.problems).toEqual([]);
    expect(tree.levels).toEqual([
      { kind: 'literal', text: '$sys', offset: 0, length: 4, level: 1 },
      { kind: 'literal', text: '', offset: 5, length: 0, level: 2 },
      { kind: 'literal', text: 'd-1', offset: 6, length: 3, level: 3 },
      { kind: 'single', text: '+', offset: 10, length: 1, level: 4 },
      { kind: 'multi', text: '#', offset: 12, length: 1, level: 5 },
    ]);
  });

  it('ends with an empty level after a slash', () => {
    expect(parseTopicTree('name', 'a/').levels).toEqual([
      { kind: 'literal', text: 'a', offset: 0, length: 1, level: 1 },
      { kind: 'literal', text: '', offset: 2, length: 0, level: 2 },
    ]);
  });

  it('reports every mistake and keeps the levels between them', () => {
    const tree = parseTopicTree('filter', 'a+/b/#/\ud800x/😀/c#');
    expect(tree.problems.map(({ code, offset, level }) => [code, offset, level])).toEqual([
      ['plus-not-alone', 1, 1],
      ['hash-not-last', 5, 3],
      ['surrogate', 7, 4],
      ['hash-not-alone', 14, 6],
    ]);
    expect(tree.levels.map(({ kind }) => kind)).toEqual(['broken', 'literal', 'broken', 'broken', 'literal', 'broken']);
    expect(tree.levels.map(({ text }) => text).join('/')).toBe(tree.text);
  });

  it('reads a topic of the greatest size', () => {
    const tree = parseTopicTree('filter', `${'+/'.repeat(32_767)}+`);
    expect(tree.problems).toEqual([]);
    expect(tree.levels.length).toBe(32_768);
    expect(parseTopicTree('name', 'x'.repeat(65_536)).problems.map(({ code, offset }) => [code, offset])).toEqual([
      ['too-long', 65_535],
    ]);
  });
});
