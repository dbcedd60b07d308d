import { describe, expect, it } from 'vitest';
import { device, folderWith, topicguard } from './run.js';

interface LintJson {
  version: number;
  findings: {
    file: string;
    rule: string;
    severity: string;
    line: number;
    column: number;
    endLine: number;
    endColumn: number;
  }[];
  summary: { files: number; errors: number; warnings: number; hints: number };
  policies: { file: string; name: string; by: string; why: string }[];
}

async function lintJson(
  words: readonly string[],
  options: Parameters<typeof topicguard>[1] = {},
): Promise<{ code: number; report: LintJson }> {
  const { code, stdout } = await topicguard(['lint', '--format', 'json', ...words], options);
  return { code, report: JSON.parse(stdout) as LintJson };
}

describe('lint', () => {
  it('searches directories, but not those of packages and builds', async () => {
    const bad = device({ clean_session: false });
    const cwd = folderWith({
      'a.json': bad,
      'b/c.yaml': 'mqtt:\n  host: mqtts.heclouds.com\n  keepalive: 5\n',
      'b/d.txt': bad,
      'b/e.mqtt': 'policy onenet\nsubscribe #\n',
      'node_modules/x/a.json': bad,
      'dist/a.json': bad,
      '.git/a.json': bad,
    });
    const { code, report } = await lintJson([], { cwd });
    expect(code).toBe(1);
    expect(report.findings.map(({ file, rule }) => [file, rule])).toEqual([
      ['a.json', 'connect/clean-session'],
      ['b/c.yaml', 'connect/keep-alive'],
      ['b/e.mqtt', 'subscribe/wildcard-level'],
    ]);
    expect(report.summary).toEqual({ files: 3, errors: 3, warnings: 0, hints: 0 });
  });

  it('writes the contract of its JSON', async () => {
    const cwd = folderWith({ 'a.json': device({ keepalive: 5 }) });
    const { report } = await lintJson(['a.json'], { cwd });
    expect(report.version).toBe(1);
    expect(report.findings).toEqual([
      {
        file: 'a.json',
        rule: 'connect/keep-alive',
        severity: 'error',
        message: 'Keep-alive is 5 s, but must be 10 to 1800 s.',
        line: 6,
        column: 18,
        endLine: 6,
        endColumn: 19,
        fixable: true,
        confidence: 'certain',
        policy: 'onenet',
        policyLine: expect.any(Number),
        consequence: { kind: 'close', text: 'OneNET MQTT IoT Suite closes the connection.' },
      },
    ]);
    expect(report.policies).toEqual([
      { file: 'a.json', name: 'onenet', by: 'host', why: 'the broker is mqtts.heclouds.com', client: 'mqtt' },
    ]);
  });

  it('counts columns in UTF-16 units after a BOM, CRLF and an emoji', async () => {
    const cwd = folderWith({
      'a.json': `\uFEFF{"mqtt": {\r\n"name": "🚀", "host": "mqtts.heclouds.com", "keepalive": 5}}`,
    });
    const { report } = await lintJson(['a.json'], { cwd });
    expect(report.findings).toMatchObject([{ line: 2, column: 58, endColumn: 59 }]);
  });

  it('reads standard input as the file that it is said to be', async () => {
    const { code, report } = await lintJson(['-', '--stdin-filename', 'dev/meter.yaml'], {
      input: 'mqtt:\n  host: mqtts.heclouds.com\n  keepalive: 5\n',
    });
    expect(code).toBe(1);
    expect(report.findings).toMatchObject([{ file: 'dev/meter.yaml', rule: 'connect/keep-alive', line: 3 }]);
    expect((await topicguard(['lint', '-'])).code).toBe(2);
  });

  it('is clean with 0, also where no MQTT client is described', async () => {
    const cwd = folderWith({ 'a.json': device({ keepalive: 60 }), 'package.json': '{"name": "x"}' });
    expect(await topicguard(['lint'], { cwd })).toMatchObject({
      code: 0,
      stdout: 'Nothing wrong in 2 files, 1 client, policy onenet\n',
    });
    expect((await topicguard(['lint', 'package.json'], { cwd })).stdout).toContain('No MQTT client found');
  });

  it('says that there is nothing to lint, and that no file has a client', async () => {
    const none = await topicguard(['lint'], { cwd: folderWith({ 'notes.txt': 'mqtt' }) });
    expect([none.code, none.stdout]).toEqual([
      0,
      'No file to lint: none that is not ignored has a name that ends in one of .json, .jsonc, .yaml, .yml, .mqtt\n',
    ]);
    const other = await topicguard(['lint'], { cwd: folderWith({ 'package.json': '{"name": "x"}' }) });
    expect([other.code, other.stdout]).toEqual([0, 'No MQTT client found in 1 file\n']);
  });

  it('fails for bytes that are no text only where the file may be about MQTT', async () => {
    const cwd = folderWith({
      'words.json': Buffer.from('{"greeting": "sch\xf6n"}', 'latin1'),
      'device.json': Buffer.from('{"host": "mqtt.example.com", "client_id": "Z\xe4hler"}', 'latin1'),
    });
    const words = await lintJson(['words.json'], { cwd });
    expect([words.code, words.report.findings.map(({ rule, severity }) => [rule, severity])]).toEqual([
      0,
      [['read/encoding', 'warning']],
    ]);
    expect((await topicguard(['lint', 'device.json'], { cwd })).code).toBe(1);
  });

  it('fails on warnings only above --max-warnings, and never on hints', async () => {
    const cwd = folderWith({
      'w.mqtt': 'policy onenet\nconnect client-id=m username=1\nsubscribe $sys/1/m/dp/post/json\n',
      'h.mqtt': 'policy onenet\nconnect client-id=m username=1\nsubscribe $sys/1/m/cmd/request/+ qos=1\n',
    });
    expect((await topicguard(['lint', 'w.mqtt'], { cwd })).code).toBe(0);
    expect((await topicguard(['lint', 'w.mqtt', '--max-warnings', '0'], { cwd })).code).toBe(1);
    expect((await topicguard(['lint', 'h.mqtt', '--max-warnings', '0'], { cwd })).code).toBe(0);
    const quiet = await lintJson(['w.mqtt', '--quiet', '--max-warnings', '0'], { cwd });
    expect([quiet.code, quiet.report.findings]).toEqual([0, []]);
  });

  it('takes a policy by name and by file, and refuses one that is none', async () => {
    const cwd = folderWith({
      'a.mqtt': 'publish plant/secret/x\n',
      'plant.mqttpolicy': 'policy plant\n\ntopics\n  publish plant/#\n  deny publish plant/secret/#\n',
      'bad.mqttpolicy': 'policy bad\n\ntopics\n  publsh a\n  publish {x}/b\n',
    });
    expect((await lintJson(['a.mqtt', '--policy', 'mqtt'], { cwd })).code).toBe(0);
    expect((await lintJson(['a.mqtt', '--policy', 'plant.mqttpolicy'], { cwd })).report.findings).toMatchObject([
      { rule: 'topic/denied' },
    ]);
    const bad = await topicguard(['lint', 'a.mqtt', '--policy', 'bad.mqttpolicy'], { cwd });
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain('bad.mqttpolicy:4:3');
    expect((await topicguard(['lint', 'a.mqtt', '--policy', 'onent'], { cwd })).stderr).toContain(
      'Did you mean onenet?',
    );
  });

  it('shows the line with the place marked, whatever is in it', async () => {
    const cwd = folderWith({
      'a.yaml': `mqtt:\n  host: mqtts.heclouds.com\n  publish: {a: "日本🚀\te\u0301", topic: $sys/1/d/nothing}\n`,
      'b.json': `{"mqtt": {"pad": "${'x'.repeat(5000)}", "host": "mqtts.heclouds.com", "keepalive": 5, "pad2": "${'y'.repeat(5000)}"}}`,
    });
    const { stdout } = await topicguard(['lint', 'a.yaml', 'b.json'], { cwd });
    const [first, second] = stdout
      .split('\n')
      .flatMap((line, at, all) =>
        line.includes('│ ') && all[at + 1]?.includes('^') ? [[line, all[at + 1] as string] as const] : [],
      );
    // Wide characters take two columns, a tab is shown as two blanks, a combining accent takes none.
    expect(first?.[0]).toContain('日本🚀  e\u0301", topic: $sys/1/d/nothing');
    const before = first?.[0].slice(0, first[0].indexOf('$sys')) as string;
    expect(first?.[1].indexOf('^')).toBe(before.length - '🚀'.length + 2 + '日本'.length - 1);
    expect(second?.[0].length).toBeLessThan(140);
    expect(second?.[0][second[1].indexOf('^')]).toBe('5');
  });

  it('lets nothing of a file reach the terminal as a command', async () => {
    const cwd = folderWith({ 'a.json': device({ publish: '$sys/238322/meter-7/\u001b[31mred\u009b' }) });
    const { stdout } = await topicguard(['lint', 'a.json'], { cwd });
    expect(stdout).not.toMatch(/[\u001b\u009b]/);
  });

  it('colours on a terminal or when it is told to', async () => {
    const cwd = folderWith({ 'a.json': device({ keepalive: 5 }) });
    const plain = await topicguard(['lint'], { cwd });
    expect(plain.stdout).not.toContain('\u001b[');
    expect((await topicguard(['lint'], { cwd, env: { FORCE_COLOR: '1' } })).stdout).toContain('\u001b[31');
    expect((await topicguard(['lint'], { cwd, env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).toBe(plain.stdout);
  });

  it('says the same twice, byte for byte', async () => {
    const [one, two] = await Promise.all([topicguard(['lint', 'examples']), topicguard(['lint', 'examples'])]);
    expect(one.stdout).toBe(two.stdout);
    expect(one.code).toBe(1);
  });
});
