import { describe, expect, it } from 'vitest';
import { lintText } from '../../src/lint/index.js';
import { PolicyError } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';

const host = 'mqtts.heclouds.com';

/** Rule, severity, line and column of every finding. */
async function found(text: string | object, path = 'a.json', policy?: string): Promise<[string, string, string][]> {
  const source = typeof text === 'string' ? text : JSON.stringify(text, null, 1);
  const { findings } = await lintText(source, { path, ...(policy !== undefined && { policy }) });
  return findings.map(({ rule, severity, line, column }) => [rule, severity, `${line}:${column}`]);
}

async function chosen(text: string | object, path = 'a.json'): Promise<string[]> {
  const { policies } = await lintText(typeof text === 'string' ? text : JSON.stringify(text), { path });
  return policies.map(({ name, by }) => `${name} by ${by}`);
}

describe('the policy of a client', () => {
  it.each([
    'mqtts.heclouds.com',
    'MQTTS.heclouds.com',
    'mqtts.heclouds.com.',
    'mqtts.heclouds.com:1883',
    'tcp://mqtts.heclouds.com:1883',
    'mqtts://u:p@mqttstls.heclouds.com:8883/x',
    '47.244.72.233',
    '183.230.40.96',
    '183.230.40.16:8883',
    'a1B2c3.mqtts.acc.cmcconenet.cn',
    'mqtt://a1B2c3.mqttstls.acc.cmcconenet.cn:8883',
  ])('is known by the host %s', async (broker) => {
    expect(await chosen({ mqtt: { broker, client_id: 'a' } })).toEqual(['onenet by host']);
  });

  it.each([
    '183.230.40.39:6002',
    'mqtt.example.com',
    'heclouds.com',
    'x.mqtts.heclouds.com',
    'mqtts.acc.cmcconenet.cn',
  ])('is not known by the host %s', async (broker) => {
    expect(await chosen({ mqtt: { broker, client_id: 'a' } })).toEqual(['mqtt by default']);
  });

  it('is known by the topics, by a comment, by a line of the script', async () => {
    expect(await chosen({ mqtt: { host: 'localhost', publish: '$sys/1/a/dp/post/json' } })).toEqual([
      'onenet by topics',
    ]);
    expect(await chosen({ mqtt: { host: 'localhost', publish: '$SYS/1/a/dp/post/json' } })).toEqual([
      'mqtt by default',
    ]);
    expect(await chosen(`# topicguard: policy=mqtt\nmqtt:\n  host: ${host}\n  client_id: a\n`, 'a.yaml')).toEqual([
      'mqtt by comment',
    ]);
    expect(await chosen('policy onenet\npublish a\n', 'a.mqtt')).toEqual(['onenet by comment']);
    expect(
      await chosen('{ "mqtt": { "host": "localhost", /* topicguard: policy=onenet */ "client_id": "a" } }'),
    ).toEqual(['onenet by comment']);
  });

  it('is one for each client, and the comment above a client is its own', async () => {
    const text = `- mqtt: {host: ${host}, client_id: a}\n- mqtt: {host: mqtt.example.com, client_id: b}\n`;
    expect(await chosen(text, 'a.yaml')).toEqual(['onenet by host', 'mqtt by default']);
    const script =
      '// topicguard: policy=onenet\nconnect client-id=a\n// topicguard: policy=mqtt\nconnect client-id=b\n';
    expect(await chosen(script, 'a.mqtt')).toEqual(['onenet by comment', 'mqtt by comment']);
  });

  it('is what the caller says, before all else', async () => {
    const { policies } = await lintText(`{"mqtt": {"host": "${host}"}}`, { path: 'a.json', policy: 'mqtt' });
    expect(policies).toMatchObject([{ name: 'mqtt', by: 'option' }]);
  });

  it('that the file names and nobody knows is a finding, that the caller names an error', async () => {
    expect(await found('// topicguard: policy=onnet\npublish a\n', 'a.mqtt')).toEqual([
      ['lint/policy', 'error', '1:1'],
    ]);
    await expect(lintText('publish a\n', { path: 'a.mqtt', policy: 'onnet' })).rejects.toThrow(PolicyError);
    await expect(lintText('x', { path: 'a.txt' })).rejects.toThrow(TypeError);
  });
});

