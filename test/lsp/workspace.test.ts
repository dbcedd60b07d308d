import { describe, expect, it } from 'vitest';
import { diagnosticOf } from '../../lsp/diagnostic.js';
import type { Source } from '../../lsp/source.js';
import { folder, Lab } from './lab.js';

const device = (id: string, keepalive = 60): string =>
  `${JSON.stringify({ mqtt: { host: 'mqtts.heclouds.com', client_id: id, username: '238322', keepalive } })}\n`;
const keepAlive = '1:86 connect/keep-alive Keep-alive is 5 s, but must be 10 to 1800 s.';

describe('documents', () => {
  it('are read by their endings, or by their language where the name has none', async () => {
    const lab = new Lab();
    expect(await lab.findings(lab.open('a.json', device('a', 5)).uri)).toEqual([keepAlive]);
    expect(await lab.findings(lab.open('untitled:Untitled-1', device('a', 5), 'json').uri)).toEqual([keepAlive]);
    expect(await lab.findings(lab.open('a.txt', device('a', 5), 'plaintext').uri)).toEqual([]);
    expect(await lab.findings(lab.open('package.json', '{"name": "a"}').uri)).toEqual([]);
  });

  it('are judged by what they say now', async () => {
    const lab = new Lab();
    const { uri } = lab.open('a.json', device('a', 5));
    lab.edit(uri, device('a'));
    expect(await lab.findings(uri)).toEqual([]);
    const at = device('a').indexOf('60');
    lab.workspace.change(uri, 3, [
      { range: { start: { line: 0, character: at }, end: { line: 0, character: at + 2 } }, text: '5' },
    ]);
    expect(await lab.findings(uri)).toEqual([keepAlive]);
  });

  it('that are policies say what keeps them from loading', async () => {
    const lab = new Lab();
    const { uri } = lab.open('a.mqttpolicy', 'policy a\n\ntopics\n  publish a/#/b\n', 'mqttpolicy');
    const [found, ...others] = await lab.findings(uri);
    expect(found).toMatch(/^4:\d+ /);
    expect(others).toEqual([]);
    const failing = 'policy a\n\ntopics\n  publish a\n\nassert\n  nobody may publish a\n';
    expect(await lab.findings(lab.open('b.mqttpolicy', failing, 'mqttpolicy').uri)).not.toEqual([]);
  });

  it('that are configurations say what keeps them from being used', async () => {
    const lab = new Lab();
    const { uri } = lab.open('topicguard.json', '{\n  "rules": {"connect/keepalive": "off"}\n}\n');
    expect(await lab.findings(uri)).toEqual([
      '2:13 - There is no rule "connect/keepalive". Did you mean "connect/keep-alive"? (lint/unknown-rule)',
    ]);
    lab.edit(uri, '{"policy": "nothing.mqttpolicy"}');
    expect((await lab.findings(uri))[0]).toMatch(/^1:12 - There is no policy ".*nothing\.mqttpolicy"/);
    lab.edit(uri, '{"extends": "other.json"}');
    expect(await lab.findings(uri)).toEqual(['1:13 - There is no file "other.json" here.']);
  });

  it('that cannot be judged say what the reason is', async () => {
    const lab = new Lab({ 'topicguard.json': '{"policy": "onenett"}' });
    const { uri, source } = lab.open('a.json', device('a', 5));
    expect(await lab.findings(uri)).toEqual([
      '1:1 - This file is not checked, because its configuration cannot be used.',
    ]);
    const [issue] = (await lab.workspace.check(source)).issues;
    expect(issue?.related).toMatchObject([{ uri: lab.uriOf('topicguard.json'), line: 1 }]);
    expect(issue?.message).toContain('Did you mean onenet?');
  });

  it('that are too deep or are no text get one finding', async () => {
    const lab = new Lab({ 'latin.json': Buffer.from('{"mqtt": "\xe9"}', 'latin1') });
    const deep = '['.repeat(100_000);
    expect(await lab.findings(lab.open('deep.json', deep).uri)).toHaveLength(1);
    expect(await lab.findings(lab.open('deep.yaml', deep, 'yaml').uri)).toHaveLength(1);
    expect(await lab.findings(lab.open('latin.json', '{"mqtt": "\uFFFD"}').uri)).toHaveLength(1);
    expect(await lab.findings(lab.open('edited.json', '{"mqtt": "\uFFFD"}').uri)).toEqual([]);
  });
});

