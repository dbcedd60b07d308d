import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { folderWith, root, topicguard } from './run.js';

const folder = path.join(root, 'test/cli/fixtures/formats');
const words = ['lint', '--policy', 'plant.mqttpolicy', 'line'];
/** As if outside of every pipeline. */
const env = { GITHUB_WORKSPACE: '', CI_PROJECT_DIR: '' };

const formats = ['pretty', 'json', 'compact', 'github', 'gitlab', 'sarif', 'junit', 'checkstyle'];

describe('formats', () => {
  it.each(formats)('%s reports a folder as it is written down', async (format) => {
    const { code, stdout, stderr } = await topicguard([...words, '--format', format], { cwd: folder, env });
    expect([code, stderr]).toEqual([1, '']);
    await expect(stdout).toMatchFileSnapshot(path.join(folder, `expected.${format}.txt`));
  });

  it('sarif is what the official schema wants, also of paths outside and of nothing', async () => {
    const require = createRequire(import.meta.url);
    const schemaFile = path.join(
      path.dirname(require.resolve('@microsoft/jest-sarif/package.json')),
      'lib/schemas/sarif-2.1.0-rtm.5.json',
    );
    // The schema asks for formats of strings (`uri`), which are looked at below.
    const ajv = new Ajv({ strict: false, unicodeRegExp: false, validateFormats: false, allErrors: true });
    // Draft 4 (with a pattern that only older engines take) names itself by other keywords and says nothing else here that newer drafts do not.
    const { $schema, id, ...schema } = JSON.parse(readFileSync(schemaFile, 'utf8')) as Record<string, unknown>;
    expect([$schema, id]).toEqual([expect.stringContaining('draft-04'), expect.stringContaining('sarif-2.1.0-rtm.5')]);
    const validate = ajv.compile(schema);
    const cwd = folderWith({ 'in/clean.json': '{}', 'a b#?/ü:%41.mqtt': 'subscribe a/#/b\n' });
    for (const [paths, from] of [
      [['--policy', 'plant.mqttpolicy', 'line'], folder],
      [['in'], cwd],
      [['a b#?'], cwd],
      [['../a b#?'], path.join(cwd, 'in')],
      [['examples'], root],
    ] as const) {
      const { stdout } = await topicguard(['lint', '--format', 'sarif', ...paths], { cwd: from, env });
      const log: unknown = JSON.parse(stdout);
      validate(log);
      expect(validate.errors ?? []).toEqual([]);
      for (const [, uri] of stdout.matchAll(/"uri": "([^"]*)"/g))
        expect(() => new URL(uri as string, 'file:///')).not.toThrow();
    }
    const { stdout } = await topicguard(['lint', '--format', 'sarif', 'a b#?'], { cwd, env });
    expect(stdout).toContain('"a%20b%23%3F/%C3%BC%3A%2541.mqtt"');
  });

  it('is XML that a parser takes, whatever is in a file', async () => {
    const cwd = folderWith({
      'a&<b>.mqtt': 'policy mqtt\nsubscribe "a/\\u0001\\u001b\\u000b\\ud800\\uffff<&>\\"\'/#/b"\n',
    });
    for (const format of ['junit', 'checkstyle']) {
      const { stdout } = await topicguard(['lint', '--format', format], { cwd, env });
      expect(stdout).toContain('a&amp;&lt;b&gt;.mqtt');
      expect(stdout).not.toMatch(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/);
      expect(stdout.replaceAll(/&(?:amp|lt|gt|quot|apos|#\d+);/g, '')).not.toContain('&');
      expect(wellFormed(stdout)).toBe(true);
    }
  });

  it('tells GitHub and GitLab paths from the root of the repository', async () => {
    const cwd = folderWith({ 'deep/down/a.mqtt': 'subscribe a/#/b\n' });
    const from = path.join(cwd, 'deep');
    const github = await topicguard(['lint', '--format', 'github'], {
      cwd: from,
      env: { ...env, GITHUB_WORKSPACE: cwd },
    });
    expect(github.stdout).toContain('file=deep/down/a.mqtt,line=1,');
    const gitlab = await topicguard(['lint', '--format', 'gitlab'], {
      cwd: from,
      env: { ...env, CI_PROJECT_DIR: cwd },
    });
    expect(JSON.parse(gitlab.stdout)).toMatchObject([{ location: { path: 'deep/down/a.mqtt' } }]);
  });

  it('gives GitLab fingerprints that stay when lines move, and no two the same', async () => {
    const script = 'subscribe a/#/b\nsubscribe a/#/b\npublish a/+\n';
    const cwd = folderWith({ 'a.mqtt': script, 'b.mqtt': script });
    const prints = async (): Promise<string[]> => {
      const { stdout } = await topicguard(['lint', '--format', 'gitlab'], { cwd, env });
      return (JSON.parse(stdout) as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint);
    };
    const before = await prints();
    expect(new Set(before).size).toBe(before.length);
    const moved = folderWith({ 'a.mqtt': `\n// moved\n${script}`, 'b.mqtt': script });
    const { stdout } = await topicguard(['lint', '--format', 'gitlab'], { cwd: moved, env });
    expect((JSON.parse(stdout) as { fingerprint: string }[]).map(({ fingerprint }) => fingerprint)).toEqual(before);
  });
});

describe('several formats', () => {
  const bad = { 'a.mqtt': 'subscribe a/#/b\n' };

  it('go into files of their own, which are made, and to standard output', async () => {
    const cwd = folderWith(bad);
    const formats = [
      '--format',
      'compact',
      '--format',
      'github',
      '--format',
      'sarif:out/deep/r.sarif',
      '--format',
      'pretty:p.txt',
    ];
    const { code, stdout } = await topicguard(['lint', ...formats], { cwd, env: { ...env, FORCE_COLOR: '1' } });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^a\.mqtt:1:11: error: [^\n]*\n::error file=a\.mqtt,[^\n]*\n$/);
    expect(JSON.parse(readFileSync(path.join(cwd, 'out/deep/r.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
    expect(readFileSync(path.join(cwd, 'p.txt'), 'utf8')).toContain('a.mqtt:1:11 error topic/syntax');
    expect(readFileSync(path.join(cwd, 'p.txt'), 'utf8')).not.toContain('\u001b');
  });

  it('--output-file takes what has no file of its own; standard input works the same', async () => {
    const cwd = folderWith({});
    const { code, stdout } = await topicguard(
      [
        'lint',
        '-',
        '--stdin-filename',
        'x.mqtt',
        '--format',
        'json',
        '--format',
        'junit:j.xml',
        '--output-file',
        'r.json',
      ],
      { cwd, env, input: bad['a.mqtt'] },
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(JSON.parse(readFileSync(path.join(cwd, 'r.json'), 'utf8'))).toMatchObject({ summary: { errors: 1 } });
    expect(readFileSync(path.join(cwd, 'j.xml'), 'utf8')).toContain('<testsuite name="x.mqtt"');
  });

  it.each([
    [['--format', 'json', '--format', 'sarif'], 'json and sarif cannot share standard output'],
    [['--format', 'json:a', '--format', 'pretty:./a'], 'json and pretty cannot share one file'],
    [['--format', 'sarf'], 'Did you mean sarif?'],
    [['--format', 'sarif:'], 'A file is missing'],
    [['--format', 'json:a.mqtt/x'], 'a.mqtt/x cannot be written'],
    [['--format', 'json:/proc/none/x'], '/proc/none/x cannot be written'],
  ])('refuses %j', async (formats, message) => {
    const cwd = folderWith(bad);
    const { code, stdout, stderr } = await topicguard(['lint', ...formats], { cwd, env });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(existsSync(path.join(cwd, 'a'))).toBe(false);
  });
});

/** Tags that close what they open; attributes in quotes. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  let rest = xml.replace(/^<\?xml[^?]*\?>/, '');
  for (let tag = /<([^>]*)>/.exec(rest); tag; tag = /<([^>]*)>/.exec(rest)) {
    const [, inside = ''] = tag;
    rest = rest.slice(tag.index + tag[0].length);
    if (inside.startsWith('/')) {
      if (open.pop() !== inside.slice(1)) return false;
      continue;
    }
    const parts = /^([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)$/.exec(inside);
    if (!parts) return false;
    if (parts[3] === '') open.push(parts[1] as string);
  }
  return open.length === 0 && !rest.includes('<');
}
