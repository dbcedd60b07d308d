import { describe, expect, it } from 'vitest';
import { ask, deskOf, token, topic } from './ask.js';

const desk = deskOf('onenet', { now: () => 1_800_000_000 });
const who = { clientid: 'meter-7', username: '238322' };
const publish = { ...who, action: 'publish', topic: `${topic}/dp/post/json`, qos: 1, retain: false };
const allow = { status: 200, type: 'application/json', body: '{"result":"allow"}' };
const deny = { status: 200, type: 'application/json', body: '{"result":"deny"}' };

describe('/emqx/authz', () => {
  it.each([
    ['as EMQX writes it, all text', { ...publish, qos: '1', retain: 'false', peerhost: '10.0.0.1' }],
    ['numbers and booleans', publish],
    ['digits for a flag', { ...publish, retain: '0' }],
    ['a subscription to a topic', { ...publish, action: 'subscribe', topic: `${topic}/image/update/delta`, qos: '0' }],
    [
      'a subscription whose QoS the policy lowers',
      { ...publish, action: 'subscribe', topic: `${topic}/cmd/#`, qos: 2 },
    ],
    ['no listener said', { ...publish, listener: '' }],
  ])('allows %s', (_, body) => {
    expect(ask(desk, '/emqx/authz', body).answer).toEqual(allow);
  });

  it.each([
    ['a foreign topic', { ...publish, topic: '$sys/238322/meter-8/dp/post/json' }],
    ['QoS 2', { ...publish, qos: '2' }],
    ['a retained message', { ...publish, retain: 'true' }],
    ['a wildcard above the device', { ...publish, action: 'subscribe', topic: '$sys/238322/#' }],
    ['everything', { ...publish, action: 'subscribe', topic: '#' }],
    ['a topic with NUL', { ...publish, topic: `${topic}/dp/post/json\u0000` }],
    ['half a character', { ...publish, topic: `${topic}/\ud800` }],
    ['another action', { ...publish, action: 'unsubscribe' }],
    ['a name that would be topic syntax', { ...publish, clientid: '+', topic: '$sys/238322/+/dp/post/json' }],
    ['a user without a name', { ...publish, username: '' }],
  ])('denies %s, with status 200', (_, body) => {
    expect(ask(desk, '/emqx/authz', body).answer).toEqual(deny);
  });

  it.each(Object.keys(publish))('denies when %s is missing', (key) => {
    const body = Object.fromEntries(Object.entries(publish).filter(([name]) => name !== key));
    const { answer, decision } = ask(desk, '/emqx/authz', body);
    expect(answer).toEqual(deny);
    expect(decision.reasons).toMatchObject([{ rule: 'request/unreadable' }]);
  });

  it.each([
    ['qos', -1],
    ['qos', 1.5],
    ['qos', '1e0'],
    ['qos', ''],
    ['qos', true],
    ['qos', null],
    ['qos', 256],
    ['retain', 2],
    ['retain', 'yes'],
    ['retain', null],
    ['topic', 7],
    ['topic', ['a']],
    ['topic', null],
    ['clientid', { toString: 'meter-7' }],
    ['clientid', 7],
    ['username', ['238322']],
    ['action', ['publish']],
    ['peerhost', 7],
  ])('denies when %s is %j', (key, value) => {
    expect(ask(desk, '/emqx/authz', { ...publish, [key]: value }).answer).toEqual(deny);
  });

  it.each(['', '[]', 'null', '"x"', '{', '{"clientid":', '[[[[', `{"a":${'['.repeat(100_000)}`])(
    'denies the body %.20s',
    (body) => {
      expect(ask(desk, '/emqx/authz', body).answer).toEqual(deny);
    },
  );

  it.each([
    ['the same name', '"clientid":"meter-7"'],
    ['another name', '"clientid":"meter-8"'],
    ['an escaped key', '"\\u0063lientid":"meter-8"'],
  ])('denies a body that says %s a second time', (_, second) => {
    const body = JSON.stringify(publish);
    expect(ask(desk, '/emqx/authz', body).answer).toEqual(allow);
    expect(ask(desk, '/emqx/authz', body.replace('{', `{${second},`)).answer).toEqual(deny);
    expect(ask(desk, '/emqx/authz', body.replace(/\}$/, `,${second}}`)).answer).toEqual(deny);
  });

  it('takes keys of prototypes for nothing', () => {
    const poisoned = JSON.stringify(publish).replace(
      '{',
      '{"__proto__":{"clientid":"meter-8"},"constructor":{"prototype":{}},',
    );
    expect(ask(desk, '/emqx/authz', poisoned).answer).toEqual(allow);
    expect(ask(desk, '/emqx/authz', `{"__proto__":${JSON.stringify(publish)}}`).answer).toEqual(deny);
    const named = { ...publish, clientid: '__proto__', topic: '$sys/238322/__proto__/dp/post/json' };
    expect(ask(desk, '/emqx/authz', named).answer).toEqual(allow);
    expect(ask(desk, '/emqx/authz', { ...named, topic: publish.topic }).answer).toEqual(deny);
  });

  it('tells who is asked about by name and never by a text that two could share', () => {
    const page = deskOf(
      'policy p\n\nidentity\n  client-id  {a}\n  username   {b}\n\n  {a}  any\n  {b}  any\n\ntopics under t/{a}/{b}\n  publish  x\n',
    );
    const names = ['a', 'a"', '"', ',', 'a,b', '","', '\\', 'null', '[', ']', '__proto__'];
    for (const clientid of names) {
      for (const username of names) {
        for (const [a, b] of [
          [clientid, username],
          [username, clientid],
          ['a', 'b'],
        ] as const) {
          const body = { ...publish, clientid, username, topic: `t/${a}/${b}/x` };
          const own = a === clientid && b === username;
          expect(ask(page, '/emqx/authz', body).answer, JSON.stringify(body)).toEqual(own ? allow : deny);
        }
      }
    }
    expect(page.sessions).toBeLessThanOrEqual(100);
  });
});

