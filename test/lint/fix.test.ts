import fc from 'fast-check';
import { parse as parseJsonc } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { applyFixes, fixText, lintText } from '../../src/lint/index.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';

const host = 'mqtts.heclouds.com';
const head = { host, client_id: 'meter-7', username: '238322' };

async function fixed(text: string, path: string, unsafe = true): Promise<string> {
  return (await fixText(text, { path, unsafe, policy: 'onenet' })).text;
}

function json(more: object): string {
  return `${JSON.stringify({ mqtt: { ...head, ...more } }, null, 2)}\n`;
}

describe('safe fixes', () => {
  it.each([
    ['false', 'true'],
    ['0', '1'],
    ['"false"', '"true"'],
    ['"No"', '"Yes"'],
  ])('turn clean session %s over to %s', async (before, after) => {
    const text = (flag: string): string => `{"host":"${host}","client_id":"a","clean_session":${flag}}`;
    expect(await fixed(text(before), 'a.json', false)).toBe(text(after));
  });

  it('turn a flag that is spelled the other way round', async () => {
    const text = (flag: string): string => `mqtt:\n  host: ${host}\n  persistent_session: ${flag} # keep\n`;
    expect(await fixed(text('True'), 'a.yaml', false)).toBe(text('False'));
  });

  it('trim topics, and are offered on the error that is there already', async () => {
    const text = (topic: string): string => json({ publish: topic });
    const { findings } = await lintText(text('$sys/238322/meter-7/dp/post/json '), {
      path: 'a.json',
      policy: 'onenet',
    });
    expect(findings.map(({ rule, fixable }) => [rule, fixable])).toContainEqual(['limits/characters', true]);
    expect(await fixed(text('$sys/238322/meter-7/dp/post/json '), 'a.json', false)).toBe(
      text('$sys/238322/meter-7/dp/post/json'),
    );
  });

  it('leave alone what is a guess', async () => {
    const text = json({ keepalive: 5, publish: '$sys/238322/meter-7/dp/post/jsn' });
    expect(await fixed(text, 'a.json', false)).toBe(text);
  });

  it('leave scripts alone', async () => {
    const text = 'policy onenet\nconnect client-id=a username=1 clean-session=0\n';
    expect(await fixed(text, 'a.mqtt', false)).toBe(text);
    expect(await fixed(text, 'a.mqtt')).toBe(text.replace('clean-session=0', 'clean-session=1'));
  });
});

