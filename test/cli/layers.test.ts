import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, topicguard } from './run.js';

const examples = path.resolve(import.meta.dirname, '../../examples/greenhouse');
const page = (name: string): string => readFileSync(path.join(examples, `${name}.mqttpolicy`), 'utf8');
const lineOf = (name: string, start: string): number =>
  page(name)
    .split('\n')
    .findIndex((line) => line.trimStart().startsWith(start)) + 1;

const files = { 'greenhouse.mqttpolicy': page('greenhouse'), 'cloud.mqttpolicy': page('cloud') };
const greenhouse = ['--policy', 'greenhouse.mqttpolicy'];
const who = ['--client-id', 'gh-000007', '--username', 'north-tomatoes'];

describe('a page that stands on another', () => {
  it('is explained by check with the page and the line that refuse', async () => {
    const cwd = folderWith(files);
    const check = (...words: string[]) => topicguard(['check', ...words, ...greenhouse, ...who], { cwd });
    const lux = 'things/gh-000007/telemetry/north/tomatoes/light';
    expect(await check('publish', lux)).toMatchObject({ code: 0 });
    const { code, stdout } = await check('publish', lux, '--qos', '2');
    expect(code).toBe(1);
    expect(stdout).toContain(`line ${lineOf('cloud', 'qos ')} of the policy cloud: qos      0..1`);
    expect(stdout).toContain(`line ${lineOf('greenhouse', 'publish    telemetry')} of the policy greenhouse: publish`);
    expect(stdout).toContain('The cloud closes the connection.');
    expect(stdout).toContain('policy greenhouse on cloud (it was asked for)');
    expect((await check('publish', 'greenhouse/hello')).stdout).toContain('is not one that The cloud has');
  });

  it('names the page in each reason of decide', async () => {
    const cwd = folderWith(files);
    const requests = [
      {
        id: 1,
        connect: {
          clientId: 'gh-000007',
          username: 'north-tomatoes',
          protocolLevel: 4,
          cleanSession: true,
          keepAlive: 60,
        },
      },
      { id: 2, publish: { topic: 'elsewhere', qos: 0, retain: false } },
      { id: 3, subscribe: { filter: 'notices/billing/march', qos: 0 } },
    ];
    const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
    const { stdout } = await topicguard(['decide', ...greenhouse], { cwd, input });
    const [connect, publish, subscribe] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(connect.allowed).toBe(true);
    expect(publish.reasons.map(({ policy }: { policy: string }) => policy)).toEqual(['cloud', 'greenhouse']);
    expect(subscribe.reasons).toMatchObject([
      { rule: 'topic/denied', policy: 'greenhouse', policyLine: lineOf('greenhouse', 'deny subscribe') },
    ]);
  });

  it('names it in findings of lint, and in what a script got', async () => {
    const cwd = folderWith({
      ...files,
      'lamp.json':
        '{"mqtt":{"clientId":"gh-000007","username":"north-tomatoes","publish":["greenhouse/hello","things/gh-000007/shadow/get"]}}',
      'lamp.mqtt':
        'policy greenhouse.mqttpolicy\nconnect client-id=gh-000007 username=north-tomatoes\npublish things/gh-000007/shadow/get  => allowed\n',
    });
    const lint = await topicguard(['lint', ...greenhouse, 'lamp.json'], { cwd });
    expect(lint.code).toBe(1);
    expect(lint.stdout).toContain(`policy cloud line ${lineOf('cloud', 'topics under')}`);
    expect(lint.stdout).toContain(`policy greenhouse line ${lineOf('greenhouse', 'topics under')}`);
    expect(lint.stdout).toContain('→ The cloud closes the connection.');
    const test = await topicguard(['test', 'lamp.mqtt'], { cwd });
    expect(test.code).toBe(1);
    expect(test.stdout).toMatch(/topic\/unknown: .* \(greenhouse line \d+\)/);
  });

  it.each<[Record<string, string>, RegExp]>([
    [{ 'cloud.mqttpolicy': '' }, /The policy "cloud.mqttpolicy" does not load: A policy begins with/],
    [{ 'cloud.mqttpolicy': 'policy greenhouse\n' }, /Two pages that decide together are called "greenhouse"/],
    [
      { 'cloud.mqttpolicy': 'policy cloud on greenhouse.mqttpolicy\n' },
      /More than 16 policies build upon one another|stand on itself/,
    ],
    [{ 'cloud.mqttpolicy': 'policy cloud\n\nsettings\n  {site}  [0-9]{1,3}\n' }, /\{site\}|has the setting/],
  ])('is refused where what it stands on is %j', async (changed, message) => {
    const cwd = folderWith({ ...files, ...changed });
    const { code, stderr } = await topicguard(['check', 'publish', 'a', ...greenhouse, '--setting', 'site=north'], {
      cwd,
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ at .*\.cjs/);
  });

  it('says where a page is looked for that is not there', async () => {
    const cwd = folderWith({ 'greenhouse.mqttpolicy': page('greenhouse') });
    const { code, stderr } = await topicguard(['check', 'publish', 'a', ...greenhouse], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /There is no policy "cloud.mqttpolicy" to stand on\..*the path of a \.mqttpolicy or \.json file/s,
    );
    const above = folderWith({
      'a/p.mqttpolicy': 'policy p on ../q.mqttpolicy\n\ntopics\n  publish  a\n',
      'q.mqttpolicy': 'policy q\n\ntopics\n  publish  b\n',
    });
    const { stdout } = await topicguard(['check', 'publish', 'c', '--policy', 'a/p.mqttpolicy'], { cwd: above });
    expect(stdout).toContain('line 3 of the policy q: topics');
  });
});

describe('settings', () => {
  const hub = `policy hub

settings
  {base}  [a-z]{1,8}  default home
  {most}  [0-9]{1,3}  "KB"

identity
  client-id  {device}
  {device}   [a-z0-9-]{1,32}

every publish
  payload  <= {most} KB

topics under {base}/{device}
  publish  state
`;
  const device = '{"mqtt":{"clientId":"a1","publish":["plant/a1/state"]}}';

  it('are given on the command line', async () => {
    const cwd = folderWith({ 'hub.mqttpolicy': hub });
    const check = (...words: string[]) =>
      topicguard(['check', 'publish', 'plant/a1/state', '--policy', 'hub.mqttpolicy', '--client-id', 'a1', ...words], {
        cwd,
      });
    expect(await check('--setting', 'most=1', '--setting', 'base=plant')).toMatchObject({ code: 0 });
    expect(await check('--setting', 'most=1')).toMatchObject({ code: 1 });
    expect((await check('--setting', 'most=1', '--setting', 'base=plant', '--payload-bytes', '1025')).stdout).toContain(
      'The payload has 1025 bytes, but may have at most 1 KB.',
    );
    for (const [words, message] of [
      [[], /has the setting \{most\} \(KB\) without a default: .* For example: --setting most=VALUE/],
      [['--setting', 'most=1', '--setting', 'bas=x'], /has no setting "bas"\. Did you mean "base"\?/],
      [['--setting', 'most=1', '--setting', 'base=Plant'], /is "Plant", but must be of the form/],
      [['--setting', 'most'], /written name=value/],
      [['--setting', 'most=1', '--setting', '__proto__=x'], /has no setting "__proto__"/],
    ] as const) {
      const { code, stderr } = await check(...words);
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
  });

  it('come from the configuration, and the command line counts more', async () => {
    const config = { policy: './hub.mqttpolicy', settings: { most: 4, base: 'plant' } };
    const cwd = folderWith({
      'hub.mqttpolicy': hub,
      'topicguard.json': JSON.stringify(config),
      'device.json': device,
      'other/topicguard.json': JSON.stringify({ settings: { base: 'home' } }),
      'other/device.json': device,
      'wrong/topicguard.json': JSON.stringify({ settings: { base: true } }),
      'wrong/device.json': device,
    });
    expect(await topicguard(['lint', 'device.json'], { cwd })).toMatchObject({ code: 0 });
    expect(await topicguard(['lint', 'other'], { cwd })).toMatchObject({ code: 1 });
    expect(await topicguard(['lint', 'device.json', '--setting', 'base=home'], { cwd })).toMatchObject({ code: 1 });
    const wrong = await topicguard(['lint', 'wrong'], { cwd });
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toMatch(/wrong\/topicguard\.json:1:21: /);
    const printed = await topicguard(['lint', '--print-config', 'other/device.json'], { cwd });
    expect(JSON.parse(printed.stdout).settings).toEqual({ most: 4, base: 'home' });
    const missing = folderWith({ 'hub.mqttpolicy': hub, 'device.json': device });
    const { code, stderr } = await topicguard(['lint', '--policy', 'hub.mqttpolicy', 'device.json'], { cwd: missing });
    expect([code, stderr]).toEqual([2, expect.stringContaining('{most} (KB)')]);
  });

  it('that the one policy of a run does not have are refused by every command', async () => {
    const cwd = folderWith({ 'device.json': device, 'a.mqtt': 'policy mqtt\npublish a  => allowed\n' });
    for (const words of [
      ['lint', 'device.json'],
      ['check', 'publish', 'a'],
      ['decide'],
      ['test', 'a.mqtt'],
      ['replay', 'a.mqtt', '--broker', 'mqtt://127.0.0.1:1'],
      ['serve'],
      ['broker'],
    ]) {
      const { code, stdout, stderr } = await topicguard([...words, '--policy', 'mqtt', '--setting', 'base=x'], { cwd });
      expect([words[0], code, stdout]).toEqual([words[0], 2, '']);
      expect(stderr).toContain('topicguard: The policy mqtt has no setting "base". It has no settings.\n');
    }
    const own = folderWith({ 'hub.mqttpolicy': hub, 'device.json': device });
    const words = ['lint', 'device.json', '--policy', 'hub.mqttpolicy', '--setting', 'most=1', '--setting', 'bsae=x'];
    const { code, stderr } = await topicguard(words, { cwd: own });
    expect([code, stderr]).toEqual([2, 'topicguard: The policy hub has no setting "bsae". Did you mean "base"?\n']);
  });

  it('are taken by those of several policies that have them; what none has is said', async () => {
    const shed = 'policy shed\n\nsettings\n  {door}  [a-z]{1,8}\n\ntopics\n  publish  {door}/state\n';
    const cwd = folderWith({
      'hub.mqttpolicy': hub,
      'shed.mqttpolicy': shed,
      'a/topicguard.json': '{ "policy": "../hub.mqttpolicy" }',
      'a/device.json': device,
      'b/topicguard.json': '{ "policy": "../shed.mqttpolicy" }',
      'b/device.json': '{"mqtt":{"clientId":"b1","publish":["back/state"]}}',
      'c/device.json': '{"mqtt":{"host":"localhost","clientId":"c1","publish":["anything"]}}',
      'a.mqtt': 'policy hub.mqttpolicy\nconnect client-id=a1\npublish plant/a1/state  => allowed\n',
      'b.mqtt': 'policy shed.mqttpolicy\nconnect client-id=b1\npublish back/state  => allowed\n',
      'c.mqtt': 'policy mqtt\nconnect client-id=c1\npublish x  => allowed\n',
    });
    const run = async (...words: string[]) => {
      const { code, stderr } = await topicguard(words, { cwd });
      return [code, stderr];
    };
    const hubs = ['--setting', 'base=plant', '--setting', 'most=1'];
    const all = [...hubs, '--setting', 'door=back'];
    expect(await run('lint', ...all)).toEqual([0, '']);
    expect(await run('test', ...all)).toEqual([0, '']);
    // A hook names the files that changed: what is meant for others is no mistake.
    const note = (name: string, rest: string): string =>
      `topicguard: No policy that decided here has a setting "${name}". ${rest}\n`;
    expect(await run('lint', 'a', ...all)).toEqual([0, note('door', 'There are base, most.')]);
    expect(await run('test', 'a.mqtt', ...all)).toEqual([0, note('door', 'There are base, most.')]);
    expect(await run('lint', 'c', '--setting', 'door=back')).toEqual([0, note('door', 'They have none.')]);
    expect(await run('test', 'c.mqtt', '--setting', 'door=back')).toEqual([0, note('door', 'They have none.')]);
    // Where a setting is left as it is, a name that nobody knows may have been meant for it.
    const wrong = ['--setting', 'most=1', '--setting', 'bsae=plant'];
    const meant = note('bsae', 'Did you mean "base"?');
    expect(await run('test', 'a.mqtt', ...wrong)).toEqual([2, meant]);
    const cache = ['--cache', '--cache-location', 'kept'];
    for (const words of [[], cache, cache]) expect(await run('lint', 'a', ...words, ...wrong)).toEqual([2, meant]);
    expect(await run('lint', 'a', '--write-baseline', ...wrong)).toEqual([2, meant]);
    expect(existsSync(path.join(cwd, 'topicguard-baseline.json'))).toBe(false);
  });
});