describe('what is open', () => {
  const plant = (seconds: string): string => `policy plant\n\nconnect\n  keep-alive ${seconds}\n`;
  const strict = plant('5..5');
  const config = '{"policy": "plant.mqttpolicy"}';

  it('counts more than what is on the disk, for policies and configurations', async () => {
    const lab = new Lab({ 'plant.mqttpolicy': plant('10..100'), 'topicguard.json': config });
    const { uri } = lab.open('a.json', device('a', 60));
    expect(await lab.findings(uri)).toEqual([]);
    const policy = lab.open('plant.mqttpolicy', plant('10..100'), 'mqttpolicy');
    lab.outdated.length = 0;
    lab.edit(policy.uri, strict);
    expect(lab.outdated).toEqual([undefined]);
    expect(await lab.findings(uri)).toMatchObject([expect.stringContaining('connect/keep-alive')]);
    lab.workspace.close(policy.uri);
    expect(await lab.findings(uri)).toEqual([]);
    lab.open('topicguard.json', '{"rules": {}}');
    lab.edit(uri, device('a', 5));
    expect(await lab.findings(uri)).toEqual([keepAlive]);
  });

  it('is looked at again when a file that it rests on changes, comes or goes', async () => {
    const lab = new Lab({ 'plant.mqttpolicy': plant('10..100') });
    const { uri } = lab.open('a.json', device('a', 60));
    expect(await lab.findings(uri)).toEqual([]);
    lab.files.set('topicguard.json', config);
    lab.files.set('plant.mqttpolicy', strict);
    lab.workspace.touched([`${folder}/topicguard.json`], true);
    expect(await lab.findings(uri)).toMatchObject([expect.stringContaining('connect/keep-alive')]);
    lab.files.set('plant.mqttpolicy', plant('60..60'));
    lab.workspace.touched([`${folder}/plant.mqttpolicy`]);
    expect(await lab.findings(uri)).toEqual([]);
  });

  it('is left alone when another file changes', async () => {
    const lab = new Lab({ 'b.json': device('b') });
    const { uri, source } = lab.open('a.json', device('a', 60));
    await lab.findings(uri);
    await lab.workspace.files();
    const check = lab.workspace.check(source);
    lab.files.set('b.json', device('b', 5));
    lab.workspace.touched([`${folder}/b.json`]);
    expect(lab.workspace.check(source)).toBe(check);
    const closed = lab.workspace.sourceAt(`${folder}/b.json`) as Source;
    expect((await lab.workspace.check(closed)).issues).toHaveLength(1);
  });

  it('follows the configuration in exceptions, severities, baselines and ignored files', async () => {
    const lab = new Lab({
      'topicguard.yaml':
        'ignore: [old/]\nrules:\n  connect/keep-alive: hint\nexceptions:\n  - {files: b.json, rules: [connect/keep-alive]}\n',
    });
    const { source } = lab.open('a.json', device('a', 5));
    expect((await lab.workspace.check(source)).issues).toMatchObject([{ severity: 'hint' }]);
    expect(await lab.findings(lab.open('b.json', device('a', 5)).uri)).toEqual([]);
    expect(await lab.findings(lab.open('old/c.json', device('a', 5)).uri)).toEqual([]);
  });

  it('goes by the settings of the editor', async () => {
    const lab = new Lab({ 'other.json': '{"rules": {"connect/keep-alive": "off"}}' }, { config: 'other.json' });
    expect(await lab.findings(lab.open('a.json', device('a', 5)).uri)).toEqual([]);
    lab.workspace.configure([folder], { policy: 'mqtt' });
    expect(await lab.findings(lab.uriOf('a.json'))).toEqual([]);
    lab.workspace.configure([folder], { policy: 'none' });
    expect(await lab.findings(lab.uriOf('a.json'))).toEqual([
      '1:1 - This file is not checked, because its policy cannot be used.',
    ]);
  });
});

describe('files of one folder', () => {
  it('are held against each other in the order of a run, whichever is open', async () => {
    const lab = new Lab({ 'a.json': device('same'), 'b.json': device('same'), 'c.json': device('other') });
    await lab.workspace.files();
    const a = lab.open('a.json', device('same'));
    const b = lab.open('b.json', device('same'));
    expect(await lab.findings(b.uri)).toEqual([expect.stringContaining('is also that in a.json, line 1')]);
    expect(await lab.findings(a.uri)).toEqual([]);
    const [issue] = (await lab.workspace.check(b.source)).issues;
    expect(issue?.related).toMatchObject([{ uri: lab.uriOf('a.json'), line: 1 }]);

    lab.outdated.length = 0;
    lab.edit(a.uri, device('another'));
    expect(await lab.findings(a.uri)).toEqual([]);
    expect(lab.outdated).toEqual([['b.json']]);
    expect(await lab.findings(b.uri)).toEqual([]);

    lab.edit(a.uri, `\n\n${device('other')}`);
    await lab.findings(a.uri);
    const c = lab.open('c.json', device('other'));
    expect(await lab.findings(c.uri)).toEqual([expect.stringContaining('is also that in a.json, line 3')]);
  });

  it('are known only after they have been looked for, and then what is open is looked at again', async () => {
    const lab = new Lab({ 'a.json': device('same'), 'b.json': device('same') });
    const b = lab.open('b.json', device('same'));
    expect(await lab.findings(b.uri)).toEqual([]);
    await lab.workspace.files();
    expect(lab.outdated).toContainEqual(['b.json']);
    expect(await lab.findings(b.uri)).toHaveLength(1);
  });

  it('show which exceptions of a configuration are good for nothing', async () => {
    const config = '{"exceptions": [{"files": "*.json", "rules": ["connect/keep-alive"]}]}';
    const lab = new Lab({ 'topicguard.json': config, 'a.json': device('a', 5), 'b.json': device('b') });
    const { uri } = lab.open('topicguard.json', config);
    expect(await lab.findings(uri)).toEqual([]);
    expect(await lab.workspace.files()).toHaveLength(3);
    expect(await lab.findings(uri)).toEqual([]);
    const a = lab.open('a.json', device('a', 5));
    lab.edit(a.uri, device('a'));
    await lab.findings(a.uri);
    expect(lab.outdated.at(-1)).toEqual(['topicguard.json']);
    expect(await lab.findings(uri)).toEqual([
      '1:17 lint/unused-ignore This leaves connect/keep-alive out, but nothing of the kind is reported in these files: take it out.',
    ]);
  });

  it('are looked at although a configuration of one of them is broken', async () => {
    const lab = new Lab({ 'x/topicguard.json': '{', 'x/a.json': device('a', 5), 'y/b.json': device('b', 5) });
    expect(await lab.workspace.files()).toHaveLength(2);
    expect(await lab.findings(lab.open('y/b.json', device('b', 5)).uri)).toEqual([keepAlive]);
  });

  it('of different workspace folders are different runs', async () => {
    const files = { 'one/a.json': device('same'), 'two/b.json': device('same') };
    const lab = new Lab(files, {}, [`${folder}/one`, `${folder}/two`]);
    expect(await lab.workspace.files()).toHaveLength(2);
    expect(await lab.findings(lab.open('two/b.json', device('same')).uri)).toEqual([]);
  });
});