describe('what is certain', () => {
  it('says nothing about options that the file does not have', async () => {
    expect(await found({ mqtt: { host } })).toEqual([]);
    expect(await found({ mqtt: { host, client_id: 'meter-7' } })).toEqual([]);
  });

  it('judges a complete packet with what is absent absent', async () => {
    const rules = (await found('policy onenet\nconnect complete client-id=a\n', 'a.mqtt')).map(([rule]) => rule);
    expect(rules).toEqual(['connect/clean-session', 'connect/keep-alive', 'connect/password', 'connect/username']);
  });

  it('says nothing about topics whose holes can be filled in rightly', async () => {
    const topics = ['$sys/${PID}/${DEVICE}/dp/post/json', '$sys/%s/%s/cmd/request/+', '${BASE}/dp/post/json'];
    expect(await found({ mqtt: { host, publish: topics[0], subscribe: [topics[1]], topic: topics[2] } })).toEqual([]);
  });

  it('knows what no filling can mend', async () => {
    expect(await found({ mqtt: { host, publish: '$sys/${PID}/${DEVICE}/dp/pst/json' } })).toMatchObject([
      ['topic/unknown', 'error', '4:14'],
    ]);
  });

  it('leaves alone what a script itself expects to be refused', async () => {
    const script = 'policy onenet\nconnect client-id=a/b => refused 4\nsubscribe # => failure\nsubscribe #\n';
    expect(await found(script, 'a.mqtt')).toEqual([['subscribe/wildcard-level', 'error', '4:11']]);
  });
});

describe('a topic without a direction', () => {
  it('has the one that the policy lists it for', async () => {
    const mqtt = { host, client_id: 'm', username: '1' };
    expect(await found({ mqtt: { ...mqtt, topic: '$sys/1/m/dp/post/json', qos: 2 } })).toMatchObject([
      ['publish/qos', 'error', '7:10'],
    ]);
    expect(await found({ mqtt: { ...mqtt, topic: '$sys/1/m/cmd/request/+' } })).toEqual([]);
  });

  it('is wrong only when it is wrong each way', async () => {
    const mqtt = { host, client_id: 'm', username: '1' };
    expect(await found({ mqtt: { ...mqtt, topic: '$sys/1/m/dp/pst/json' } })).toMatchObject([
      ['topic/unknown', 'error', '6:12'],
    ]);
    expect(await found({ mqtt: { host: 'mqtt.example.com', topic: 'a/+/b' } })).toEqual([]);
    expect(await found({ mqtt: { host: 'mqtt.example.com', topic: 'a/#/b' } })).toMatchObject([
      ['topic/syntax', 'error', '4:12'],
    ]);
  });

  it('with a wildcard is a filter', async () => {
    expect(await found({ mqtt: { host, topic: '$sys/1/#' } })).toMatchObject([
      ['subscribe/wildcard-level', 'error', '4:12'],
    ]);
  });
});

describe('who the client is', () => {
  it('comes from its own client id and user name', async () => {
    const mqtt = {
      host,
      client_id: 'm',
      username: '1',
      publish: ['$sys/1/m/dp/post/json', '$sys/2/m/dp/post/json', '$sys/1/n/dp/post/json'],
    };
    expect(await found({ mqtt })).toMatchObject([
      ['topic/foreign', 'error', '8:4'],
      ['topic/foreign', 'error', '9:4'],
    ]);
  });

  it('is known in part: the rest has to agree', async () => {
    const mqtt = {
      host,
      username: '1',
      publish: ['$sys/1/m/dp/post/json', '$sys/1/n/image/update', '$sys/2/m/image/update'],
    };
    expect(await found({ mqtt })).toMatchObject([
      ['topic/foreign', 'warning', '7:4'],
      ['topic/foreign', 'error', '8:4'],
    ]);
  });

  it('is each client of a file for itself', async () => {
    const client = (id: string) => ({ host, client_id: id, username: '1', publish: `$sys/1/${id}/dp/post/json` });
    expect(await found({ mqtt: [client('a'), client('b')] })).toEqual([]);
  });

  it('may have any name', async () => {
    const mqtt = {
      host,
      client_id: '__proto__',
      username: 'constructor',
      publish: '$sys/constructor/__proto__/dp/post/json',
    };
    expect(await found({ mqtt })).toEqual([]);
  });
});

