import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, topicguard } from './run.js';

const base = `policy base

identity
  client-id  {x}
  {x}        [a-z]{1,8}

topics under a/{x}
  publish  b
  publish  c
`;
const child = (parent: string): string => `policy child extends ${parent}\n\ntopics under a/{x}\n  deny publish  c\n`;

describe('a policy file that extends another file', () => {
  it('finds it from where it stands itself, over several folders', async () => {
    const cwd = folderWith({
      'shared/deep/base.mqttpolicy': base,
      'shared/middle.mqttpolicy': child('./deep/base.mqttpolicy'),
      'site/ours.mqttpolicy': 'policy ours extends ../shared/middle.mqttpolicy\n',
      'site/session.mqtt':
        'policy ./ours.mqttpolicy\nconnect client-id=m\npublish a/m/b => allowed\npublish a/m/c => denied topic/denied\n',
    });
    expect(await topicguard(['test', 'site/session.mqtt'], { cwd })).toMatchObject({
      code: 0,
      stdout: '2 as expected in 1 script\n',
    });
  });

  it.each([
    [
      'there is none',
      './nothing.mqttpolicy',
      /ours.mqttpolicy:1:21: There is no policy ".\/nothing.mqttpolicy" to extend/,
    ],
    ['it is a folder', './folder.mqttpolicy', /There is no policy ".\/folder.mqttpolicy" to extend/],
    ['it has a mistake', './wrong.mqttpolicy', /"publsh" cannot start a line.*\(its line 3\)/],
    ['it is no text', './bytes.mqttpolicy', /bytes.mqttpolicy is not UTF-8/],
    ['it is the file itself', './ours.mqttpolicy', /More than 16 policies build upon one another/],
    ['it is no policy', './secret.txt', /There is no policy ".\/secret.txt" to extend/],
  ])('is refused where %s', async (_, parent, message) => {
    const cwd = folderWith({
      'ours.mqttpolicy': `policy ours extends ${parent}\n`,
      'wrong.mqttpolicy': 'policy wrong\ntopics\n  publsh a\n',
      'bytes.mqttpolicy': Buffer.from([0xff, 0xfe, 0x00]),
      'secret.txt': 'policy secret\n',
      'folder.mqttpolicy/file': '',
    });
    const { code, stderr } = await topicguard(['check', 'publish', 'a', '--policy', 'ours.mqttpolicy'], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ at .*\.cjs/);
  });
});

it.each(['extends', 'on'])('a page says %s with the name of a file beside it', async (word) => {
  const cwd = folderWith({
    'far/base.mqttpolicy': base,
    'far/ours.mqttpolicy': `policy ours ${word} base\n\nidentity\n  client-id  {x}\n  {x}  [a-z]{1,8}\n\ntopics under a/{x}\n  publish  b\n`,
    'session.mqtt':
      'policy far/ours.mqttpolicy\nconnect client-id=m\npublish a/m/b => allowed\npublish a/m/d => denied\n',
  });
  expect(await topicguard(['test', 'session.mqtt'], { cwd })).toMatchObject({ code: 0 });
});

it('shows the page of a policy that is a file', async () => {
  const cwd = folderWith({ 'base.mqttpolicy': base });
  expect(await topicguard(['policies', 'show', 'base.mqttpolicy'], { cwd })).toMatchObject({ code: 0, stdout: base });
  expect(await topicguard(['policies', 'show', 'bas.mqttpolicy'], { cwd })).toMatchObject({ code: 2 });
});

