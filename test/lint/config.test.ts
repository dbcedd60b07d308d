import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/lint/config/error.js';
import { ConfigFinder } from '../../src/lint/config/find-config.js';
import { lintText } from '../../src/lint/index.js';

function finder(files: Readonly<Record<string, string | object>>, file?: string): ConfigFinder {
  const texts = new Map(
    Object.entries(files).map(([name, content]) => [
      name,
      typeof content === 'string' ? content : JSON.stringify(content),
    ]),
  );
  return new ConfigFinder((name) => texts.get(name), file === undefined ? {} : { file });
}

async function mistakes(content: string | object, name = '/p/topicguard.json'): Promise<string[]> {
  try {
    await finder({ [name]: content }).configFor('/p/a.json');
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

async function severity(files: Readonly<Record<string, string | object>>, file: string, rule = 'connect/will') {
  return (await finder(files).configFor(file)).rules.get(rule)?.severity;
}

const will = (severity: string): object => ({ rules: { 'connect/will': severity } });

describe('a configuration', () => {
  it('counts more the nearer it is, up to the root', async () => {
    const files = {
      '/topicguard.json': { policy: 'onenet', rules: { 'connect/will': 'off', 'topic/unknown': 'hint' } },
      '/p/topicguard.yaml': '# ours\nrules:\n  connect/will: warning\n',
      '/p/q/topicguard.json': { root: true, ...will('hint') },
    };
    expect(await severity(files, '/a.json')).toBe('off');
    expect(await severity(files, '/p/a.json')).toBe('warning');
    expect(await severity(files, '/p/x/y/a.json', 'topic/unknown')).toBe('hint');
    expect(await severity(files, '/p/q/a.json')).toBe('hint');
    const nearest = await finder(files).configFor('/p/q/r/a.json');
    expect(nearest.sources).toEqual(['/p/q/topicguard.json']);
    expect(nearest.policy).toBeUndefined();
    expect((await finder(files).configFor('/p/a.json')).policy).toBe('onenet');
  });

  it('is the only one when it is named', async () => {
    const files = { '/topicguard.json': will('off'), '/else/mine.json': will('hint') };
    const config = await finder(files, '/else/mine.json').configFor('/p/a.json');
    expect(config.rules.get('connect/will')).toEqual({ severity: 'hint' });
    expect(config.sources).toEqual(['/else/mine.json']);
  });

  it('extends others, which count less; paths are relative to the file that says them', async () => {
    const files = {
      '/shared/base.yaml':
        'policy: ./ours.mqttpolicy\nbaseline: known.json\nrules: {connect/will: hint, topic/unknown: hint}\n',
      '/shared/more.json': { identity: { pid: '1' }, rules: { 'topic/unknown': 'off' } },
      '/p/topicguard.json': {
        extends: ['../shared/base.yaml', '../shared/more.json'],
        identity: { a: 'b' },
        ...will('off'),
      },
    };
    const config = await finder(files).configFor('/p/a.json');
    expect(config.policy).toBe('/shared/ours.mqttpolicy');
    expect(config.baseline).toBe('/shared/known.json');
    expect({ ...config.identity }).toEqual({ pid: '1', a: 'b' });
    expect([...config.rules]).toEqual([
      ['connect/will', { severity: 'off' }],
      ['topic/unknown', { severity: 'off' }],
    ]);
  });

  it('may not extend itself by any way', async () => {
    const files = {
      '/p/topicguard.json': { extends: './b.json' },
      '/p/b.json': '{\n  "extends": ["c.json"]\n}',
      '/p/c.json': '{\n  "extends": "b.json"\n}',
    };
    await expect(finder(files).configFor('/p/a.json')).rejects.toThrow(
      '/p/c.json:2:14: This goes round in a circle: topicguard.json extends b.json extends c.json extends b.json.',
    );
    expect(await mistakes('{"extends": "gone.json"}')).toEqual([
      '/p/topicguard.json:1:13: There is no file "gone.json" here.',
    ]);
  });

  it('has overrides for some files, the later the stronger', async () => {
    const files = {
      '/p/topicguard.json': {
        ...will('error'),
        overrides: [
          { files: '*.yaml', ...will('warning') },
          { files: ['gateways/**', '!gateways/old/'], policy: 'mqtt', ...will('hint') },
          { files: '{a,b}.json', identity: { pid: '7' } },
        ],
      },
    };
    expect(await severity(files, '/p/x/c.json')).toBe('error');
    expect(await severity(files, '/p/x/c.yaml')).toBe('warning');
    expect(await severity(files, '/p/gateways/c.yaml')).toBe('hint');
    expect(await severity(files, '/p/gateways/old/c.yaml')).toBe('warning');
    expect((await finder(files).configFor('/p/gateways/c.json')).policy).toBe('mqtt');
    expect((await finder(files).configFor('/p/x/b.json')).identity).toEqual({ pid: '7' });
  });

  it('ignores files', async () => {
    const files = { '/p/topicguard.json': { ignore: ['build/', '*.test.json', '!keep.test.json'] } };
    const ignored = async (file: string) => (await finder(files).configFor(file)).ignored;
    expect(
      await Promise.all(['/p/build/x/a.json', '/p/x/a.test.json', '/p/x/keep.test.json', '/p/a.json'].map(ignored)),
    ).toEqual([true, true, false, false]);
  });

  it('may not be there twice in a folder', async () => {
    const files = { '/p/topicguard.json': {}, '/p/topicguard.yaml': 'root: true\n' };
    await expect(finder(files).configFor('/p/a.json')).rejects.toThrow('There is also topicguard.json in this folder');
  });
});

describe('a mistake in a configuration', () => {
  it.each([
    ['{\n  "polcy": "onenet"\n}', '2:3: There is no key "polcy" here. Did you mean "policy"?'],
    [
      '{"rules": {\n "conect/will": "off"}}',
      '2:2: There is no rule "conect/will". Did you mean "connect/will"? (lint/unknown-rule)',
    ],
    [
      '{"rules": {\n "connect/will": "of"}}',
      '2:18: "connect/will" must be off, hint, warning, error, or {"severity": …, "options": {…}}. Did you mean "off"?',
    ],
    [
      '{"rules": {\n "connect/will": {"severity": "warn"}}}',
      '2:31: "severity" must be one of off, hint, warning, error.',
    ],
    [
      '{"rules": {"connect/will": {"sevrity": "off"}}}',
      '1:29: There is no key "sevrity" here. Did you mean "severity"?',
    ],
    ['{"rules": {"connect/will": {"options": {"x": 1}}}}', '1:41: connect/will has no option "x". It has none.'],
    [
      '{"rules": {"subscribe/broad": {"options": {"level": 2}}}}',
      '1:44: subscribe/broad has no option "level". Did you mean "levels"?',
    ],
    [
      '{"rules": {"subscribe/broad": {"options": {"levels": 1.5}}}}',
      '1:54: "levels" must be a whole number from 1 to 8.',
    ],
    ['{"rules": {"topic/empty-level": {"options": {"leading": "yes"}}}}', '1:57: "leading" must be true or false.'],
    [
      '{"rules": {"connect/host": {"options": {"hosts": "edge.lab"}}}}',
      '1:50: "hosts" must be a list of at most 1000 texts.',
    ],
    [
      '{"rules": {"connect/host": {"options": {"hosts": [""]}}}}',
      '1:50: "hosts" must be a list of texts, none of them empty.',
    ],
    [
      '{"rules": {"topic/foreign-dialect": {"options": {"allow": ["alibabba"]}}}}',
      '1:59: "allow" may hold alibaba, huawei, aws, baidu, tencent, onenet, but not "alibabba". Did you mean "alibaba"?',
    ],
    [
      '{"overrides": [{"files": "a", "rules": {"connect/host": {"options": {"__proto__": 1}}}}]}',
      '1:70: connect/host has no option "__proto__". It has hosts.',
    ],
    ['{"root": 1}', '1:10: "root" must be true or false.'],
    ['{"ignore": [1]}', '1:12: "ignore" must be a text or a list of texts, none of them empty.'],
    ['{"overrides": [{"policy": "mqtt"}]}', '1:16: Entry 1 of "overrides" has no "files", which must be there.'],
    [
      '{"overrides": [{"files": "*", "root": true}]}',
      '1:31: There is no key "root" here. There are files, policy, identity, roles, settings, rules.',
    ],
    ['[]', '1:1: A configuration must be an object.'],
    ['{"policy": "onenet",,}', '1:21: There is nothing before this comma.'],
    [
      '{"policy": "onenet", "policy": "mqtt"}',
      '1:2: The key "policy" is there twice in the same object: this value is lost, the later one counts.',
    ],
    ['{"identity": {"__proto__": 1}}', '1:28: "__proto__" must be a text.'],
    [
      '{"exceptions": [{"files": "a", "rules": ["x/y"]}]}',
      '1:42: There is no rule "x/y". `topicguard rules` lists them. (lint/unknown-rule)',
    ],
  ])('has its place: %s', async (text, message) => {
    expect(await mistakes(text)).toEqual([`/p/topicguard.json:${message}`]);
  });

  it('has its place in YAML', async () => {
    expect(await mistakes('rules:\n  connect/will: of\n  x/will: off\n', '/p/topicguard.yaml')).toEqual([
      '/p/topicguard.yaml:2:17: "connect/will" must be off, hint, warning, error, or {"severity": …, "options": {…}}. Did you mean "off"?',
    ]);
    expect(await mistakes('rules:\n  x/will: off\n', '/p/topicguard.yaml')).toEqual([
      '/p/topicguard.yaml:2:3: There is no rule "x/will". Did you mean "connect/will"? (lint/unknown-rule)',
    ]);
    expect(await mistakes('', '/p/topicguard.yaml')).toEqual([]);
  });
});

it('the published schema takes what the reader takes', () => {
  const schema: object = JSON.parse(readFileSync('schema/config.schema.json', 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema);
  const good = {
    $schema: './schema/config.schema.json',
    root: true,
    extends: 'a.json',
    rules: { 'connect/will': 'off', 'topic/unknown': { severity: 'hint' } },
    overrides: [{ files: ['*.json'], policy: 'mqtt' }],
    exceptions: [{ files: 'a.json', rules: ['connect/will'], at: 'mqtt', reason: 'old' }],
  };
  expect(validate(good)).toBe(true);
  expect(validate({ rules: { 'connect/wil': 'off' } })).toBe(false);
});

describe('what a configuration does', () => {
  const text = JSON.stringify({
    mqtt: { host: 'localhost', client_id: 'meter-7', publish: '$sys/238322/meter-7/dp/post/json', keepalive: 5 },
    other: { mqtt: { host: 'localhost', client_id: 'meter-8', keepalive: 5 } },
  });

  async function linted(config: object) {
    const found = await finder({ '/p/topicguard.json': config }).configFor('/p/a.json');
    return lintText(text, { path: '/p/a.json', config: found });
  }

  it('chooses the policy and says so', async () => {
    const { policies, findings } = await linted({ policy: 'onenet' });
    expect(policies.map(({ by }) => by)).toEqual(['config']);
    expect(findings.filter(({ rule }) => rule === 'connect/keep-alive')).toHaveLength(2);
  });

  it('sets severities', async () => {
    const { findings } = await linted({ policy: 'onenet', rules: { 'connect/keep-alive': { severity: 'hint' } } });
    expect(findings.filter(({ rule }) => rule === 'connect/keep-alive').map(({ severity }) => severity)).toEqual([
      'hint',
      'hint',
    ]);
    const off = await linted({ policy: 'onenet', rules: { 'connect/keep-alive': 'off' } });
    expect(off.findings.filter(({ rule }) => rule === 'connect/keep-alive')).toEqual([]);
    expect(off.suppressed).toEqual([]);
  });

  it('says who clients are that do not', async () => {
    const rules = async (identity: object) =>
      (await linted({ policy: 'onenet', identity })).findings
        .map(({ rule }) => rule)
        .filter((rule) => rule.startsWith('topic/'));
    expect(await rules({ pid: '238322' })).toEqual([]);
    expect(await rules({ pid: '1' })).toEqual(['topic/foreign']);
    // What the file itself says counts.
    expect(await rules({ pid: '238322', 'device-name': 'meter-8' })).toEqual([]);
  });

  it('takes findings out of a file without comments, by their place', async () => {
    const exception = { files: 'a.json', rules: ['connect/keep-alive'], reason: 'slow' };
    const all = await linted({ policy: 'onenet', exceptions: [exception] });
    expect(all.findings.filter(({ rule }) => rule === 'connect/keep-alive')).toEqual([]);
    expect(all.suppressed.map(({ by, reason }) => [by, reason])).toEqual([
      ['config', 'slow'],
      ['config', 'slow'],
    ]);
    const one = await linted({ policy: 'onenet', exceptions: [{ ...exception, at: 'other' }] });
    expect(one.suppressed).toHaveLength(1);
    expect(one.suppressed[0]?.finding.column).toBeGreaterThan(100);
    expect((await linted({ policy: 'onenet', exceptions: [{ ...exception, at: 'oth' }] })).suppressed).toEqual([]);
  });
});
