import { describe, expect, it } from 'vitest';
import { ask, deskOf, token, topic } from './ask.js';

const desk = deskOf('onenet', { now: () => 1_800_000_000 });
const who = { username: '238322', mountpoint: '', client_id: 'meter-7' };
const register = { ...who, peer_addr: '10.0.0.1', peer_port: 12345, password: token, clean_session: true };
const payload = Buffer.from('{"id":1}').toString('base64');
const publish = { ...who, qos: 1, topic: `${topic}/dp/post/json`, payload, retain: false };
const subscribe = { ...who, topics: [{ topic: `${topic}/cmd/request/+`, qos: 1 }] };

function call(hook: string, body: unknown, options = {}): string {
  const { answer } = ask(desk, '/vernemq', body, { headers: { 'vernemq-hook': hook }, ...options });
  expect([answer.status, answer.type]).toEqual([200, 'application/json']);
  return answer.body;
}
const ok = '{"result":"ok"}';
const refused = '{"result":{"error":"not_allowed"}}';

describe('/vernemq', () => {
  it.each([
    ['auth_on_register', register],
    ['auth_on_publish', publish],
    ['auth_on_publish', { ...publish, payload: undefined }],
    ['auth_on_publish', { ...publish, topic: `${topic}/image/get`, payload: '' }],
  ])('%s: allows', (hook, body) => {
    expect(call(hook, body)).toBe(ok);
  });

  it('knows from the hook that a client speaks MQTT 5', () => {
    const login = { ...who, password: null, clean_start: true, properties: {} };
    for (const [protocol, answer] of [
      ['3.1.1', refused],
      ['5', ok],
    ] as const) {
      const page = deskOf(`policy p\n\nconnect\n  protocol  ${protocol}  otherwise refuse 1\n`);
      const headers = { 'vernemq-hook': 'auth_on_register_m5' };
      expect(ask(page, '/vernemq', login, { headers }).answer.body).toBe(answer);
    }
  });

  it.each([
    ['auth_on_register', { ...register, clean_session: false }],
    ['auth_on_register', { ...register, password: null }],
    ['auth_on_register', { ...register, username: null }],
    ['auth_on_register', { ...register, client_id: '#' }],
    ['auth_on_publish', { ...publish, qos: 2 }],
    ['auth_on_publish', { ...publish, retain: true }],
    ['auth_on_publish', { ...publish, payload: 'not base64!' }],
    ['auth_on_publish', { ...publish, topic: `${topic}/image/get` }],
    ['auth_on_publish', { ...publish, payload: Buffer.alloc(256 * 1024 + 1).toString('base64') }],
    ['auth_on_publish', { ...publish, topic: '$sys/238322/meter-8/dp/post/json' }],
    ['auth_on_subscribe', { ...subscribe, topics: [] }],
    ['auth_on_subscribe', { ...subscribe, topics: [`${topic}/cmd/#`] }],
    ['auth_on_subscribe', { ...subscribe, topics: [[`${topic}/cmd/#`, 0]] }],
    ['auth_on_subscribe', { ...subscribe, topics: { length: 1 } }],
    ['auth_on_subscribe', { ...subscribe, topics: [{ topic: '#', qos: 0 }] }],
    [
      'auth_on_subscribe',
      {
        ...subscribe,
        topics: [
          { topic: '#', qos: 0 },
          { topic: '+/#', qos: 0 },
        ],
      },
    ],
    ['on_deliver', publish],
    ['', publish],
  ])('%s: refuses', (hook, body) => {
    expect(call(hook, body)).toBe(refused);
  });

  it('measures payloads to the byte', () => {
    for (const [bytes, answer] of [
      [256 * 1024, ok],
      [256 * 1024 + 1, refused],
    ] as const)
      expect(call('auth_on_publish', { ...publish, payload: Buffer.alloc(bytes).toString('base64') })).toBe(answer);
  });

  it('answers a SUBSCRIBE filter by filter, with the QoS that the policy grants', () => {
    const topics = [
      { topic: `${topic}/cmd/request/+`, qos: 2 },
      { topic: '$sys/238322/#', qos: 0 },
      { topic: `${topic}/image/update/delta`, qos: 0 },
      { topic: `${topic}/cmd/request/+`, qos: 0 },
    ];
    expect(JSON.parse(call('auth_on_subscribe', { ...who, topics }))).toEqual({
      result: 'ok',
      topics: [{ topic: `${topic}/cmd/request/+`, qos: 0 }, { topic: '$sys/238322/#', qos: 128 }, topics[2], topics[3]],
    });
  });

  it('gives the options of MQTT 5 back', () => {
    const page = deskOf('policy p\n\nidentity\n  client-id  {a}\n  {a}  any\n\ntopics\n  subscribe  t/#\n');
    const options = { no_local: true, rap: false, retain_handling: 'dont_send' };
    const topics = [
      { topic: 't/x', qos: 1, ...options },
      { topic: 'u', qos: 1, ...options },
    ];
    const headers = { 'vernemq-hook': 'auth_on_subscribe_m5' };
    expect(JSON.parse(ask(page, '/vernemq', { ...who, topics, properties: {} }, { headers }).answer.body)).toEqual({
      result: 'ok',
      modifiers: { topics: [topics[0], { topic: 'u', qos: 128 }] },
    });
  });

  it('refuses a packet with more filters than the policy takes, all of them', () => {
    const topics = Array.from({ length: 9 }, () => ({ topic: `${topic}/image/update/delta`, qos: 0 }));
    expect(call('auth_on_subscribe', { ...who, topics })).toBe(refused);
    expect(call('auth_on_subscribe', { ...who, topics: topics.slice(1) })).toContain('"result":"ok"');
  });

  it('passes logins on, and nothing else', () => {
    expect(call('auth_on_register', register, { logins: 'pass' })).toBe('{"result":"next"}');
    expect(call('auth_on_publish', publish, { logins: 'pass' })).toBe(ok);
    expect(call('auth_on_register', { ...register, client_id: '+' }, { logins: 'pass' })).toBe(refused);
  });

  it.each(Object.keys(publish).filter((key) => key !== 'payload' && key !== 'mountpoint'))('misses %s', (key) => {
    expect(call('auth_on_publish', { ...publish, [key]: undefined })).toBe(refused);
  });
});
