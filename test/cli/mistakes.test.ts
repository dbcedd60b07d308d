/** What users do by mistake: each gets exit code 2, a message that says what to do, nothing on standard output and no stack. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { device, folderWith, topicguard } from './run.js';

const files = {
  'device.json': device({ keepalive: 60 }),
  'script.mqtt': 'policy onenet\nconnect client-id=m1 username=238322  => allowed\n',
  'bytes.json': Buffer.from([0x7b, 0x0a, 0xff, 0xfe, 0x7d]),
  'bytes.mqtt': Buffer.from([0x61, 0xff]),
  'empty.mqtt': '',
  'folder/inside.txt': '',
};

describe('a mistake', () => {
  it.each<[string, string]>([
    ['lint', 'topicguard: Standard input has no name: say which format it is with --stdin-filename device.json.'],
    ['lint folder/inside.txt', 'topicguard: folder/inside.txt is no file that can be linted'],
    ['lint device.json --config folder', 'topicguard: folder cannot be read: it is a directory, not a file.'],
    ['lint device.json --config bytes.json', 'topicguard: bytes.json:2:1: The file is not UTF-8'],
    ['lint device.json --baseline folder', 'topicguard: folder cannot be read: it is a directory, not a file.'],
    ['lint device.json --baseline bytes.json', 'topicguard: bytes.json:2:1: The file is not UTF-8'],
    ['lint --print-config folder', 'topicguard: folder is a folder: name a file in it, which need not be there.'],
    [
      'device.json',
      'topicguard: "device.json" is a file or a folder, and no command. "topicguard lint" looks for mistakes in files.',
    ],
    ['--policy onenet lint', 'topicguard: "--policy" stands before any command, where there are only -h, --help'],
    ['--polcy', 'topicguard: "--polcy" stands before any command'],
    ['test -', 'topicguard: Standard input is not read here: name a file.'],
    ['fmt -', 'topicguard: Standard input is not read here: name a file.'],
    ['test empty.mqtt', 'topicguard: empty.mqtt names no policy: begin it with a line "policy onenet"'],
    ['test bytes.mqtt', 'topicguard: this script has mistakes:\nbytes.mqtt:1:2 The file is not UTF-8'],
    ['test device.json', 'topicguard: this script has mistakes:\ndevice.json:1:1 "{" is not a statement.'],
    ['test folder', 'topicguard: There is no session script: a file whose name ends in .mqtt.'],
    ['replay device.json --broker mqtt://127.0.0.1:1', 'topicguard: this script has mistakes:\ndevice.json:1:1 '],
    ['replay script.mqtt --broker mqtt://no.invalid', 'no.invalid:1883 cannot be reached: nobody knows the name'],
    ['replay script.mqtt --broker mqtts://127.0.0.1:1 --ca none', '--ca none cannot be read: there is no such file'],
    [
      'replay script.mqtt --broker mqtts://127.0.0.1:1 --ca device.json',
      '--ca device.json holds no certificate in PEM.',
    ],
    ['policies shw', 'topicguard: There is no "policies shw". Did you mean "policies show"?'],
    ['policies onenet', 'topicguard: To see one policy, write: topicguard policies show onenet'],
    ['check publish a --payload x --payload-bytes 3', 'leave one out.'],
    [
      'check publish a --policy onenet --identity pidd=1',
      'topicguard: The policy onenet has no name "pidd" for its clients. Did you mean "pid"?',
    ],
    [
      'check publish a --identity pid=1',
      'The policy mqtt has no name "pid" for its clients. It knows clients by no name. It was taken because nothing names a platform, so only the standard counts: --policy says another.',
    ],
    [
      'serve --policy onenet --token-file folder',
      'topicguard: The token file folder cannot be read: it is a directory.',
    ],
    ['broker --policy onenet --tls-cert none --tls-key none', '--tls-cert none cannot be read: there is no such file'],
  ])('%s', async (line, message) => {
    const words = line === 'lint' ? ['lint', '-'] : line.split(' ');
    const { code, stdout, stderr } = await topicguard(words, { cwd: folderWith(files) });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at |ErrnoException|E[A-Z]{4,}\b/);
  });

  it.each(['topicguard.json', 'topicguard.yaml'])(
    'of making %s a folder leaves nothing out without a word',
    async (name) => {
      const cwd = folderWith({ 'sub/device.json': device({ keepalive: 60 }) });
      mkdirSync(path.join(cwd, 'sub', name));
      const { code, stderr } = await topicguard(['lint', 'sub'], { cwd });
      expect([code, stderr]).toEqual([2, `topicguard: sub/${name} cannot be read: it is a directory, not a file.\n`]);
    },
  );

  it('of one script keeps nobody from seeing the others', async () => {
    const cwd = folderWith({
      'a.mqtt': 'policy none\nconnect client-id=a\n',
      'b.mqtt': 'connect client-id=a  => allowed\n',
      'c.mqtt': 'policy mqtt\nconnect client-id=a  => allowed\npublish a  => denied\n',
    });
    const { code, stdout, stderr } = await topicguard(['test'], { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain('c.mqtt:3:12 ');
    expect(stdout).toContain('1 as expected, 1 not as expected in 1 script\n');
    expect(stderr).toMatch(
      /^topicguard: a\.mqtt: There is no policy "none"\..*\ntopicguard: b\.mqtt names no policy: .*\n$/,
    );
  });

  it('of expecting nothing is no test that was met', async () => {
    const cwd = folderWith({ 'a.mqtt': 'policy mqtt\nconnect client-id=a\n' });
    expect(await topicguard(['test'], { cwd })).toEqual({
      code: 0,
      stdout: '0 as expected in 1 script\n',
      stderr:
        'topicguard: Nothing is expected here, so nothing was tested: say behind a request what it gets, as in "publish a => denied".\n',
    });
  });

  it('that keeps serve from starting is all that it says', async () => {
    for (const words of [
      ['--policy', 'none'],
      ['--policy', 'onenet', '--listen', '192.0.2.1:8383'],
    ])
      expect((await topicguard(['serve', ...words])).stderr).toMatch(/^topicguard: [^\n]+\n$/);
  });
});

describe('fmt', () => {
  it('says what is wrong in a policy, and leaves it as it is', async () => {
    const text = 'policy a\n\ntopics\n  publsh a\n';
    const cwd = folderWith({ 'a.mqttpolicy': text });
    for (const words of [['fmt'], ['fmt', '--check']])
      expect(await topicguard(words, { cwd })).toEqual({
        code: 1,
        stdout: '',
        stderr:
          'a.mqttpolicy:4:3: "publsh" cannot start a line in a topics section. Did you mean "publish"?\na.mqttpolicy has mistakes and stays as it is.\n',
      });
    expect(readFileSync(path.join(cwd, 'a.mqttpolicy'), 'utf8')).toBe(text);
  });

  it('says where there is nothing to format', async () => {
    const { code, stderr } = await topicguard(['fmt'], { cwd: folderWith({ 'a.json': '{}' }) });
    expect(code).toBe(0);
    expect(stderr).toContain('There is nothing to format: no file here has a name that ends in .mqttpolicy or .mqtt.');
  });

  it('keeps line ends, byte order marks and encodings', async () => {
    const policy = 'policy a\n\n\ntopics\n  publish    a\n';
    const script = 'policy a\nconnect   client-id=m\n';
    const windows = (text: string): string => text.replaceAll('\n', '\r\n');
    const cwd = folderWith({
      'a.mqttpolicy': windows(policy),
      'b.mqttpolicy': `\uFEFF${policy}`,
      'c.mqttpolicy': Buffer.from(`\uFEFF${windows(policy)}`, 'utf16le'),
      'a.mqtt': windows(script),
      'b.mqtt': script,
    });
    expect((await topicguard(['fmt'], { cwd })).stdout).toBe(
      ['a.mqtt', 'a.mqttpolicy', 'b.mqtt', 'b.mqttpolicy', 'c.mqttpolicy']
        .map((name) => `formatted ${name}\n`)
        .join(''),
    );
    const tidy = 'policy a\n\ntopics\n  publish  a\n';
    const bytes = (name: string): Buffer => readFileSync(path.join(cwd, name));
    expect(bytes('a.mqttpolicy').toString()).toBe(windows(tidy));
    expect(bytes('b.mqttpolicy').toString()).toBe(`\uFEFF${tidy}`);
    expect(bytes('c.mqttpolicy').toString('utf16le')).toBe(`\uFEFF${windows(tidy)}`);
    expect(bytes('a.mqtt').toString()).toBe(windows('policy a\nconnect client-id=m\n'));
    expect(bytes('b.mqtt').toString()).toBe('policy a\nconnect client-id=m\n');
    expect(await topicguard(['fmt', '--check'], { cwd })).toEqual({ code: 0, stdout: '', stderr: '' });
    writeFileSync(path.join(cwd, 'a.mqtt'), windows('publsh a\n'));
    expect((await topicguard(['fmt', 'a.mqtt'], { cwd })).stderr).toContain('a.mqtt:1:1: ');
  });
});
