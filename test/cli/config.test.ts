import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { device, folderWith, topicguard } from './run.js';

/** A device that answers too slowly; one for each file, as two with the same id are a finding too. */
const badDevice = (id: string): string => device({ client_id: id, keepalive: 5 });
const bad = badDevice('meter-7');

/** `file rule severity` of every finding. */
async function lint(cwd: string, ...words: string[]): Promise<{ code: number; found: string[]; stderr: string }> {
  const { code, stdout, stderr } = await topicguard(['lint', '--format', 'json', ...words], { cwd });
  const { findings } = JSON.parse(stdout === '' ? '{"findings": []}' : stdout) as {
    findings: { file: string; rule: string; severity: string }[];
  };
  return { code, stderr, found: findings.map(({ file, rule, severity }) => `${file} ${rule} ${severity}`) };
}

describe('a configuration', () => {
  it('is found upwards from each file', async () => {
    const cwd = folderWith({
      'topicguard.json': '// ours\n{ "root": true, "rules": { "connect/keep-alive": "hint" } }',
      'a.json': badDevice('meter-101'),
      'sub/topicguard.yaml': 'rules:\n  connect/keep-alive: warning\n',
      'sub/b/b.json': badDevice('meter-102'),
      'own/topicguard.json': '{"root": true}',
      'own/c.json': badDevice('meter-103'),
    });
    const { code, found } = await lint(cwd);
    expect(found).toEqual([
      'a.json connect/keep-alive hint',
      'own/c.json connect/keep-alive error',
      'sub/b/b.json connect/keep-alive warning',
    ]);
    expect(code).toBe(1);
    expect((await lint(cwd, 'a.json')).code).toBe(0);
    expect((await lint(path.join(cwd, 'sub/b'), 'b.json')).found).toEqual(['b.json connect/keep-alive warning']);
    expect((await lint(cwd, '--no-config', 'a.json')).found).toEqual(['a.json connect/keep-alive error']);
    expect((await lint(cwd, '--config', 'sub/topicguard.yaml', 'own')).found).toEqual([
      'own/c.json connect/keep-alive warning',
    ]);
  });

  it('is one file in a folder, by one of two names', async () => {
    const cwd = folderWith({
      'topicguard.json': '{ "root": true }',
      'topicguard.yaml': 'rules: { connect/keep-alive: off }',
      'sub/a.json': bad,
      'other/topicguard.json': '{ "root": true }',
      'other/topicguard.yml': 'rules: { connect/keep-alive: off }',
      'other/a.json': bad,
    });
    const two = 'topicguard: topicguard.yaml:1:1: There is also topicguard.json in this folder: keep one of the two.\n';
    expect(await lint(cwd, 'sub')).toEqual({ code: 2, found: [], stderr: two });
    // Whoever names one has chosen.
    expect((await lint(cwd, '--config', 'topicguard.yaml', 'sub')).code).toBe(0);
    expect(await lint(cwd, 'other')).toEqual({
      code: 2,
      found: [],
      stderr:
        'topicguard: other/topicguard.yml:1:1: A configuration in YAML is called topicguard.yaml: rename this file.\n',
    });
    const { code, stderr } = await topicguard(['init'], { cwd: path.join(cwd, 'other') });
    expect([code, stderr]).toEqual([2, 'topicguard: topicguard.json is there already, and stays as it is.\n']);
  });

  it('counts for standard input by its name', async () => {
    const cwd = folderWith({
      'topicguard.json':
        '{ "root": true, "overrides": [{ "files": "sub/*", "rules": { "connect/keep-alive": "off" } }] }',
    });
    const run = (name: string) => topicguard(['lint', '--stdin-filename', name], { cwd, input: bad });
    expect((await run('sub/a.json')).code).toBe(0);
    expect((await run('a.json')).code).toBe(1);
  });

  it('sets the policy, by name and by path, and the values of names', async () => {
    const local = '{"mqtt": {"host": "localhost", "client_id": "a", "publish": "plant/press-2/state"}}';
    const policy =
      'policy ours\nidentity\n  client-id {client}\n  username {press}\n  {client} [a-z]{1,9}\n  {press} [a-z0-9-]{1,9}\ntopics under plant/{press}\n  filters within\n  publish state\n';
    const cwd = folderWith({
      'topicguard.json':
        '{ "root": true, "extends": "conf/base.json", "identity": { "press": "press-1" }, "overrides": [{ "files": "b/", "policy": "mqtt" }] }',
      'conf/base.json': '{ "policy": "ours.mqttpolicy" }',
      'conf/ours.mqttpolicy': policy,
      'a/a.json': local,
      'b/a.json': local,
    });
    const { found, stderr } = await lint(cwd, 'a', 'b');
    expect(stderr).toBe('');
    expect(found.filter((line) => line.includes(' topic/'))).toEqual(['a/a.json topic/foreign error']);
    writeFileSync(path.join(cwd, 'conf/base.json'), '{\n  "policy": "our.mqttpolicy" }');
    const gone = await lint(cwd, 'a');
    expect(gone.code).toBe(2);
    expect(gone.stderr).toMatch(/^topicguard: conf\/base\.json:2:13: There is no policy/);
  });

  it.each([
    [
      '{\n  "rules": { "connect/keepalive": "off" } }',
      'topicguard.json:2:14: There is no rule "connect/keepalive". Did you mean "connect/keep-alive"? (lint/unknown-rule)',
    ],
    ['{ "polcy": "onenet" }', 'topicguard.json:1:3: There is no key "polcy" here. Did you mean "policy"?'],
    ['{ "root": true', 'topicguard.json:1:1: The file ends, and this "{" is not closed.'],
    ['{ "extends": "topicguard.json" }', 'topicguard.json:1:14: This goes round in a circle'],
  ])('that is wrong ends with 2 and the place: %s', async (text, message) => {
    const cwd = folderWith({ 'topicguard.json': text, 'a.json': bad });
    const { code, stdout, stderr } = await topicguard(['lint'], { cwd });
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(`topicguard: ${message}`);
  });

  it('chooses roles, and those that the policy does not have end with 2', async () => {
    const policy =
      'policy ours\nroles\n  meter "A meter"\n  reader "Reads"\ntopics for meter\n  publish plant/state\ntopics for reader\n  subscribe plant/state\n';
    const client = '{"mqtt": {"host": "localhost", "client_id": "a", "publish": "plant/state"}}';
    const cwd = folderWith({ 'ours.mqttpolicy': policy, 'a.json': client });
    const config = (role: string) => {
      const content = { root: true, policy: './ours.mqttpolicy', roles: [role] };
      writeFileSync(path.join(cwd, 'topicguard.json'), JSON.stringify(content));
    };
    config('meter');
    expect((await lint(cwd)).found).toEqual([]);
    config('reader');
    expect((await lint(cwd)).found).toEqual(['a.json topic/direction error']);
    config('writer');
    const { code, stderr } = await lint(cwd);
    expect(code).toBe(2);
    expect(stderr).toContain('a.json: The policy ours cannot be used here');
    expect(stderr).toContain('has no role "writer". Its roles: meter, reader.');
  });

  it('that is named and not there ends with 2', async () => {
    const cwd = folderWith({ 'a.json': bad });
    const { code, stderr } = await topicguard(['lint', '--config', 'gone.json'], { cwd });
    expect([code, stderr]).toEqual([2, 'topicguard: There is no configuration gone.json.\n']);
  });

  it('is printed for a file', async () => {
    const cwd = folderWith({
      'topicguard.json': '{ "root": true, "policy": "onenet", "rules": { "connect/will": "off" }, "ignore": "x.json" }',
    });
    const { code, stdout } = await topicguard(['lint', '--print-config', 'x.json'], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      file: 'x.json',
      ignored: true,
      policy: 'onenet',
      rules: { 'connect/will': { severity: 'off' }, 'connect/keep-alive': { severity: 'error' } },
    });
  });

  it('is printed with every file that has a say, what counts most first', async () => {
    const cwd = folderWith({
      'topicguard.yaml': 'root: true\nextends: [conf/a.json, conf/b.json]\n',
      'conf/a.json': '{ "rules": { "connect/will": "off" } }',
      'conf/b.json': '{ "extends": ["c.yaml", "a.json"] }',
      'conf/c.yaml': 'policy: onenet\n',
      'sub/topicguard.json': '{ "extends": "../conf/c.yaml" }',
    });
    const configurations = async (file: string): Promise<string[]> => {
      const { stdout } = await topicguard(['lint', '--print-config', file], { cwd });
      const printed = JSON.parse(stdout) as { configurations: string[]; policy: string };
      expect(printed.policy).toBe('onenet');
      return printed.configurations.map((one) => path.relative(cwd, one).replaceAll(path.sep, '/'));
    };
    expect(await configurations('x.json')).toEqual(['topicguard.yaml', 'conf/b.json', 'conf/a.json', 'conf/c.yaml']);
    expect(await configurations('sub/x.json')).toEqual([
      'sub/topicguard.json',
      'conf/c.yaml',
      'topicguard.yaml',
      'conf/b.json',
      'conf/a.json',
    ]);
  });
});

