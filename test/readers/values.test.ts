import { describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/readers/broker.js';
import { decode, MAX_BYTES } from '../../src/readers/decode.js';
import { isPlaceholder, topicParts } from '../../src/readers/holes.js';
import { formatOf, readerFor } from '../../src/readers/index.js';
import { readJson } from '../../src/readers/json.js';
import { type Concept, keyFact } from '../../src/readers/keys.js';
import { readYaml } from '../../src/readers/yaml.js';

describe('key spellings', () => {
  const spellings: Record<string, readonly string[]> = {
    host: [
      'host',
      'broker',
      'server',
      'address',
      'uri',
      'broker_url',
      'broker_hostname',
      'broker_domain',
      'mqtt_broker',
      'mqttHost',
      'targetBroker',
      'mqtt_address',
      'HOST',
      'MQTT_HOST',
      'hostname',
      'urls',
      'servers',
      'mqttServer',
      'host-url',
      'brokerUrls',
    ],
    port: ['port', 'broker_port', 'brokerport', 'mqtt_port', 'PORT', 'puerto'],
    username: ['username', 'mqtt_username', 'mqttUser', 'mqtt_login', 'client_user', 'userId', 'USER', 'user'],
    password: ['password', 'pass', 'mqtt_pass', 'PASSWORD'],
    clientId: [
      'client_id',
      'clientId',
      'clientid',
      'ClientID',
      'clientID',
      'mqttClientId',
      'MQTT_CLIENT_ID',
      'client-id',
      'client.id',
    ],
    cleanSession: [
      'cleansession',
      'clean_session',
      'clean',
      'cleanSession',
      'persistent_session',
      'clean_start',
      'cleanStart',
      'disable_clean_session',
    ],
    keepAlive: [
      'keepalive',
      'keepalive_s',
      'keepAliveInterval',
      'keep_alive',
      'keepAlive',
      'keep-alive-interval',
      'keepalive_ms',
    ],
    will: ['will', 'lastWill', 'lwt', 'last_will', 'LWT'],
    willTopic: ['lwt_topic', 'willTopic', 'will_topic', 'mqtt_lwt_topic'],
    willPayload: ['lwt_msg', 'will_msg', 'will_message', 'willPayload'],
    willQos: ['lwt_qos', 'willQos'],
    willRetain: ['will_retain', 'lwtRetain'],
    retain: ['retain', 'retained', 'retain_flag', 'pub_retain'],
    qos: ['qos', 'QoS', 'subscriptionQos', 'sub_qos', 'qos_level'],
    topic: [
      'topic',
      'topics',
      'sub_topic',
      'pub_topic',
      'topic_sub',
      'topic_pub',
      'subscribe_topics',
      'subscribeTopic',
      'publicTopics',
      'TopicsToSubscribe',
      'mqttTopic',
      'mqtt_topic',
      'topicPattern',
      'topicFilter',
      'topicExpression',
      'state_topic',
      'default-topic',
      'subtopic',
      'topicname',
    ],
    protocol: ['protocol_version', 'protocolVersion', 'mqtt_version', 'version', 'protocolLevel'],
  };
  it.each(Object.entries(spellings))('%s', (concept, keys) => {
    for (const key of keys) expect([key, keyFact(key).concept]).toEqual([key, concept as Concept]);
  });

  it('are no topics where they are about topics', () => {
    for (const key of [
      'topic_prefix',
      'base_topic',
      'topicPrefix',
      'root_topic',
      'discovery_topic',
      'topic_tag',
      'topic_id',
      'deviceNameTopicExpression',
      'kafka_topic',
      'topicCount',
      'topic_alias',
    ]) {
      expect([key, keyFact(key).concept]).toEqual([key, undefined]);
    }
  });

  it('tell a direction only where they say one', () => {
    const directions = (keys: readonly string[]) => new Set(keys.map((key) => keyFact(key).direction));
    expect(
      directions([
        'sub_topic',
        'topic_sub',
        'subscribeTopics',
        'TopicsToSubscribe',
        'subtopic',
        'topicFilter',
        'listen_topic',
        'subscriptions',
        'subscribe',
        'on_message',
      ]),
    ).toEqual(new Set(['subscribe']));
    expect(directions(['pub_topic', 'topic_pub', 'publish', 'publishTopic', 'pubtopics', 'birth_message'])).toEqual(
      new Set(['publish']),
    );
    expect(
      directions([
        'topic',
        'state_topic',
        'command_topic',
        'publicTopics',
        'pub_sub_topic',
        'submit_topic',
        'subject_topic',
      ]),
    ).toEqual(new Set([undefined]));
  });

  it('are data, whatever they spell', () => {
    for (const key of ['__proto__', 'constructor', 'toString', '', '...', 'x'.repeat(100_000)])
      expect(keyFact(key).concept).toBeUndefined();
  });
});

describe('addresses', () => {
  it.each([
    ['localhost', { host: 'localhost' }],
    ['10.0.0.1:1883', { host: '10.0.0.1', port: 1883 }],
    ['mqtts://u:p@b.example:8883/x?y', { scheme: 'mqtts', host: 'b.example', port: 8883 }],
    ['TCP://h', { scheme: 'tcp', host: 'h' }],
    ['[::1]:1883', { host: '[::1]', port: 1883 }],
    ['fe80::1', { host: 'fe80::1' }],
    ['物联.example', { host: '物联.example' }],
    ['ws://h:x', { scheme: 'ws', host: 'h' }],
    ['${HOST}', {}],
    ['mqtt://${HOST}:1883', { scheme: 'mqtt', port: 1883 }],
  ])('%s', (text, expected) => expect(JSON.parse(JSON.stringify(parseAddress(text)))).toEqual(expected));

  it('are not http, other schemes, sentences, or where a server listens', () => {
    for (const text of [
      '',
      'https://x.example',
      'postgres://x',
      'a b',
      '0.0.0.0',
      '/dev/ttyUSB0',
      'a,b',
      '#',
      'x'.repeat(100_000),
      ':'.repeat(100_000),
    ]) {
      expect(parseAddress(text)).toBeUndefined();
    }
  });
});

describe('holes', () => {
  const names = (text: string) =>
    topicParts(text, 100)
      ?.map((part) => (typeof part === 'string' ? part : `<${part.hole}>`))
      .join('');
  it.each([
    ['$sys/%s/%d/x', '$sys/<%s@105>/<%d@108>/x'],
    ['a/${NAME}/b_${NAME:-x}', 'a/<NAME>/b_<NAME>'],
    ['a/{{ name }}/{name}/<name>', 'a/<name>/<name>/<name>'],
    ['%prefix%/%topic%/POWER', '<prefix>/<topic>/POWER'],
    ['a/{}/{}', 'a/<{}@102>/<{}@105>'],
    ['$sys/%{WORD:product}/%(dev)s/%04d', '$sys/<WORD>/<dev>/<%04d@129>'],
    ['%s_%s', '<%s@100>_<%s@103>'],
  ])('%s', (text, expected) => expect(names(text)).toBe(expected));

  it('are not in plain topics; a template that cannot be taken apart is not a topic', () => {
    expect(topicParts('$sys/p/d/#', 0)).toBeUndefined();
    expect(topicParts('{a}/<b>', 0, 'script')).toBeUndefined();
    expect(topicParts('{% if x %}a{% endif %}', 0)).toBeNull();
    expect(topicParts('a/{{ x | f({"a": 1}) }}', 0)).toBeNull();
  });

  it('do not hide in percent-encoding', () => {
    expect(isPlaceholder('res=products%2F1%2fd%3d&sign=a%2Bb%3D')).toBe(false);
    for (const text of ['%s', '${X}', '{name}', '<your id>', 'YOUR_ID', 'changeme', '[HA_MQTT_IP]', 'xxxx', '$HOST'])
      expect([text, isPlaceholder(text)]).toEqual([text, true]);
  });
});

describe('options', () => {
  const options = (entries: object) => {
    const [client] = readJson(JSON.stringify({ mqtt: { host: 'h', ...entries } })).clients;
    return client?.options;
  };
  it('reads flags, numbers and durations as people write them', () => {
    for (const value of [1, true, 'true', '1', 'yes', 'On'])
      expect(options({ clean: value })?.cleanSession?.value).toBe(true);
    for (const value of [0, false, 'false', '0']) expect(options({ clean: value })?.cleanSession?.value).toBe(false);
    expect(options({ persistent_session: true })?.cleanSession?.value).toBe(false);
    for (const [value, seconds] of [
      [60, 60],
      ['60', 60],
      ['60s', 60],
      ['1min', 60],
      ['2 h', 7200],
      ['1500ms', 1.5],
    ])
      expect(options({ keepalive: value })?.keepAlive?.value).toBe(seconds);
    for (const value of [true, null, '${K}', 'soon']) expect(options({ keepalive: value })?.keepAlive).toBeUndefined();
    for (const value of [4, '4', '3.1.1', 311, 'MQTTv311', 'v3.1.1', 'MQTT_3_1_1'])
      expect([value, options({ protocolVersion: value })?.protocolLevel?.value]).toEqual([value, 4]);
    for (const value of [5, '5.0', 'mqtt5', 'MQTTv5'])
      expect(options({ mqtt_version: value })?.protocolLevel?.value).toBe(5);
    expect(options({ protocol_version: 3 })?.protocolLevel?.value).toBe(3);
    expect(options({ version: 3 })?.protocolLevel).toBeUndefined();
    expect(options({ protocol: 'mqtts' })?.protocolLevel).toBeUndefined();
    expect(options({ username: 42, password: null })).toMatchObject({
      username: { value: '42' },
      password: { value: null },
    });
  });

  it('leaves out what is not known', () => {
    expect(options({ username: '${USER}', password: { from: 'env' }, client_id: '', clean: null, qos: 1 })).toEqual({});
  });

  it('knows a will, no will, and a will of which nothing is known', () => {
    for (const value of [null, false, '', {}, 'none', { topic: '' }, { enabled: false, topic: 'x' }])
      expect([value, options({ lwt: value })?.will]).toEqual([value, null]);
    expect(options({ will_topic: null })?.will).toBeNull();
    expect(options({})?.will).toBeUndefined();
    expect(options({ will: true })?.will).toEqual({ span: expect.anything() });
    expect(options({ will: { topic: 't', message: 'm', qos: '2', retained: 'true' } })?.will).toMatchObject({
      topic: { value: 't' },
      payload: { value: 'm' },
      qos: { value: 2 },
      retain: { value: true },
    });
    expect(options({ will_topic: 't', will_qos: 1 })?.will).toMatchObject({ topic: { value: 't' }, qos: { value: 1 } });
    expect(options({ will_qos: 1, will_retain: true })).toMatchObject({
      willQos: { value: 1 },
      willRetain: { value: true },
    });
    expect(options({ will_qos: 1 })).not.toHaveProperty('will');
  });
});

describe('what is no MQTT client', () => {
  it.each([
    { host: 'h', port: 1884, username: 'u', password: 'p' },
    { will: { topic: 'a' }, clean: true, qos: 1, topics: ['a/b'] },
    { broker: true, topics: ['a/b'] },
    { broker: { name: 'x' }, topics: ['a/b'] },
    { server: 'https://ntfy.example', topic: 'alerts' },
    { host: 'smtp.example', port: 587, topic: 'alerts', clientId: 'x' },
    { url: 'tcp+x://h', topics: ['a/b'] },
    { rules: { 'topics/qos': 'error', broker: 'warn' }, env: { mqtt: true } },
    { listeners: { mqtt: { host: 'localhost', port: 1883 } } },
    { mqtt: { enabled: true, qos: 1 } },
    ['mqtt', 'a/b', 1883],
    'mqtt://host/topic',
    1883,
    null,
  ])('%j', (data) => {
    expect(readJson(JSON.stringify(data))).toEqual({ clients: [], comments: [], problems: [] });
    expect(readYaml(JSON.stringify(data))).toEqual({ clients: [], comments: [], problems: [] });
  });
});

describe('what an object inside says for the one around it', () => {
  it.each([
    ['nothing', {}, 0],
    ['a client id', { clientId: 'x' }, 1],
    ['a word of MQTT', { qos: 1 }, 1],
  ])('%s', (_, options, clients) => {
    const text = JSON.stringify({ mqttNotes: '', host: 'h', options, topic: 'a/b' });
    expect(readJson(text).clients).toHaveLength(clients);
  });
});

describe('a key that says what its object is, though it is no option', () => {
  const optionsOf = (data: object): unknown[] =>
    readJson(JSON.stringify(data)).clients.map(({ options }) => Object.keys(options));
  const own = { mqtt_host: 'h', mqtt_topic: 'a/b' };

  it.each([
    ['the kind of a client', { type: 'mqtt', client_id: 'x' }, [['clientId']]],
    ['the kind of a platform', { platform: 'mqtt', keepalive: 60 }, [['keepAlive']]],
    ['a kind that describes objects', { ...own, type: 'string' }, []],
    ['what only other files have', { ...own, groupId: 'g' }, []],
    ['what only other files have, as a text', { ...own, image: 'x' }, []],
    ['a Wi-Fi, whose password is no option', { ...own, wifi_ssid: 'home', password: 'p' }, [[]]],
    ['nothing of the kind', { ...own, colour: 'home', password: 'p' }, [['password']]],
  ])('%s', (_, data, expected) => {
    expect(optionsOf(data)).toEqual(expected);
  });
});

describe('bytes', () => {
  it('are UTF-8, or UTF-16 with its mark; the mark is no character of the text', () => {
    const encode = (text: string) => new TextEncoder().encode(text);
    expect(decode(encode('\uFEFFa😀'))).toEqual({ text: 'a😀', problems: [] });
    expect(decode(Buffer.from('\uFEFFa😀', 'utf16le'))).toEqual({ text: 'a😀', problems: [] });
    expect(decode(Buffer.from('\uFEFFa', 'utf16le').swap16())).toEqual({ text: 'a', problems: [] });
  });
  it('that are no text give a problem where they stand', () => {
    const { text, problems } = decode(Uint8Array.from([0x61, 0x0a, 0xff, 0x62]));
    expect(text).toBe('a\n\uFFFDb');
    expect(problems).toMatchObject([{ code: 'encoding', span: { start: 2, end: 3 } }]);
    expect(decode(new Uint8Array(MAX_BYTES + 1)).problems).toMatchObject([{ code: 'size' }]);
  });
});

describe('readerFor', () => {
  it('goes by the end of the name', async () => {
    expect(
      ['a.json', 'a.JSONC', 'x/b.yml', 'c.yaml', 'd.mqtt', 'mqtt', 'a.json/b', 'a.toml', '.json'].map(formatOf),
    ).toEqual(['json', 'json', 'yaml', 'yaml', 'session', undefined, undefined, undefined, 'json']);
    expect(await readerFor('a.toml')).toBeUndefined();
    expect((await readerFor('a.mqtt'))?.('publish a').clients).toHaveLength(1);
  });
});
