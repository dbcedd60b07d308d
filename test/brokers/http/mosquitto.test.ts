import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/brokers/http/hook.js';
import { ask, deskOf, token, topic } from './ask.js';

const desk = deskOf('onenet', { now: () => 1_800_000_000 });
const who = { username: '238322', clientid: 'meter-7' };
const acl = (acc: unknown, name: string) => ({ ...who, topic: name, acc });
const post = `${topic}/dp/post/json`;
const accepted = `${post}/accepted`;

const allows: [string, Record<string, unknown>][] = [
  ['user', { ...who, password: token }],
  ['acl', acl(2, post)],
  ['acl', acl('2', post)],
  ['acl', acl(1, accepted)],
  ['acl', acl(4, `${topic}/cmd/#`)],
  ['acl', acl(4, accepted)],
];
const denials: [string, Record<string, unknown>][] = [
  ['user', { ...who, password: 'x' }],
  ['user', { ...who, password: '' }],
  ['user', { ...who, password: token, clientid: '+' }],
  ['superuser', { username: '238322' }],
  ['superuser', {}],
  ['acl', acl(1, '$sys/238322/meter-8/dp/post/json/accepted')],
  ['acl', acl(2, accepted)],
  ['acl', acl(3, post)],
  ['acl', acl(4, '$sys/238322/#')],
  ['acl', acl(4, '#')],
  ['acl', acl(0, post)],
  ['acl', acl(5, post)],
  ['acl', acl('read', post)],
  ['acl', { ...who, topic: post }],
  ['acl', { ...who, acc: 2 }],
  ['acl', { clientid: 'meter-7', topic: post, acc: 2 }],
  ['acl', { username: '238322', topic: post, acc: 2 }],
];

describe.each(['status', 'json', 'text'] as const)('/mosquitto in response mode %s', (mosquittoResponses) => {
  const call = (path: string, body: Record<string, unknown>, form: boolean): Answer => {
    const text = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]));
    const type = 'application/x-www-form-urlencoded';
    return form
      ? ask(desk, `/mosquitto/${path}`, new URLSearchParams(text).toString(), { mosquittoResponses, type }).answer
      : ask(desk, `/mosquitto/${path}`, body, { mosquittoResponses }).answer;
  };

  it.each(allows)('%s: allows %j', (path, body) => {
    for (const form of [false, true]) {
      const answer = call(path, body, form);
      expect(answer.status).toBe(200);
      expect(answer.body).toBe(mosquittoResponses === 'text' ? 'ok' : '{"Ok":true,"Error":""}');
    }
  });

  it.each(denials)('%s: denies %j', (path, body) => {
    for (const form of [false, true]) {
      const answer = call(path, body, form);
      // No mode takes this for a yes, whichever the broker is set to.
      expect(answer.status).toBe(403);
      if (mosquittoResponses === 'text') expect(answer.body).not.toBe('ok');
      else expect(JSON.parse(answer.body)).toEqual({ Ok: false, Error: expect.stringMatching(/./) });
    }
  });
});

it('asks for both when a client reads and writes', () => {
  const page = deskOf('policy p\n\ntopics\n  publish, subscribe  both\n  publish  one\n  subscribe  other\n');
  const status = (name: string) => ask(page, '/mosquitto/acl', acl(3, name)).answer.status;
  expect(['both', 'one', 'other', 'none'].map(status)).toEqual([200, 403, 403, 403]);
});