describe('files that are left out', () => {
  it('are those of ignore files in a search, and those of the configuration always', async () => {
    const cwd = folderWith({
      'topicguard.json': '{ "root": true, "ignore": ["old/", "*.sample.json"] }',
      '.gitignore': 'build/\n/local.json\n',
      'sub/.gitignore': '*.json\n!keep.json\n',
      '.topicguardignore': 'vendor/**\n',
      'a.json': badDevice('meter-106'),
      'a.sample.json': badDevice('meter-107'),
      'build/a.json': badDevice('meter-108'),
      'local.json': badDevice('meter-109'),
      'old/a.json': badDevice('meter-110'),
      'sub/a.json': badDevice('meter-111'),
      'sub/keep.json': badDevice('meter-112'),
      'sub/local.json': badDevice('meter-113'),
      'vendor/x/a.json': badDevice('meter-114'),
    });
    const files = async (...words: string[]) => (await lint(cwd, ...words)).found.map((line) => line.split(' ')[0]);
    expect(await files()).toEqual(['a.json', 'sub/keep.json']);
    expect(await files('sub')).toEqual(['sub/keep.json']);
    expect(await files('build/a.json', 'old/a.json')).toEqual(['build/a.json']);
    expect(await files('--no-ignore', 'build', 'sub')).toEqual([
      'build/a.json',
      'sub/a.json',
      'sub/keep.json',
      'sub/local.json',
    ]);
  });
});