describe('subscriptions together', () => {
  const client = 'policy onenet\nconnect client-id=m username=1\n';
  const filters = (count: number) => Array.from({ length: count }, (_, at) => `$sys/1/m/cmd/response/${at}/+`);

  it('are counted in a session, less those that are given up', async () => {
    const all = filters(16).map((filter) => `subscribe ${filter}\n`);
    expect(await found(client + all.join(''), 'a.mqtt')).toEqual([['limits/subscriptions', 'error', '18:11']]);
    expect(
      await found(`${client + all.slice(0, 15).join('')}unsubscribe $sys/1/m/cmd/response/0/+\n${all[15]}`, 'a.mqtt'),
    ).toEqual([]);
    const unknown = all.join('');
    expect(await found(`policy onenet\n${unknown}`, 'a.mqtt')).toEqual([['limits/subscriptions', 'error', '17:11']]);
  });

  it('are counted in a packet', async () => {
    expect(await found(`${client}subscribe ${filters(9).join(', ')}\n`, 'a.mqtt')).toEqual([
      ['limits/filters', 'error', '3:11'],
    ]);
    expect(await found(`policy onenet\nunsubscribe ${filters(9).join(', ')}\n`, 'a.mqtt')).toEqual([
      ['limits/filters', 'error', '2:13'],
    ]);
  });

  it('repeat each other', async () => {
    const text = 'subscribe $sys/1/m/cmd/#\nsubscribe $sys/1/m/cmd/request/+\nsubscribe $sys/1/m/cmd/#\n';
    const expected = [
      ['subscribe/redundant', 'hint', '2:11'],
      ['subscribe/duplicate', 'hint', '3:11'],
    ];
    expect(await found(text, 'a.mqtt', 'onenet')).toEqual(expected);
  });
});

describe('findings', () => {
  it('stand at the value, in the order of the text, each once', async () => {
    const text = `a: &topic $sys/1/m/dp/pst/json\nmqtt:\n  host: ${host}\n  keepalive: 5\n  clean_session: false\n  publish: [*topic, *topic]\n`;
    const places = (await found(text, 'a.yaml')).map(([rule, , place]) => `${rule} ${place}`);
    expect(new Set(places).size).toBe(places.length);
    expect(places.filter((place) => !place.startsWith('topic/unknown'))).toEqual([
      'connect/keep-alive 4:14',
      'connect/clean-session 5:18',
    ]);
  });

  it('carry what the platform does, and the line of the policy', async () => {
    const { findings } = await lintText(`{"mqtt": {"host": "${host}", "keepalive": 5}}`, { path: 'a.json' });
    expect(findings[0]).toMatchObject({
      policy: 'onenet',
      policyLine: expect.any(Number),
      consequence: { kind: 'close', text: 'OneNET MQTT IoT Suite closes the connection.' },
    });
  });

  it('of a will that must not be are one', async () => {
    const will = { topic: 'a', payload: 'b', qos: 1, retain: true };
    expect(await found({ mqtt: { host, will } })).toMatchObject([['connect/will', 'error', '4:11']]);
  });

  it('of an expired token need the time', async () => {
    const password =
      'version=2018-10-31&res=products%2F1%2Fdevices%2Fm&et=1700000000&method=md5&sign=9z6sXacZSD2aPEH8lbVPyA%3D%3D';
    const text = JSON.stringify({ mqtt: { host, client_id: 'm', username: '1', password } });
    expect((await lintText(text, { path: 'a.json' })).findings).toEqual([]);
    expect((await lintText(text, { path: 'a.json', now: 1_800_000_000 })).findings).toMatchObject([
      { rule: 'connect/password' },
    ]);
  });

  it('of a policy that only warns are warnings', async () => {
    const page = 'policy soft\n\nconnect\n  keep-alive 10..60 s otherwise warn\n\ntopics\n  publish a\n';
    const loadPolicy = () => parsePolicy(page).policy as NonNullable<ReturnType<typeof parsePolicy>['policy']>;
    const { findings } = await lintText('connect keep-alive=5\n', { path: 'a.mqtt', policy: 'soft', loadPolicy });
    expect(findings).toMatchObject([{ rule: 'connect/keep-alive', severity: 'warning' }]);
  });
});

it('ends soon on a client with thousands of topics', async () => {
  const subscribe = Array.from({ length: 20_000 }, (_, at) => `plant/${at}/+`);
  const start = performance.now();
  const { findings } = await lintText(JSON.stringify({ mqtt: { host: 'mqtt.example.com', subscribe } }), {
    path: 'a.json',
  });
  expect(findings).toEqual([]);
  expect(performance.now() - start).toBeLessThan(20_000);
});

it('a filter that stands twice is found where neither its direction nor the client is said', async () => {
  const filter = '$sys/238322/sensor-1/cmd/request/+';
  expect(await found({ mqtt: { host, topics: [filter, filter] } })).toEqual([['subscribe/duplicate', 'hint', '6:4']]);
});