describe('unsafe fixes', () => {
  it.each([
    ['keepalive', '3600', '1800'],
    ['keepalive', '"5s"', '"10s"'],
    ['keepalive_ms', '5000', '10000'],
  ])('move %s: %s into range', async (key, before, after) => {
    const text = (value: string): string => `{"host":"${host}","client_id":"a","${key}":${value}}`;
    expect(await fixed(text(before), 'a.json')).toBe(text(after));
  });

  it.each([
    ['a nested will', '  "will": { "topic": "a", "payload": "b" },\n'],
    ['a will of several keys', '  "will_topic": "a", "will_payload": "b",\n'],
    ['a will over several lines', '  "lwt": {\n    "topic": "a",\n    "qos": 1\n  },\n'],
  ])('take %s out', async (_, will) => {
    const text = (inside: string): string => `{\n  "host": "${host}",\n${inside}  "client_id": "a" // stays\n}\n`;
    expect(await fixed(text(will), 'a.jsonc')).toBe(text(''));
  });

  it('take the last entry out with its comma', async () => {
    const text = `{\n  "host": "${host}",\n  "client_id": "a",\n  "will": { "topic": "a" } // why\n}\n`;
    expect(await fixed(text, 'a.json')).toBe(`{\n  "host": "${host}",\n  "client_id": "a" // why\n}\n`);
    const flat = `{"host": "${host}", "client_id": "a", "will_topic": "t", "will_qos": 1}`;
    expect(await fixed(flat, 'a.json')).toBe(`{"host": "${host}", "client_id": "a"}`);
  });

  it('take a will out of YAML and scripts', async () => {
    const yaml = (will: string): string => `mqtt:\r\n  host: ${host} # here\r\n${will}  client_id: a\r\n`;
    for (const will of [
      '  will:\r\n    topic: a\r\n    # inside\r\n    payload: b\r\n',
      '  will_topic: a\r\n  will_payload: "b"\r\n',
      '  will: {topic: a, payload: b}\r\n',
    ])
      expect(await fixed(yaml(will), 'a.yaml')).toBe(yaml(''));
    expect(
      await fixed('policy onenet\nconnect client-id=a will.topic=x will.payload="y z" clean-session=1\n', 'a.mqtt'),
    ).toBe('policy onenet\nconnect client-id=a clean-session=1\n');
  });

  it('take a will out of a flow of YAML', async () => {
    const yaml = (will: string, rest = ', client_id: a'): string => `mqtt: {host: ${host}${will}${rest}} # here\n`;
    for (const will of [
      ', will: {topic: a, payload: b}',
      ', "will": {topic: "a}", qos: 1}',
      ", will_topic: 'it''s', will_payload: b",
    ]) {
      expect(await fixed(yaml(will), 'a.yaml')).toBe(yaml(''));
      expect(await fixed(yaml(', client_id: a', will), 'a.yaml')).toBe(yaml(', client_id: a', ''));
    }
    const wrapped = yaml(', client_id: a', ', will_topic: a/b,\n  will_payload: b');
    expect(await fixed(wrapped, 'a.yaml')).toBe(yaml(', client_id: a', ''));
    const lines = `mqtt: {\n  host: ${host},\n  will: {topic: a}, # why\n  client_id: a\n  }\n`;
    expect(await fixed(lines, 'a.yaml')).toBe(`mqtt: {\n  host: ${host},\n  # why\n  client_id: a\n  }\n`);
  });

  it.each([
    ['{"will_qos": 1}', '{}'],
    ['{"will_retain": true, "keepalive": 60}', '{"keepalive": 60}'],
  ])('take a will option without a will out, even as a safe fix: %s', async (before, after) => {
    const text = (more: string): string => `{"host": "${host}", "port": 1883, "mqtt": ${more}}`;
    expect(await fixed(text(before), 'a.json', false)).toBe(text(after));
  });

  it('give a will the QoS and the retain flag that the policy takes', async () => {
    const policy = parsePolicy(
      'policy plant\nconnect\n  will.qos 0..1\n  will.retain 0\n  otherwise close\ntopics\n  publish a\n',
    ).policy as Policy;
    const text = (qos: number, retain: boolean): string =>
      JSON.stringify({ mqtt: { host: 'lab', client_id: 'a', will: { topic: 'a', payload: 'off', qos, retain } } });
    const run = (unsafe: boolean) =>
      fixText(text(2, true), { path: 'a.json', unsafe, policy: 'plant', loadPolicy: () => policy });
    expect((await run(false)).text).toBe(text(2, false));
    expect((await run(true)).text).toBe(text(1, false));
  });

  it.each([
    ['mqtts://mqtts.heclouds.com:8883', 'mqtts://mqttstls.heclouds.com:8883'],
    ['mqtt://mqtts.heclouds.com:8883', 'mqtt://mqtts.heclouds.com:1883'],
    ['mqtt://mqtts.heclouds.com:21883', 'mqtt://mqtts.heclouds.com:1883'],
    ['mqtts.heclouds.com:1884', 'mqtts.heclouds.com:1883'],
    ['mqtttls.heclouds.com:8883', 'mqttstls.heclouds.com:8883'],
  ])('put the address %s right', async (before, after) => {
    const text = (broker: string): string => JSON.stringify({ mqtt: { broker, client_id: 'a' } });
    expect(await fixed(text(before), 'a.json')).toBe(text(after));
    expect(await fixed(text(before), 'a.json', false)).toBe(text(before));
    expect(await fixed(`mqtt:\n  broker: ${before} # x\n  client_id: a\n`, 'a.yaml')).toBe(
      `mqtt:\n  broker: ${/^mqtts?:/.test(before) || /:\d+$/.test(before) ? JSON.stringify(after) : after} # x\n  client_id: a\n`,
    );
  });

  it('put a host or a port with a key of its own right', async () => {
    const text = (more: object): string => JSON.stringify({ mqtt: { ...more, client_id: 'a' } });
    expect(await fixed(text({ host, port: 21883 }), 'a.json')).toBe(text({ host, port: 1883 }));
    expect(await fixed(text({ host: 'mqttss.heclouds.com', port: 8883 }), 'a.json')).toBe(
      text({ host: 'mqttstls.heclouds.com', port: 8883 }),
    );
  });

  it.each([
    'mqtts://mqtts.heclouds.com:1883',
    'mqtts.heclouds.com:8883',
    'mqttss.heclouds.com',
    'wss://mqtts.heclouds.com:8083/mqtt',
  ])('leave the address %s to people, as two things can be meant', async (broker) => {
    const text = JSON.stringify({ mqtt: { broker, client_id: 'a' } });
    const { findings } = await lintText(text, { path: 'a.json', policy: 'onenet' });
    expect(findings.map(({ rule }) => rule)).toContain('connect/host');
    expect(await fixed(text, 'a.json')).toBe(text);
  });

  it('leave an entry whose key has a comment behind it', async () => {
    const text = `{"host": "${host}", "client_id": "a", "will": /* kept */ {"topic": "a"}, "port": 1883}`;
    expect(await fixed(text, 'a.jsonc')).toBe(text);
  });

  it('go on until nothing is left, and keep line ends and quotes', async () => {
    const before = `mqtt:\r\n  host: ${host}\r\n  client_id: 'meter-7'\r\n  username: "238322"\r\n  publish: '$sys/238322/meter-8/dp/post/jsn'   # 😀\r\n`;
    expect(await fixed(before, 'a.yaml')).toBe(before.replace('meter-8/dp/post/jsn', 'meter-7/dp/post/json'));
  });

  it('do not change a QoS for others who live from it', async () => {
    const text = json({
      qos: 1,
      publish: ['$sys/238322/meter-7/image/get'],
      subscribe: ['$sys/238322/meter-7/cmd/request/+'],
    });
    expect(await fixed(text, 'a.json')).toBe(text);
  });

  it('do not change what an anchor gives to others', async () => {
    const text = `a:\n  host: ${host}\n  clean_session: &clean false\nb:\n  host: localhost\n  port: 1883\n  clean_session: *clean\n`;
    expect(await fixed(text, 'a.yaml')).toBe(text);
  });
});