describe('files that are not linted', () => {
  const wrong = device({ keepalive: 5 });

  it('are named when somebody asked for them, and linted with --no-ignore', async () => {
    const cwd = folderWith({
      'topicguard.json': '{ "root": true, "ignore": "old/" }',
      'old/a.json': wrong,
      'b.json': device(),
    });
    const run = await topicguard(['lint', '--format', 'compact', 'old/a.json', 'b.json'], { cwd });
    expect(run).toEqual({
      code: 0,
      stdout: '',
      stderr:
        'topicguard: old/a.json is not linted: "ignore" in a configuration leaves it out. --no-ignore lints it all the same.\n',
    });
    expect((await topicguard(['lint', '--format', 'compact', '.'], { cwd })).stderr).toBe('');
    const all = await topicguard(['lint', '--format', 'compact', '--no-ignore', 'old/a.json'], { cwd });
    expect(all).toMatchObject({ code: 1, stderr: '' });
    expect(all.stdout).toContain('old/a.json:6:18: error:');
  });

  it.skipIf(process.platform === 'win32')('do not end a run when they cannot be read', async () => {
    const cwd = folderWith({ 'a/x.json': wrong, 'b.json': wrong, 'c.json': wrong });
    chmodSync(cwd, 0o755);
    chmodSync(path.join(cwd, 'a'), 0o000);
    chmodSync(path.join(cwd, 'b.json'), 0o000);
    // Nobody can keep the superuser from reading.
    const uid = process.getuid?.() === 0 ? { uid: 65534 } : {};
    const run = await topicguard(['lint', '--format', 'compact', '.'], { cwd, ...uid });
    chmodSync(path.join(cwd, 'a'), 0o700);
    expect(run.code).toBe(2);
    expect(run.stdout).toMatch(/^c\.json:6:18: error:.*\n$/);
    expect(run.stderr).toBe(
      'topicguard: a cannot be read: it may not be read.\ntopicguard: b.json cannot be read: it may not be read.\n',
    );
  });
});

