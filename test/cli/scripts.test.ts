import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { folderWith, topicguard } from './run.js';

const who = ['--policy', 'onenet', '--client-id', 'sensor-1', '--username', '238322'];

describe('check', () => {
  it('puts a caret under the level, and says why, what happens and which line says so', async () => {
    const { code, stdout } = await topicguard(['check', 'subscribe', '$sys/238322/#', ...who]);
    const [head, caret, ...rest] = stdout.split('\n');
    expect(code).toBe(1);
    expect(head).toBe('denied  subscribe $sys/238322/#');
    expect(caret?.indexOf('^')).toBe(head?.indexOf('#'));
    expect(rest.join('\n')).toMatch(
      /subscribe\/wildcard-level: [\s\S]*SUBACK 0x80[\s\S]*line \d+ of the policy: .*wildcards +from level 4/,
    );
  });

  it('is 0 for what is allowed, and says what is missing where it cannot be told', async () => {
    expect(
      await topicguard(['check', 'publish', '$sys/238322/sensor-1/dp/post/json', '--qos', '1', ...who]),
    ).toMatchObject({ code: 0, stdout: expect.stringMatching(/^allowed/) });
    const unknown = await topicguard(['check', 'publish', '$sys/238322/sensor-1/dp/post/json']);
    expect(unknown).toMatchObject({ code: 1, stdout: expect.stringMatching(/^undecided/) });
    expect(
      (
        await topicguard([
          'check',
          'publish',
          '$sys/1/s/dp/post/json',
          '--identity',
          'pid=1',
          '--identity',
          'device-name=s',
        ])
      ).code,
    ).toBe(0);
    expect((await topicguard(['check', 'receive', '$sys/238322/sensor-1/cmd/request/1', ...who])).code).toBe(0);
  });

  it('takes a token apart', async () => {
    const password =
      'version=2018-10-31&res=products%2F238322%2Fdevices%2Fother&et=15&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D';
    const { code, stdout } = await topicguard([
      'check',
      'connect',
      ...who,
      '--password',
      password,
      '--now',
      '1800000000',
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/ok +version +2018-10-31/);
    expect(stdout).toMatch(/no +res +products\/238322\/devices\/other/);
    expect(stdout).toMatch(/no +et .*expired/);
  });

  it.each([
    [['publish', 'a', '--qos', 'x']],
    [['publish']],
    [['connect', '--protocol', '6']],
    [['connect', '--identity', 'x']],
  ])('refuses %j', async (words) => {
    expect((await topicguard(['check', ...words])).code).toBe(2);
  });
});

describe('test', () => {
  it('runs scripts against the policy that they name', async () => {
    const { code, stdout } = await topicguard(['test', 'test/sessions']);
    expect(stdout).toMatch(/^\d+ as expected in \d+ scripts\n$/);
    expect(code).toBe(0);
  });

  it('shows what is not as expected', async () => {
    const cwd = folderWith({
      'a.mqtt':
        'policy onenet\nconnect client-id=m username=1\nsubscribe # => granted 0\nsubscribe $sys/1/m/cmd/request/+ => granted 0\n',
    });
    const { code, stdout } = await topicguard(['test', 'a.mqtt'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('a.mqtt:3:13');
    expect(stdout).toContain('subscribe/wildcard-level');
    expect(stdout).toContain('1 as expected, 1 not as expected in 1 script');
  });

  it('takes bytes that are no text for a mistake', async () => {
    const cwd = folderWith({ 'a.mqtt': Buffer.from('policy onenet\nsubscribe a\xff => failure\n', 'latin1') });
    const { code, stdout } = await topicguard(['test', 'a.mqtt'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('a.mqtt:2:12 The file is not UTF-8');
  });

  it('wants a policy and a script', async () => {
    const cwd = folderWith({ 'a.mqtt': 'publish a\n', 'empty/b.txt': '' });
    expect(await topicguard(['test', 'a.mqtt'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('names no policy'),
    });
    expect((await topicguard(['test', 'empty'], { cwd })).code).toBe(2);
  });

  it('takes a policy beside the script', async () => {
    const cwd = folderWith({
      'p/own.mqttpolicy': 'policy own\n\ntopics\n  publish a\n',
      'p/a.mqtt': 'policy own.mqttpolicy\nconnect client-id=x\npublish a => allowed\npublish b => denied\n',
    });
    expect((await topicguard(['test', 'p'], { cwd })).code).toBe(0);
  });
});

describe('fmt', () => {
  const untidy = 'connect   client-id=m\npublish a qos=1  => allowed   // why\n';

  it('formats scripts, once and for all', async () => {
    const cwd = folderWith({ 'a.mqtt': untidy });
    expect(await topicguard(['fmt', '--check'], { cwd })).toMatchObject({
      code: 1,
      stdout: 'a.mqtt is not formatted\n',
    });
    expect(readFileSync(`${cwd}/a.mqtt`, 'utf8')).toBe(untidy);
    expect((await topicguard(['fmt'], { cwd })).stdout).toBe('formatted a.mqtt\n');
    const tidy = readFileSync(`${cwd}/a.mqtt`, 'utf8');
    expect(tidy).toContain('// why');
    expect(await topicguard(['fmt', '--check'], { cwd })).toMatchObject({ code: 0, stdout: '' });
  });

  it('formats policies and keeps their comments', async () => {
    const cwd = folderWith({ 'a.mqttpolicy': 'policy a\n\n\ntopics\n  // kept\n  publish    a\n  subscribe b\n' });
    await topicguard(['fmt'], { cwd });
    expect(readFileSync(`${cwd}/a.mqttpolicy`, 'utf8')).toContain('// kept');
    expect((await topicguard(['fmt', '--check'], { cwd })).code).toBe(0);
  });

  it('leaves a file with mistakes as it is', async () => {
    const cwd = folderWith({ 'a.mqtt': 'publsh a\n' });
    const { code, stderr } = await topicguard(['fmt', 'a.mqtt'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('a.mqtt:1:1');
    expect(readFileSync(`${cwd}/a.mqtt`, 'utf8')).toBe('publsh a\n');
  });
});