describe('applyFixes', () => {
  it('leaves out what touches another fix, and what does not lie in the text', async () => {
    const text = json({ keepalive: 5, clean_session: false });
    const { findings } = await lintText(text, { path: 'a.json', policy: 'onenet' });
    const twice = [...findings, ...findings];
    expect(applyFixes(text, twice, { unsafe: true }).text).toBe(applyFixes(text, findings, { unsafe: true }).text);
    expect(applyFixes('', findings, { unsafe: true })).toEqual({ text: '', applied: [] });
    expect(applyFixes(text, findings).applied.map(({ rule }) => rule)).toEqual(['connect/clean-session']);
  });
});

/** Clients of which much can be wrong, as data. */
const topic = fc.constantFrom(
  '$sys/238322/meter-7/dp/post/json',
  '$sys/238322/meter-7/dp/post/jsn',
  '$sys/238322/meter-8/dp/post/json ',
  ' $sys/238322/meter-7/dp//post/json',
  '$sys/238322/meter-7/cmd/request/*',
  '$sys/{pid}/meter-7/image/update',
  '$sys/238322/meter-7/dp/post/json/accepted/+',
  '$sys/238322/#',
  'a "b"/\\c',
  "it's/# + 'x'",
  'plant/\u200Bstate',
  '😀/plant//x/',
);
const client = fc.record(
  {
    keepalive: fc.constantFrom(0, 5, 60, 4000),
    clean_session: fc.boolean(),
    qos: fc.constantFrom(0, 1, 2),
    retain: fc.boolean(),
    will: fc.record({ topic: fc.constantFrom('a/b', "x: y # 'z'"), payload: fc.constantFrom('off', 'a, b') }),
    publish: fc.array(topic, { minLength: 1, maxLength: 3 }),
    subscribe: fc.array(topic, { minLength: 1, maxLength: 3 }),
  },
  { requiredKeys: ['publish'] },
);
const clients = fc.record({
  host: fc.constantFrom(host, 'broker.example.com'),
  client: fc.array(client, { minLength: 1, maxLength: 2 }),
  seed: fc.nat(),
});

type Clients = typeof clients extends fc.Arbitrary<infer T> ? T : never;

