import { describe, expect, it } from 'vitest';
import { ask, deskOf, token } from './ask.js';

const desk = deskOf('onenet', { now: () => 1_800_000_000 });
const form = { type: 'application/x-www-form-urlencoded' };
const who = { username: '238322', vhost: '/', tags: '' };
const user = { username: '238322', password: token, vhost: '/', client_id: 'meter-7' };
const queue = {
  ...who,
  resource: 'queue',
  name: 'mqtt-subscription-meter-7qos1',
  permission: 'configure',
  client_id: 'meter-7',
};
const exchange = { ...queue, resource: 'exchange', name: 'amq.topic', permission: 'write' };
const topic = {
  ...who,
  resource: 'topic',
  name: 'amq.topic',
  permission: 'write',
  routing_key: '$sys.238322.meter-7.dp.post.json',
  'variable_map.client_id': 'meter-7',
  'variable_map.username': '238322',
  'variable_map.vhost': '/',
};

function call(path: string, fields: Record<string, string>, on = desk, options = {}): string {
  const body = new URLSearchParams(fields).toString();
  const { answer } = ask(on, `/rabbitmq/${path}`, body, { ...form, ...options });
  expect([answer.status, answer.type]).toEqual([200, 'text/plain']);
  // With GET the same stands in the address.
  expect(ask(on, `/rabbitmq/${path}`, body, { ...options, type: 'query' }).answer).toEqual(answer);
  return answer.body;
}