describe('/emqx/authn', () => {
  const login = { ...who, password: token };

  it('takes a token of this device', () => {
    expect(ask(desk, '/emqx/authn', login).answer.body).toBe('{"result":"allow","is_superuser":false}');
  });

  it('passes it on where somebody else knows whether it is right', () => {
    expect(ask(desk, '/emqx/authn', login, { logins: 'pass' }).answer).toEqual({
      ...allow,
      body: '{"result":"ignore"}',
    });
    expect(ask(desk, '/emqx/authn', { ...login, password: 'x' }, { logins: 'pass' }).answer).toEqual(deny);
  });

  it.each([
    ['no password', { ...login, password: '' }],
    ["another device's token", { ...login, clientid: 'meter-8' }],
    ['an expired token', { ...login, password: token.replace('7557387130', '1500000000') }],
    ['a name with a wildcard', { ...login, clientid: '#' }],
    ['no field for the password', who],
    ['a number for a password', { ...login, password: 7 }],
  ])('denies %s', (_, body) => {
    expect(ask(desk, '/emqx/authn', body).answer).toEqual(deny);
  });

  it('refuses whom a policy with conditions cannot place', () => {
    const page = deskOf(
      'policy p\n\nidentity\n  client-id  {a}\n  {a}  any\n\ntopics under t/{a} when address 10.0.0.0/8\n  publish  x\n',
    );
    const body = { ...publish, topic: 't/meter-7/x' };
    expect(ask(page, '/emqx/authz', { ...body, peerhost: '10.1.2.3' }).answer).toEqual(allow);
    expect(ask(page, '/emqx/authz', { ...body, peerhost: '11.1.2.3' }).answer).toEqual(deny);
    expect(ask(page, '/emqx/authz', body).answer).toEqual(deny);
    expect(ask(page, '/emqx/authn', { ...login, peerhost: '10.1.2.3' }).answer.body).toContain('allow');
    expect(ask(page, '/emqx/authn', login).answer).toEqual(deny);
  });
});
