import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeProject } from './project.js';
import { device, folderWith, type Run, topicguard } from './run.js';

const usual = '.topicguardcache';

function lint(cwd: string, ...words: string[]): Promise<Run> {
  return topicguard(['lint', ...words], { cwd });
}

/** How many files came from the cache, and what was said about it. */
async function fromCache(cwd: string, ...words: string[]): Promise<string> {
  const { stderr } = await lint(cwd, '--cache', '--stats', ...words);
  return /^from the cache +(.*)$/m.exec(stderr)?.[1] ?? stderr;
}

/** With the cache, and then without: the same bytes. */
async function same(cwd: string, ...words: string[]): Promise<Run> {
  const cached = await lint(cwd, '--cache', ...words);
  expect(cached).toEqual(await lint(cwd, ...words));
  return cached;
}

const two = { 'a.json': device({ keepalive: 5 }), 'sub/b.json': device({ keepalive: 60, topics: ['$sys/1/#'] }) };

describe('lint --cache', () => {
  it('gives the same bytes in every format, first and later', async () => {
    const cwd = folderWith({});
    writeProject(cwd, 60, 3);
    for (const format of ['pretty', 'json', 'compact', 'github', 'gitlab', 'sarif', 'junit', 'checkstyle'])
      await same(cwd, '--format', format);
    await same(cwd, '--quiet');
    expect(await fromCache(cwd)).toBe('60');
  });

  it('sees changes of files, of the configuration, of a policy, of the baseline', async () => {
    const policy = 'policy plant\n\ntopics\n  publish  plant/state\n';
    const cwd = folderWith({
      'a.json': `// topicguard: policy=plant.mqttpolicy\n${device({ publish: 'plant/state' })}`,
      'b.json': device({ keepalive: 5 }),
      'c.yaml': 'mqtt: { host: broker.example.com, client_id: twin }\n',
      'plant.mqttpolicy': policy,
    });
    const write = (name: string, text: string): void => writeFileSync(path.join(cwd, name), text);
    const changes: (() => unknown)[] = [
      () => undefined,
      () => write('b.json', device({ keepalive: 6 })),
      () => write('d.yaml', 'mqtt: { host: broker.example.com, client_id: twin }\n'),
      () =>
        write('topicguard.json', '{"rules": {"connect/keep-alive": "hint", "connect/duplicate-client-id": "error"}}'),
      () => write('plant.mqttpolicy', policy.replace('plant/state', 'plant/status')),
      () => write('plant.mqttpolicy', 'policy plant\nnonsense\n'),
      () => rmSync(path.join(cwd, 'plant.mqttpolicy')),
      () => write('plant.mqttpolicy', policy),
      () => lint(cwd, '--write-baseline'),
      () => write('topicguard.json', '{"baseline": "topicguard-baseline.json"}'),
      () => write('topicguard-baseline.json', '{"version": 1, "files": {}}'),
      () => rmSync(path.join(cwd, 'c.yaml')),
    ];
    const seen = new Set<string>();
    for (const change of changes) {
      await change();
      const { stdout } = await same(cwd, '--format', 'compact');
      seen.add(stdout);
    }
    expect(seen.size).toBeGreaterThan(7);
    expect(await fromCache(cwd)).toBe('3');
  });

  it.each([
    ['text', 'own.mqttpolicy', 'policy own "On top" on base\n\ntopics\n  publish  #\n'],
    [
      'JSON',
      'own.json',
      JSON.stringify({
        language: 1,
        policy: 'own',
        on: 'base',
        sections: [{ section: 'topics', lines: [{ allow: ['publish'], topics: ['#'] }] }],
      }),
    ],
  ])('sees a change of the page beside it that a page in %s stands on, and of settings', async (_, name, own) => {
    const base = 'policy base\n\nsettings\n  {x}  [a-z]{1,8}  default plant\n\ntopics\n  publish  {x}/state\n';
    const cwd = folderWith({
      'a.mqtt': `policy deep/${name}\nconnect client-id=press\npublish plant/state\n`,
      [`deep/${name}`]: own,
      'deep/base.mqttpolicy': base,
    });
    expect((await same(cwd, '--format', 'compact')).code).toBe(0);
    expect(await fromCache(cwd)).toBe(name.endsWith('.json') ? '2' : '1');
    expect((await same(cwd, '--format', 'compact', '--setting', 'x=other')).code).toBe(1);
    expect((await same(cwd, '--format', 'compact')).code).toBe(0);
    writeFileSync(path.join(cwd, 'deep/base.mqttpolicy'), base.replace('/state', '/status'));
    expect((await same(cwd, '--format', 'compact')).code).toBe(1);
  });

  it.each(['../base.mqttpolicy', 'base'])('sees a change of a policy that another one extends: %s', async (written) => {
    const page = written === 'base' ? 'deep/base.mqttpolicy' : 'base.mqttpolicy';
    const base = 'policy base\n\ntopics\n  publish  plant/state\n';
    const cwd = folderWith({
      'a.mqtt': 'policy deep/own.mqttpolicy\nconnect client-id=press\npublish plant/state\n',
      'deep/own.mqttpolicy': `policy own extends ${written}\n\ntopics\n  publish  plant/more\n`,
      [page]: base,
    });
    expect((await same(cwd, '--format', 'compact')).code).toBe(0);
    expect(await fromCache(cwd)).toBe('1');
    writeFileSync(path.join(cwd, page), base.replace('plant/state', 'plant/status'));
    expect((await same(cwd, '--format', 'compact')).code).toBe(1);
    rmSync(path.join(cwd, page));
    await same(cwd, '--format', 'compact');
  });

  it('fixes what it would have fixed', async () => {
    const bad = device({ clean_session: false, keepalive: 5 });
    const [cached, plain] = [folderWith({ 'a.json': bad }), folderWith({ 'a.json': bad })];
    expect(await fromCache(cached)).toBe('0');
    for (const words of [['--fix', '--diff'], ['--fix'], ['--fix'], ['--fix-unsafe', '--diff'], ['--fix-unsafe'], []]) {
      expect(await lint(cached, '--cache', ...words)).toEqual(await lint(plain, ...words));
      expect(readFileSync(path.join(cached, 'a.json'), 'utf8')).toBe(readFileSync(path.join(plain, 'a.json'), 'utf8'));
    }
    expect(await fromCache(cached, '--fix')).toBe('1');
  });

  it('forgets files that are gone, and keeps those that a run did not look at', async () => {
    const cwd = folderWith(two);
    await lint(cwd, '--cache');
    writeFileSync(path.join(cwd, 'c.json'), device({ client_id: 'meter-9' }));
    await lint(cwd, '--cache', 'c.json');
    expect(await fromCache(cwd)).toBe('3');
    const before = readFileSync(path.join(cwd, usual), 'utf8');
    expect(before).toContain('b.json');
    rmSync(path.join(cwd, 'sub'), { recursive: true });
    writeFileSync(path.join(cwd, 'c.json'), device({ client_id: 'meter-10' }));
    await lint(cwd, '--cache', 'c.json');
    const after = readFileSync(path.join(cwd, usual), 'utf8');
    expect(after).not.toContain('b.json');
    expect(after).toContain('a.json');
    expect(after.length).toBeLessThan(before.length);
  });

  it('keeps nothing of standard input', async () => {
    const cwd = folderWith({});
    const run = await topicguard(['lint', '--cache', '--stdin-filename', 'a.json', '-'], { cwd, input: two['a.json'] });
    expect(run.code).toBe(1);
    expect(readdirSync(cwd)).toEqual([]);
  });
});

