import { describe, expect, it } from 'vitest';
import { completeKey } from '../../lsp/features/complete-key.js';
import { type Concept, keyFact, usualKeys } from '../../src/readers/keys.js';
import { complete } from './completing.js';

const json = (rest: string): string => `{"mqtt": {"host": "broker.example.com", "client_id": "meter-7"${rest}}}`;
const yaml = (rest: string): string => `mqtt:\n  host: broker.example.com\n  client_id: meter-7\n${rest}`;
const at = (name: string, marked: string) => complete(completeKey, name, marked);
const rest = ['port', 'username', 'password', 'clean_session', 'keepalive', 'protocol_version', 'will'];

describe('the key of an option', () => {
  it('is one of those that are not there yet, in the style of the others', async () => {
    expect((await at('a.json', json(', "<|>"'))).labels).toEqual(rest);
    expect((await at('a.json', json(', <|>'))).labels).toEqual(rest);
    expect((await at('a.yaml', yaml('  <|>\n'))).labels).toEqual(rest);
    expect((await at('a.yaml', yaml('  kee<|>\n  port: 1883\n'))).labels).toEqual(rest.filter((key) => key !== 'port'));
    expect((await at('a.json', json(', "<|>"').replace('client_id', 'clientId'))).labels).toContain('cleanSession');
    expect((await at('a.yaml', yaml('  <|>\n').replace('client_id', 'client-id'))).labels).toContain('clean-session');
    const prefixed = '{"mqtt_host": "broker.example.com", "mqtt_client_id": "a", "<|>": 1}';
    expect((await at('a.json', prefixed)).labels).toContain('mqtt_keepalive');
  });

  it('says what it is', async () => {
    const { items } = await at('a.yaml', yaml('  <|>\n'));
    expect(items.find(({ label }) => label === 'keepalive')?.detail).toBe('Longest silence of the client');
  });

  it('is no will where the platform takes none', async () => {
    expect(
      (await at('a.yaml', yaml('  <|>\n').replace('broker.example.com', 'mqtts.heclouds.com'))).labels,
    ).not.toContain('will');
  });

  it('is that of a will, or of a topic, inside of one', async () => {
    expect((await at('a.json', json(', "will": {"topic": "a/b", "<|>"}'))).labels).toEqual([
      'payload',
      'qos',
      'retain',
    ]);
    expect((await at('a.yaml', yaml('  will:\n    topic: a/b\n    <|>\n'))).labels).toEqual([
      'payload',
      'qos',
      'retain',
    ]);
    expect((await at('a.json', json(', "publish": [{"topic": "a/b", "<|>"}]'))).labels).toEqual(['qos', 'retain']);
    expect((await at('a.yaml', yaml('  subscribe:\n    - topic: a/b\n      q<|>\n'))).labels).toEqual(['qos']);
  });

  it('is none elsewhere', async () => {
    for (const text of [
      json(', "publish": ["<|>"]'),
      json(', "keepalive": <|>'),
      json(', "other": {"<|>"}'),
      '{"a": 1, "<|>"}',
    ])
      expect((await at('a.json', text)).labels).toEqual([]);
    for (const text of [yaml('  publish:\n    - <|>\n'), yaml('  keepalive: <|>\n'), yaml('# <|>\n'), 'a: 1\n<|>\n'])
      expect((await at('a.yaml', text)).labels).toEqual([]);
  });

  it('means to the reader what it is offered as, in every style', () => {
    for (const [concept, words] of usualKeys) {
      for (const key of [words.join('_'), words.join('-'), words.join(''), ['mqtt', ...words].join('_')])
        expect([key, keyFact(key).concept]).toEqual([key, concept satisfies Concept]);
    }
  });
});

describe('the text after it is taken', () => {
  it.each([
    ['a.json', json(', "<|>"'), json(', "keepalive": ')],
    ['a.json', json(', "kee<|>'), json(', "keepalive": ').slice(0, -2)],
    ['a.json', json(', <|>'), json(', "keepalive": ')],
    ['a.json', json(', "k<|>eep": 5'), json(', "keepalive": 5')],
    ['a.yaml', yaml('  <|>\n'), yaml('  keepalive: \n')],
    ['a.yaml', yaml('  ke<|>ep: 5\n'), yaml('  keepalive: 5\n')],
    [
      'a.yaml',
      'mqtt: {host: broker.example.com, client_id: a, k<|>}\n',
      'mqtt: {host: broker.example.com, client_id: a, keepalive: }\n',
    ],
  ])('in %s: %j', async (name, before, after) => {
    const marked = before.endsWith('kee<|>}}') ? before.slice(0, -2) : before;
    expect((await at(name, marked)).taking('keepalive')).toBe(after);
  });
});