describe('a policy in JSON', () => {
  const json = {
    language: 1,
    policy: 'base',
    sections: [
      {
        section: 'identity',
        lines: [
          { bind: ['client-id'], to: '{x}' },
          { name: 'x', shape: '[a-z]{1,8}' },
        ],
      },
      { section: 'topics', under: ['a/{x}'], lines: [{ allow: ['publish'], topics: ['b', 'c'] }] },
    ],
  };
  const text = JSON.stringify(json, null, 2);
  const session = (policy: string): string =>
    `policy ${policy}\nconnect client-id=m\npublish a/m/b => allowed\npublish a/m/c => denied\n`;

  it('is extended and stood on, by pages of both forms', async () => {
    const parents = { extends: '../shared/base.json', on: '../shared/base.json' };
    for (const word of ['extends', 'on'] as const) {
      const cwd = folderWith({
        'shared/base.json': text,
        'site/lines.mqttpolicy': `policy lines ${word} ${parents[word]}\n\nidentity\n  client-id  {x}\n  {x}  [a-z]{1,8}\n\ntopics under a/{x}\n  publish  b\n  deny publish  c\n`,
        'site/data.json': JSON.stringify({
          language: 1,
          policy: 'data',
          [word]: parents[word],
          sections: [
            json.sections[0],
            {
              section: 'topics',
              lines: [
                { deny: ['publish'], topics: ['a/{x}/c'] },
                { allow: ['publish'], topics: ['a/{x}/b'] },
              ],
            },
          ],
        }),
        'site/third.json': JSON.stringify({ language: 1, policy: 'third', extends: 'data.json', sections: [] }),
        'lines.mqtt': session('site/lines.mqttpolicy'),
        'data.mqtt': session('site/data.json'),
        'third.mqtt': session('site/third.json'),
      });
      expect(await topicguard(['test'], { cwd })).toEqual({
        code: 0,
        stdout: '6 as expected in 3 scripts\n',
        stderr: '',
      });
    }
  });

  it('that a page builds upon is seen by the cache when it changes', async () => {
    const cwd = folderWith({
      'base.json': text,
      'ours.mqttpolicy': 'policy ours extends ./base.json\n',
      'device.json': '{"mqtt":{"clientId":"m","publish":["a/m/c"]}}',
    });
    const lint = () => topicguard(['lint', '--cache', '--policy', 'ours.mqttpolicy', 'device.json'], { cwd });
    expect((await lint()).code).toBe(0);
    writeFileSync(path.join(cwd, 'base.json'), text.replace(/"b",\s*"c"/, '"b"'));
    expect((await lint()).code).toBe(1);
  });

  it('is shown as a page, with what it extends', async () => {
    const cwd = folderWith({
      'base.json': text,
      'ours.json': '{"language":1,"policy":"ours","title":"Ours","extends":"base.json","sections":[]}',
    });
    const { code, stdout } = await topicguard(['policies', 'show', 'ours.json'], { cwd });
    expect([code, stdout]).toEqual([
      0,
      'policy ours "Ours"\n\nidentity\n  client-id  {x}\n\n  {x}  [a-z]{1,8}\n\ntopics under a/{x}\n  publish  b, c\n',
    ]);
  });

  it.each([
    [
      'is none',
      '{\n  "language": 1,\n  "polcy": "a",\n  "sections": []\n}',
      /^p\.json:1:1: "polcy" is not known here\. Did you mean "policy"\?$/m,
    ],
    [
      'has a wrong value',
      text.replace('"publish"', '"publsh"'),
      /^p\.json:\d+:13: Entry 1 of "allow" must be one of publish, subscribe, receive\. Did you mean "publish"\?$/m,
    ],
    ['has a wrong topic', text.replace('"a/{x}"', '"a/{x"'), /^p\.json:\d+:9: .*\n +\d+ │ +"a\/\{x"$/m],
    ['is not JSON', '{ "language": 1, policy: 2 }', /^p\.json:1:18: A key is written in double quotes: "policy"\.$/m],
    ['has comments', '{ "language": 1, // one\n }', /^p\.json:1:18: This is not JSON: /m],
    [
      'says a key twice',
      '{ "policy": "a", "language": 1, "policy": "b", "sections": [] }',
      /^p\.json:1:3: The key "policy" is there twice/m,
    ],
    ['is empty', '', /^p\.json:1:1: The file is empty\.$/m],
    ['is too long', ' '.repeat(1_000_001), /^topicguard: p\.json has 1000001 bytes; a policy may have 1000000\.$/m],
    ['is no text', Buffer.from([0xff, 0xfe, 0]), /^topicguard: p\.json is not UTF-8\. Save it as UTF-8\.$/m],
  ])('that %s is refused where it is wrong', async (_, content, message) => {
    const cwd = folderWith({ 'p.json': content });
    for (const words of [
      ['policies', 'show', 'p.json'],
      ['check', 'publish', 'a', '--policy', 'p.json'],
    ]) {
      const { code, stdout, stderr } = await topicguard(words, { cwd });
      expect([code, stdout, stderr]).toEqual([2, '', expect.stringMatching(message)]);
    }
  });

  it.each([
    ['says a key twice', '{"policy":"a","policy":"b"}', /"base\.json" does not load: The key "policy" is there twice/],
    ['is not JSON', 'policy base', /"base\.json" does not load: This is not JSON: /],
    [
      'does not fit',
      '{"language":1,"policy":"base","sections":[{"section":"x"}]}',
      /does not load: .* \(its \/sections\/0/,
    ],
    [
      'extends the page',
      '{"language":1,"policy":"base","extends":"ours.mqttpolicy","sections":[]}',
      /More than 16 policies build upon one another/,
    ],
  ])('that %s is not extended', async (_, content, message) => {
    const cwd = folderWith({ 'ours.mqttpolicy': 'policy ours extends base.json\n', 'base.json': content });
    const { code, stderr } = await topicguard(['check', 'publish', 'a', '--policy', 'ours.mqttpolicy'], { cwd });
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

it('says of what cannot be shown what it is', async () => {
  const cwd = folderWith({ 'folder/base.mqttpolicy': base, 'bytes.mqttpolicy': Buffer.from([0xff, 0xfe, 0]) });
  const show = async (name: string) => (await topicguard(['policies', 'show', name], { cwd })).stderr;
  expect(await show('folder')).toBe('topicguard: folder cannot be read: it is a directory.\n');
  expect(await show('bytes.mqttpolicy')).toBe('topicguard: bytes.mqttpolicy is not UTF-8. Save it as UTF-8.\n');
  expect(await show('onenett')).toBe('topicguard: There is no policy "onenett". Did you mean onenet?\n');
});

describe('policies show of a page that cannot be used', () => {
  const broken = 'policy ours extends ./base.mqttpolicy\n\ntopics\n  publsh  a\n';

  it('prints it as it is written, says what is wrong with it, and exits with 2', async () => {
    const cwd = folderWith({ 'base.mqttpolicy': 'policy base\n\ntopics\n  publish  b\n', 'ours.mqttpolicy': broken });
    const { code, stdout, stderr } = await topicguard(['policies', 'show', 'ours.mqttpolicy'], { cwd });
    const checked = await topicguard(['check', 'publish', 'a', '--policy', 'ours.mqttpolicy'], { cwd });
    expect([code, stdout]).toEqual([2, broken]);
    expect(stderr).toContain('ours.mqttpolicy:4:3: "publsh" cannot start a line');
    expect(stderr).toBe(checked.stderr);
  });

  it('says that what it extends is not there', async () => {
    const cwd = folderWith({ 'ours.mqttpolicy': broken.replace('publsh', 'publish') });
    const { code, stdout, stderr } = await topicguard(['policies', 'show', 'ours.mqttpolicy'], { cwd });
    expect([code, stdout]).toEqual([2, broken.replace('publsh', 'publish')]);
    expect(stderr).toContain('ours.mqttpolicy:1:21: ');
  });
});