describe('where the cache is', () => {
  it('is beside other caches where there is node_modules', async () => {
    const cwd = folderWith({ ...two, 'node_modules/x/package.json': '{}' });
    await lint(cwd, '--cache');
    expect(readdirSync(path.join(cwd, 'node_modules/.cache/topicguard'))).toEqual(['lint']);
    expect(readdirSync(cwd)).not.toContain(usual);
    expect(await fromCache(cwd)).toBe('2');
  });

  it('is where --cache-location says: a file, or a folder, and it is not linted itself', async () => {
    const cwd = folderWith(two);
    await lint(cwd, '--cache-location', 'kept.json');
    await lint(cwd, '--cache-location', 'deep/er/');
    expect(readdirSync(cwd).sort()).toEqual(['a.json', 'deep', 'kept.json', 'sub']);
    expect(readdirSync(path.join(cwd, 'deep/er'))).toEqual(['lint']);
    const { stderr } = await lint(cwd, '--cache-location', 'kept.json', '--stats');
    expect(stderr).toMatch(/^files +2$/m);
    expect(stderr).toMatch(/^from the cache +2$/m);
  });
});

describe('a cache that cannot be used', () => {
  it('is begun anew where it is damaged or of another version', async () => {
    const cwd = folderWith(two);
    const wanted = await lint(cwd);
    await lint(cwd, '--cache');
    const file = path.join(cwd, usual);
    const good = readFileSync(file);
    const flipped = Buffer.from(good);
    flipped[good.length - 40] = (flipped[good.length - 40] as number) ^ 1;
    for (const bytes of [flipped, good.subarray(0, 200), good.subarray(0, 24), Buffer.alloc(0)]) {
      writeFileSync(file, bytes);
      expect(await lint(cwd, '--cache')).toEqual(wanted);
      expect(readFileSync(file)).toEqual(good);
    }
    writeFileSync(file, flipped);
    expect(await fromCache(cwd)).toBe('0 (begun anew: what was there is damaged)');
    expect(await fromCache(cwd)).toBe('2');
  });

  it('is left alone where it is something else', async () => {
    const cwd = folderWith({ ...two, 'notes.txt': 'mine\n', 'big.json': '{"mine": true}\n' });
    const wanted = await lint(cwd);
    for (const name of ['notes.txt', 'big.json']) {
      const before = readFileSync(path.join(cwd, name), 'utf8');
      expect(await lint(cwd, '--cache-location', name)).toEqual(wanted);
      expect(readFileSync(path.join(cwd, name), 'utf8')).toBe(before);
    }
    expect(await fromCache(cwd, '--cache-location', 'notes.txt')).toBe('0 (not used: the file there is no cache)');
  });

  it('is done without where it cannot be read or written', async () => {
    const cwd = folderWith({ ...two, file: 'x' });
    const wanted = await lint(cwd);
    symlinkSync('loop', path.join(cwd, 'loop'));
    for (const location of ['file/below', 'loop', 'loop/below', '/proc/none/at/all', 'long'.repeat(100), ''])
      expect(await lint(cwd, '--cache-location', location), location).toEqual(wanted);
    mkdirSync(path.join(cwd, 'closed'));
    chmodSync(path.join(cwd, 'closed'), 0o555);
    expect(await lint(cwd, '--cache-location', 'closed/')).toEqual(wanted);
    expect(await fromCache(cwd, '--cache-location', 'file/below')).toMatch(/^0 \(not (?:used|written): /);
  });
});

it.each([
  ['one long word', 'a'.repeat(900_000)],
  ['blanks', ' '.repeat(900_000)],
  ['quotes', '"'.repeat(900_000)],
  ['words that lead to other pages', 'on '.repeat(300_000)],
  ['a hundred thousand names of files', `policy p\n${'a.json '.repeat(100_000)}`],
])('a policy of %s is looked through in no time', async (_, text) => {
  const cwd = folderWith({
    'p.mqttpolicy': text,
    'a.yaml': '# topicguard: policy=./p.mqttpolicy\nmqtt: { host: a.example, client_id: a }\n',
  });
  const started = Date.now();
  for (const words of [[], ['--cache'], ['--cache']]) {
    const { code, stdout } = await lint(cwd, ...words);
    expect([code, stdout]).toEqual([1, expect.stringContaining('lint/policy')]);
  }
  expect(Date.now() - started).toBeLessThan(15_000);
});