describe('/rabbitmq', () => {
  it.each([
    ['user', user],
    ['vhost', { ...who, ip: '127.0.0.1', client_id: 'meter-7' }],
    ['resource', queue],
    ['resource', { ...queue, name: 'mqtt-subscription-meter-7qos0', permission: 'read' }],
    ['resource', exchange],
    ['resource', { ...exchange, permission: 'read' }],
    ['topic', topic],
    ['topic', { ...topic, routing_key: '$sys.238322.meter-7.image.get' }],
    ['topic', { ...topic, permission: 'read', routing_key: '$sys.238322.meter-7.cmd.request.*' }],
    ['topic', { ...topic, permission: 'read', routing_key: '$sys.238322.meter-7.cmd.#' }],
  ])('%s: allow', (path, fields) => {
    expect(call(path, fields)).toBe('allow');
  });

  it.each([
    ['user', { ...user, password: 'guest' }],
    ['user', { ...user, username: '' }],
    ['user', { ...user, vhost: 'other' }],
    ['user', { ...user, client_id: '+' }],
    ['user', { username: '238322', password: token }],
    ['user', { username: '238322', client_id: 'meter-7' }],
    ['vhost', { ...who, vhost: 'other', client_id: 'meter-7' }],
    ['vhost', who],
    ['resource', { ...queue, name: 'mqtt-subscription-meter-8qos1' }],
    ['resource', { ...queue, name: 'mqtt-subscription-meter-7qos2' }],
    ['resource', { ...exchange, permission: 'configure' }],
    ['resource', { ...exchange, name: 'amq.fanout' }],
    ['resource', { ...queue, vhost: 'other' }],
    ['topic', { ...topic, routing_key: '$sys.238322.meter-8.dp.post.json' }],
    ['topic', { ...topic, routing_key: '$sys.238322.*.dp.post.json' }],
    ['topic', { ...topic, permission: 'read', routing_key: '$sys.238322.#' }],
    ['topic', { ...topic, permission: 'read', routing_key: '#' }],
    ['topic', { ...topic, permission: 'read', routing_key: '$sys.238322.meter-7.cmd.#.accepted' }],
    ['topic', { ...topic, permission: 'configure' }],
    ['topic', { ...topic, name: 'other' }],
    ['topic', { ...topic, routing_key: '$sys/238322/meter-7/dp/post/json' }],
  ])('%s: deny', (path, fields) => {
    expect(call(path, fields)).toBe('deny');
  });

  it.each(['username', 'vhost', 'name', 'permission', 'routing_key', 'variable_map.client_id'])('misses %s', (key) => {
    expect(call('topic', Object.fromEntries(Object.entries(topic).filter(([name]) => name !== key)))).toBe('deny');
  });

  it('refuses forms that say two things, or no text at all', () => {
    const good = new URLSearchParams(topic).toString();
    for (const body of [
      `${good}&routing_key=x`,
      `${good}&username=238322`,
      `${good}&x=%FF`,
      `${good}&x=%`,
      `${'a&'.repeat(99)}${good}`,
    ])
      expect(ask(desk, '/rabbitmq/topic', body, form).answer.body).toBe('deny');
    expect(ask(desk, '/rabbitmq/topic', good, form).answer.body).toBe('allow');
    // Only what is called a form is read as one.
    const type = 'application/x-www-form-urlencoded';
    for (const called of [`${type};charset=utf-8`, `${type} ; charset=utf-8`, type.toUpperCase()])
      expect(ask(desk, '/rabbitmq/topic', good, { type: called }).answer.body, called).toBe('allow');
    for (const called of [`${type}-x`, `x${type}`, 'text/plain', ''])
      expect(ask(desk, '/rabbitmq/topic', good, { type: called }).answer.body, called).toBe('deny');
  });

  const page = `policy p

identity
  client-id  {client}
  username   {user}
  {client}  any
  {user}    any

topics under t/{client}
  {name}  [a-z.]{1,9}
  publish    {name}
  subscribe  #

topics "Everybody"
  subscribe  +/news
  publish    v1.0/news
`;
  const asked = { ...topic, username: 'a.b' };

  it('refuses topics and names in topics that have a ".", since it is a "/" to RabbitMQ', () => {
    const dotted = deskOf(page);
    const of = (client: string, routing_key: string, permission = 'write'): string =>
      call('topic', { ...asked, 'variable_map.client_id': client, routing_key, permission }, dotted);
    expect(of('c', 't.c.on')).toBe('allow');
    // t/c/on.off: the policy lists it, but here it is t/c/on/off.
    expect(of('c', 't.c.on.off')).toBe('deny');
    expect(of('c', 'v1.0.news')).toBe('deny');
    expect(of('c.d', 't.c.d.on')).toBe('deny');
    expect(of('c.d', 't.c.d.#', 'read')).toBe('deny');
    expect(of('c', 't.c.#', 'read')).toBe('allow');
    const login = { ...user, username: 'a.b', client_id: 'c' };
    // The user name stands in no topic.
    expect(call('user', login, dotted)).toBe('allow');
    expect(call('user', { ...login, client_id: 'c.d' }, dotted)).toBe('deny');
  });

  it('refuses everything where the policy takes a topic with a "." away, since nobody could tell that it is asked for', () => {
    const of = (lines: string): string =>
      call(
        'topic',
        { ...asked, 'variable_map.client_id': 'c', routing_key: 'v.news' },
        deskOf(
          `policy p\n\nidentity\n  client-id  {c}\n  {c}  any\n\ntopics\n  {v}  [a-z.]{1,9}\n  {w}  [a-z]{1,9}\n${lines}`,
        ),
      );
    expect(of('  publish  #\n')).toBe('allow');
    expect(of('  publish  #\n  publish  v1.0/news\n')).toBe('allow');
    expect(of('  publish  #\n  deny publish  {w}/secret\n')).toBe('allow');
    expect(of('  publish  #\n  deny publish  secret/{path...}\n  {path}  any\n')).toBe('allow');
    expect(of('  publish  #\n  deny publish  v1.0/secret\n')).toBe('deny');
    expect(of('  publish  #\n  deny publish  {v}/secret\n')).toBe('deny');
    expect(of('  publish  #\n    except v1.0/secret\n')).toBe('deny');
  });

  it('refuses a filter that begins with a wildcard where the policy knows topics with "$"', () => {
    const read = { ...asked, permission: 'read', routing_key: '*.news', 'variable_map.client_id': 'c' };
    expect(call('topic', read, deskOf(page))).toBe('allow');
    expect(call('topic', read, deskOf(`${page}\ntopics "Plant"\n  publish  $plant/news\n`))).toBe('deny');
  });

  it('knows the vhost and the exchange by the options', () => {
    const options = { rabbitmqVhost: 'mqtt', rabbitmqExchange: 'mqtt.topic' };
    const there = { ...topic, vhost: 'mqtt', name: 'mqtt.topic' };
    expect(call('topic', there, desk, options)).toBe('allow');
    expect(call('topic', topic, desk, options)).toBe('deny');
    expect(call('resource', { ...exchange, vhost: 'mqtt', name: 'mqtt.topic' }, desk, options)).toBe('allow');
  });
});
