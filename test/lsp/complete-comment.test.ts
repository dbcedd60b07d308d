import { describe, expect, it } from 'vitest';
import { completeComment } from '../../lsp/features/complete-comment.js';
import { complete } from './completing.js';

const at = (name: string, marked: string) => complete(completeComment, name, marked);

describe('in a comment', () => {
  it('the words that mean something are offered', async () => {
    const { labels, taking } = await at('a.yaml', 'mqtt:\n  # top<|>\n  host: a\n');
    expect(labels).toEqual([
      'topicguard-ignore-line',
      'topicguard-ignore-next-line',
      'topicguard-ignore-file',
      'topicguard: policy=',
    ]);
    expect(taking('topicguard-ignore-line')).toBe('mqtt:\n  # topicguard-ignore-line \n  host: a\n');
    expect((await at('a.mqtt', '//<|>\npublish a\n')).taking('topicguard: policy=')).toBe(
      '//topicguard: policy=\npublish a\n',
    );
    expect((await at('a.yaml', '# our top<|>\nmqtt: {}\n')).labels).toEqual([]);
  });

  it('rules are offered, those first that have found something, and none twice', async () => {
    const text =
      'mqtt:\n  host: mqtts.heclouds.com\n  # topicguard-ignore-next-line <|>\n  keepalive: 5\n  clean_session: false\n';
    const { items, taking } = await at('a.yaml', text);
    const sorted = items.toSorted((a, b) => ((a.sortText ?? '') < (b.sortText ?? '') ? -1 : 1));
    expect(sorted.slice(0, 2).map(({ label }) => label)).toEqual(['connect/clean-session', 'connect/keep-alive']);
    expect(sorted.map(({ label }) => label)).not.toContain('session/none');
    expect(sorted[1]?.documentation).toMatchObject({
      value: expect.stringContaining('page:///docs/rules/connect/keep-alive.md'),
    });
    expect(taking('connect/keep-alive')).toContain('# topicguard-ignore-next-line connect/keep-alive\n');
    const second = await at('a.yaml', text.replace('<|>', 'connect/keep-alive, con<|>nect/x -- why'));
    expect(second.labels).not.toContain('connect/keep-alive');
    expect(second.taking('connect/will')).toContain('-line connect/keep-alive, connect/will -- why\n');
  });

  it('policies are offered', async () => {
    const { labels, taking } = await at('a.json', '/* topicguard: policy=m<|> */ {}');
    expect(labels).toContain('onenet');
    expect(taking('mqtt')).toBe('/* topicguard: policy=mqtt */ {}');
  });

  it('nothing is offered in a reason, nor outside of comments', async () => {
    expect((await at('a.yaml', '# topicguard-ignore-file topic/star -- be<|>\nmqtt: {}\n')).labels).toEqual([]);
    expect((await at('a.yaml', '# topicguard-ignore-file topic/star: be<|>\nmqtt: {}\n')).labels).toEqual([]);
    expect((await at('a.json', '{"a": "// top<|>"}')).labels).toEqual([]);
    expect((await at('a.yaml', '<|># topicguard\nmqtt: {}\n')).labels).toEqual([]);
  });
});
