import { describe, expect, it } from 'vitest';
import { completeValue } from '../../lsp/features/complete-option.js';
import { complete } from './completing.js';

const json = (rest: string): string => `{"mqtt": {"host": "mqtts.heclouds.com", "client_id": "meter-7", ${rest}}}`;
const yaml = (rest: string): string => `mqtt:\n  host: mqtts.heclouds.com\n  client_id: meter-7\n${rest}`;
const at = (name: string, marked: string) => complete(completeValue, name, marked);

describe('the value of an option', () => {
  it.each([
    ['"clean_session": <|>', ['true']],
    ['"persistent_session": <|>', ['false']],
    ['"keepalive": <|>', ['10', '15', '30', '60', '120', '300', '600', '1200', '1800']],
    ['"keepalive_ms": <|>', ['10000', '15000', '30000', '60000', '120000', '300000', '600000', '1200000', '1800000']],
    ['"protocol_level": <|>', ['4']],
    ['"version": <|>', ['3.1.1']],
    ['"publish": [{"topic": "$sys/238322/meter-7/dp/post/json", "qos": <|>}]', ['0', '1']],
    ['"publish": [{"topic": "$sys/238322/meter-7/dp/post/json", "retain": <|>}]', ['false']],
    ['"subscribe": [{"topic": "$sys/238322/meter-7/cmd/#", "qos": <|>}]', ['0']],
    ['"name": <|>', []],
  ])('%s is one that the policy takes', async (rest, values) => {
    expect((await at('a.json', json(rest))).labels).toEqual(values);
    expect((await at('a.yaml', json(rest))).labels).toEqual(values);
  });

  it('is anything where the policy does not care', async () => {
    const other = (rest: string): string => json(rest).replace('mqtts.heclouds.com', 'broker.example.com');
    expect((await at('a.json', other('"clean_session": <|>'))).labels).toEqual(['true', 'false']);
    expect((await at('a.json', other('"publish": [{"topic": "a/b", "qos": <|>}]'))).labels).toEqual(['0', '1', '2']);
  });

  it('is a host of a platform', async () => {
    const { labels, taking } = await at('a.json', '{"mqtt": {"host": "<|>", "client_id": "a"}}');
    expect(labels).toContain('mqtts.heclouds.com');
    expect(taking('mqtts.heclouds.com')).toBe('{"mqtt": {"host": "mqtts.heclouds.com", "client_id": "a"}}');
  });

  it('is who the topics say that the client is', async () => {
    const text = '{"mqtt": {"host": "mqtts.heclouds.com", "client_id": "<|>", "subscribe": ["$sys/p1/s1/cmd/#"]}}';
    expect((await at('a.json', text)).taking('s1')).toBe(text.replace('<|>', 's1'));
  });

  it('is none for something else than a client, and where the configuration cannot be used', async () => {
    expect((await at('a.json', '{"qos": <|>}')).labels).toEqual([]);
    expect((await at('a.json', json('"keep<|>alive": 5'))).labels).toEqual([]);
  });
});

describe('the text after it is taken', () => {
  it.each([
    ['a.json', json('"keepalive": <|>'), '60', json('"keepalive": 60')],
    ['a.json', json('"keepalive": 6<|>50, "a": 1'), '60', json('"keepalive": 60, "a": 1')],
    ['a.json', json('"keepalive": "6<|>5"'), '60', json('"keepalive": "60"')],
    ['a.json', json('"clean_session": t<|>'), 'true', json('"clean_session": true')],
    ['a.json', json('"version": <|>'), '3.1.1', json('"version": "3.1.1"')],
    ['a.json', json('"keepalive":<|>'), '60', json('"keepalive":60')],
    ['a.yaml', yaml('  keepalive: <|>\n'), '60', yaml('  keepalive: 60\n')],
    ['a.yaml', yaml('  keepalive:<|>\n'), '60', yaml('  keepalive: 60\n')],
    ['a.yaml', yaml('  keepalive: 6<|>00 # s\n'), '60', yaml('  keepalive: 60 # s\n')],
    ['a.yaml', yaml("  keepalive: '<|>'\n"), '60', yaml("  keepalive: '60'\n")],
    ['a.yaml', yaml('  version: <|>\n'), '3.1.1', yaml('  version: "3.1.1"\n')],
    [
      'a.yaml',
      'mqtt: {client_id: a, host: <|>}\n',
      'mqtts.heclouds.com',
      'mqtt: {client_id: a, host: mqtts.heclouds.com}\n',
    ],
  ])('in %s: %j', async (name, before, value, after) => {
    expect((await at(name, before)).taking(value)).toBe(after);
  });
});