/** A file of the clients, in one of the ways in which people write them; each line carries a comment of its own. */
function write({ host: broker, client: list, seed }: Clients, format: 'json' | 'yaml' | 'mqtt'): string {
  const lineEnd = seed % 3 === 0 ? '\r\n' : '\n';
  const whole = list.map((one, at) => ({ ...head, host: broker, client_id: `meter-${7 + at}`, ...one }));
  if (format === 'mqtt') {
    const lines = whole.flatMap((one) => [
      `connect client-id=${one.client_id} username=238322 keep-alive=${one.keepalive ?? 60} clean-session=${one.clean_session === false ? 0 : 1}`,
      ...one.publish.map((name) => `publish ${JSON.stringify(name)} qos=${one.qos ?? 0} retain=${one.retain ? 1 : 0}`),
      ...(one.subscribe ?? []).map((name) => `subscribe ${JSON.stringify(name)} qos=${one.qos ?? 0}`),
    ]);
    return `// a script${lineEnd}${lines.map((line, at) => `${line}   // note ${at}${lineEnd}`).join('')}`;
  }
  const comment = format === 'json' ? '//' : '#';
  const lines = (format === 'json' ? JSON.stringify({ brokers: whole }, null, 2) : toYaml(whole, seed)).split('\n');
  return lines.map((line, at) => `${line}${line === '' ? '' : ` ${comment} note ${at}`}`).join(lineEnd);
}

function toYaml(whole: readonly object[], seed: number): string {
  const quote = (text: string): string => {
    if (seed % 2 === 0 || /[\u200B\\]/.test(text)) return JSON.stringify(text);
    return /^[$\w/.-]+$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`;
  };
  const write = (value: unknown, indent: string): string => {
    if (Array.isArray(value))
      return value.map((item) => `\n${indent}- ${write(item, `${indent}  `).trimStart()}`).join('');
    if (typeof value === 'object' && value !== null)
      return Object.entries(value)
        .map(([key, inner]) => `\n${indent}${key}: ${write(inner, `${indent}  `)}`)
        .join('');
    return typeof value === 'string' ? quote(value) : String(value);
  };
  return `brokers:${write(whole, '  ')}`.replace(/: \n/g, ':\n');
}

const parsers = {
  json: (text: string): unknown => {
    const errors: never[] = [];
    const value = parseJsonc(text, errors, { allowTrailingComma: false });
    expect(errors).toEqual([]);
    return value;
  },
  yaml: (text: string): unknown => parseYaml(text),
  mqtt: (text: string): unknown => text,
};

describe.each(['json', 'yaml', 'mqtt'] as const)('fixing any %s', (format) => {
  it('gives a file that parses, has no new error, and keeps its comments', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(clients, fc.boolean(), async (drawn, unsafe) => {
        const text = write(drawn, format);
        const path = format === 'json' ? 'a.jsonc' : `a.${format}`;
        const policy = drawn.host === host ? 'onenet' : 'mqtt';
        const before = await lintText(text, { path, policy });
        expect(before.findings.filter(({ rule }) => rule.startsWith('read/'))).toEqual([]);
        const { text: after, result, applied } = await fixText(text, { path, unsafe, policy });
        parsers[format](after);
        const count = (list: typeof result, rule: string): number =>
          list.findings.filter((finding) => finding.rule === rule && finding.severity === 'error').length;
        for (const { rule } of result.findings) expect(count(result, rule)).toBeLessThanOrEqual(count(before, rule));
        // What could be fixed is gone, or its fix would make something worse.
        const of = (list: typeof result, rule: string): number =>
          list.findings.filter((one) => one.rule === rule).length;
        if (applied > 0) expect(before.findings.some(({ rule }) => of(result, rule) < of(before, rule))).toBe(true);
        expect(await lintText(after, { path, policy })).toEqual(result);
        // Every line that has no finding stands there as it was, and no line gets a comment of another.
        const touched = new Set(before.findings.flatMap(({ line, endLine }) => range(line, endLine)));
        const lines = new Set(after.split('\n'));
        const removed = before.findings.some(({ rule }) => rule === 'connect/will');
        text.split('\n').forEach((line, at) => {
          if (!touched.has(at + 1) && !removed) expect(lines.has(line)).toBe(true);
        });
        expect(after.includes('\r\n')).toBe(text.includes('\r\n'));
      }),
      { numRuns: 60 },
    );
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