describe('a diagnostic', () => {
  it('has the page of its rule, the line of the policy, and related places', async () => {
    const lab = new Lab();
    const { source } = lab.open(
      'run.mqtt',
      'policy onenet\nconnect client-id=a username=1 keep-alive=5\nsubscribe $sys/1/a/cmd/#\nsubscribe $sys/1/a/cmd/request/+\n',
      'mqtt',
    );
    const { issues } = await lab.workspace.check(source);
    const diagnostics = issues.map((issue) => diagnosticOf(issue, source, lab.workspace.host));
    expect(diagnostics).toMatchObject([
      {
        code: 'connect/keep-alive',
        severity: 1,
        source: 'topicguard',
        codeDescription: { href: 'page:///docs/rules/connect/keep-alive.md' },
        relatedInformation: [{ location: { uri: 'page:///policies/onenet.mqttpolicy' } }],
      },
      {
        code: 'subscribe/redundant',
        severity: 4,
        tags: [1],
        message: expect.stringMatching(/is already covered by .*\nLeave out one of the two\.$/),
        relatedInformation: [
          {
            message: '"$sys/1/a/cmd/#" covers it',
            location: {
              uri: source.uri,
              range: { start: { line: 2, character: 10 }, end: { line: 2, character: 24 } },
            },
          },
        ],
      },
    ]);
    expect(diagnostics[0]).not.toHaveProperty('tags');
  });

  it('shows the line of a policy of the workspace', async () => {
    const lab = new Lab({
      'topicguard.json': '{"policy": "plant.mqttpolicy"}',
      'plant.mqttpolicy': 'policy plant\n\nconnect\n  keep-alive 10..60\n',
    });
    const { source } = lab.open('a.json', device('a', 5));
    expect((await lab.workspace.check(source)).issues).toMatchObject([
      { code: 'connect/keep-alive', related: [{ uri: lab.uriOf('plant.mqttpolicy'), line: 4 }] },
    ]);
  });

  it('shows the line of the page that a policy stands on', async () => {
    const lab = new Lab({
      'topicguard.json': '{"policy": "own/own.mqttpolicy"}',
      'own/own.mqttpolicy': 'policy own on plant\n\nconnect\n  clean-session 1\n',
      'own/plant.mqttpolicy': 'policy plant\n\nconnect\n  keep-alive 10..60\n',
    });
    const { source } = lab.open('a.json', device('a', 5));
    expect((await lab.workspace.check(source)).issues).toMatchObject([
      { code: 'connect/keep-alive', related: [{ uri: lab.uriOf('own/plant.mqttpolicy'), line: 4 }] },
    ]);
    const builtin = lab.open(
      'own/own.mqttpolicy',
      'policy own on onenet\n\nconnect\n  clean-session 1\n',
      'mqttpolicy',
    );
    expect(await lab.findings(builtin.uri)).toEqual([]);
    const again = lab.workspace.source(lab.uriOf('a.json')) as Source;
    expect((await lab.workspace.check(again)).issues).toMatchObject([
      { code: 'connect/keep-alive', related: [{ uri: 'page:///policies/onenet.mqttpolicy' }] },
    ]);
  });

  it('counts in UTF-16 units, and lines as the protocol does', async () => {
    const lab = new Lab();
    const text = `{"name": "📟", "mqtt": {"host": "mqtts.heclouds.com", "client_id": "a", "keepalive": 5}}`;
    const { source } = lab.open('a.json', text);
    const [issue] = (await lab.workspace.check(source)).issues;
    const at = text.indexOf('5}');
    expect(issue && diagnosticOf(issue, source, lab.workspace.host).range).toEqual({
      start: { line: 0, character: at },
      end: { line: 0, character: at + 1 },
    });
  });
});
