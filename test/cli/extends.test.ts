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