describe('exceptions of a configuration that leave nothing out', () => {
  const files = {
    'topicguard.json':
      '{"root": true, "exceptions": [\n{"files": "a.json", "rules": ["connect/keep-alive"]},\n{"files": "a.json", "rules": ["connect/keep-alive", "connect/will"], "at": "mqtt"},\n{"files": "gone.json", "rules": ["topic/star"]}]}',
    'a.json': bad,
  };
  const lines = (text: string): string[] => text.split('\n').map((line) => line.replace(/ warning: .*(?= \[)/, ''));

  it('are warnings at their places, when the whole folder was searched', async () => {
    const cwd = folderWith(files);
    const { code, stdout } = await topicguard(['lint', '--format', 'compact'], { cwd });
    expect(code).toBe(0);
    expect(lines(stdout)).toEqual([
      'topicguard.json:3:1: [lint/unused-ignore]',
      'topicguard.json:4:1: [lint/unused-ignore]',
      '',
    ]);
    expect(stdout).toContain('This leaves topic/star out');
    const sarif = await topicguard(['lint', '--format', 'sarif'], { cwd });
    expect(JSON.parse(sarif.stdout).runs[0].results).toHaveLength(2);
  });

  it.each([
    ['named files', ['a.json']],
    ['another policy', ['--policy', 'onenet', '.']],
    ['no configuration', ['--no-config', '.']],
  ])('are not held against a run of %s', async (_, words) => {
    const { stdout } = await topicguard(['lint', '--format', 'compact', ...words], { cwd: folderWith(files) });
    expect(stdout).not.toContain('unused-ignore');
  });

  it('have the severity that the configuration says', async () => {
    const text = files['topicguard.json'].replace('"root"', '"rules": {"lint/unused-ignore": "off"}, "root"');
    const cwd = folderWith({ ...files, 'topicguard.json': text });
    expect((await topicguard(['lint', '--format', 'compact'], { cwd })).stdout).toBe('');
  });
});

describe('ignores in comments', () => {
  it('keep findings quiet, and --fix takes out those that are unused', async () => {
    const text = `mqtt:\n  host: mqtts.heclouds.com\n  # topicguard-ignore-next-line connect/keep-alive -- the test device is slow\n  keepalive: 5\n  client_id: meter-7 # topicguard-ignore-line connect/will\n`;
    const cwd = folderWith({ 'a.yaml': text, 'topicguard.json': '{"root": true}' });
    expect((await lint(cwd)).found).toEqual(['a.yaml lint/unused-ignore warning']);
    await topicguard(['lint', '--fix'], { cwd });
    expect(readFileSync(path.join(cwd, 'a.yaml'), 'utf8')).toBe(
      text.replace(' # topicguard-ignore-line connect/will', ''),
    );
  });

  it('with a rule that does not exist are errors', async () => {
    const cwd = folderWith({ 'a.mqtt': 'policy onenet\n// topicguard-ignore-file connect/keepalive\npublish a\n' });
    const { code, stdout } = await topicguard(['lint', '--no-config'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain('There is no rule "connect/keepalive". Did you mean connect/keep-alive?');
  });
});

describe('a baseline', () => {
  it('is written, used and pruned', async () => {
    const cwd = folderWith({ 'a.json': bad, 'b/b.json': badDevice('meter-116'), 'topicguard.json': '{"root": true}' });
    const file = path.join(cwd, 'topicguard-baseline.json');
    const written = await topicguard(['lint', '--write-baseline'], { cwd });
    expect([written.code, written.stdout]).toEqual([0, '']);
    expect(written.stderr).toBe(
      'topicguard: topicguard-baseline.json written with 2 findings. Use it with --baseline topicguard-baseline.json, or as "baseline" in a configuration.\n',
    );
    const first = readFileSync(file, 'utf8');
    expect(Object.keys(JSON.parse(first).files)).toEqual(['a.json', 'b/b.json']);
    const use = ['--baseline', 'topicguard-baseline.json'];
    expect(await lint(cwd, ...use)).toEqual({ code: 0, found: [], stderr: '' });
    // From another folder, and with lines before.
    writeFileSync(path.join(cwd, 'a.json'), `// moved\n\n${bad}`);
    expect((await lint(path.join(cwd, 'b'), '--baseline', '../topicguard-baseline.json', '..')).found).toEqual([]);
    // What is new is reported.
    writeFileSync(path.join(cwd, 'a.json'), device({ keepalive: 6 }));
    const worse = await lint(cwd, ...use);
    expect(worse.found).toEqual(['a.json connect/keep-alive error']);
    expect(worse.stderr).toBe(
      'topicguard: topicguard-baseline.json: 1 finding in it is gone. --prune-baseline removes what is.\n',
    );
    await lint(cwd, ...use, '--prune-baseline');
    expect(Object.keys(JSON.parse(readFileSync(file, 'utf8')).files)).toEqual(['b/b.json']);
    writeFileSync(path.join(cwd, 'a.json'), bad);
    await topicguard(['lint', '--write-baseline'], { cwd });
    expect(readFileSync(file, 'utf8')).toBe(first);
  });

  it('is named by the configuration, too', async () => {
    const cwd = folderWith({ 'a.json': bad, 'topicguard.json': '{"root": true, "baseline": "known.json"}' });
    const missing = await topicguard(['lint'], { cwd });
    expect([missing.code, missing.stderr]).toEqual([
      2,
      'topicguard: There is no baseline known.json. --write-baseline writes it.\n',
    ]);
    await topicguard(['lint', '--write-baseline'], { cwd });
    expect((await lint(cwd)).found).toEqual([]);
    expect((await lint(cwd, '--no-baseline')).found).toEqual(['a.json connect/keep-alive error']);
  });

  it('is neither pruned where there is none, nor written by a run that writes nothing', async () => {
    const cwd = folderWith({ 'a.json': bad, 'topicguard.json': '{"root": true}' });
    expect(await topicguard(['lint', '--prune-baseline'], { cwd })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no baseline to prune: name it with --baseline'),
    });
    expect(await topicguard(['lint', '--write-baseline', '--diff'], { cwd })).toMatchObject({
      code: 2,
      stderr: 'topicguard: --diff writes nothing, and --write-baseline writes a file: leave one out.\n',
    });
    expect(existsSync(path.join(cwd, 'topicguard-baseline.json'))).toBe(false);
  });

  it('is never written over something else', async () => {
    const cwd = folderWith({ 'a.json': bad, 'b/c.json': badDevice('meter-119') });
    expect((await topicguard(['lint', '--write-baseline=none/x.json'], { cwd })).stderr).toContain(
      'none/x.json cannot be written: there is no such folder.\n',
    );
    expect((await topicguard(['lint', '--write-baseline', 'a.json'], { cwd })).code).toBe(2);
    expect((await topicguard(['lint', '--write-baseline', 'b'], { cwd })).code).toBe(2);
    expect(readFileSync(path.join(cwd, 'a.json'), 'utf8')).toBe(bad);
  });
});

describe('init', () => {
  const config = (cwd: string) => readFileSync(path.join(cwd, 'topicguard.json'), 'utf8');

  it('names the platform that all clients use, and what it writes can be used', async () => {
    const cwd = folderWith({ 'a.json': bad, 'b/b.json': device({ client_id: 'meter-8' }) });
    const { code, stdout } = await topicguard(['init'], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain('topicguard.json written. Seen: 2 MQTT clients in 2 files, with 1 finding.');
    expect(config(cwd)).toContain('"policy": "onenet"');
    expect((await lint(cwd)).found).toEqual(['a.json connect/keep-alive error']);
  });

  it.each([
    [{ 'a.json': '{"mqtt": {"host": "localhost", "client_id": "a"}}' }, 'Nothing here names a platform'],
    [{ 'a.json': '{"name": "x"}' }, 'No MQTT client was found here'],
    [{ 'a.json': bad, 'b.json': '{"mqtt": {"host": "localhost", "client_id": "a"}}' }, 'onenet (1 file)'],
  ])('writes something useful for %o', async (files, said) => {
    const cwd = folderWith(files as Record<string, string>);
    expect((await topicguard(['init'], { cwd })).code).toBe(0);
    expect(config(cwd)).toContain(said);
    expect((await topicguard(['lint', '--print-config', 'a.json'], { cwd })).code).toBe(0);
  });

  it('leaves a policy in a file to the scripts that name it', async () => {
    const cwd = folderWith({
      'own.mqttpolicy': 'policy own\n\ntopics\n  publish a\n',
      's.mqtt': 'policy own.mqttpolicy\nconnect client-id=x\npublish a\n',
    });
    expect((await topicguard(['init'], { cwd })).code).toBe(0);
    expect(config(cwd)).toContain('own (1 file)');
    expect(await lint(cwd)).toMatchObject({ code: 0, found: [] });
  });

  it('never writes over a configuration', async () => {
    for (const name of ['topicguard.json', 'topicguard.yaml']) {
      const cwd = folderWith({ [name]: '# mine' });
      const { code, stderr } = await topicguard(['init'], { cwd });
      expect([code, stderr]).toEqual([2, `topicguard: ${name} is there already, and stays as it is.\n`]);
      expect(readFileSync(path.join(cwd, name), 'utf8')).toBe('# mine');
    }
  });
});
