import { describe, expect, it } from 'vitest';
import { formatBaseline, pruneBaseline, readBaseline } from '../../src/lint/baseline.js';
import { lintText } from '../../src/lint/index.js';

const host = 'mqtts.heclouds.com';

async function prints(text: string, path: string): Promise<string[]> {
  const { findings } = await lintText(text, { path, fingerprints: true });
  return findings
    .filter(({ rule }) => rule === 'connect/keep-alive' || rule === 'topic/unknown')
    .map(({ fingerprint }) => fingerprint as string);
}

const clients = (...ids: string[]) => ids.map((id) => ({ mqtt: { host, client_id: id, keepalive: 5 } }));

describe('a fingerprint', () => {
  it('does not change when lines, blanks, comments and other things around it do', async () => {
    const yaml = `mqtt:\n  host: ${host}\n  keepalive: 5\n`;
    const [before] = await prints(yaml, 'a.yaml');
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(
      await prints(`# new\n\nmqtt:\n    name: x\n    host:   ${host}\n    keepalive:   5 # slow\n`, 'a.yaml'),
    ).toEqual([before]);
    const json = `{"mqtt": {"host": "${host}", "keepalive": 5}}`;
    expect(await prints(JSON.stringify(JSON.parse(json), null, 4), 'a.json')).toEqual(await prints(json, 'a.json'));
    const script = 'policy onenet\nconnect client-id=a keep-alive=5\n';
    expect(await prints(`// x\n\n${script.replace('=5', '=5   // slow')}publish a\n`, 'a.mqtt')).toEqual(
      expect.arrayContaining(await prints(script, 'a.mqtt')),
    );
  });

  it('changes with the value and with the place', async () => {
    const all = await Promise.all(
      [
        `mqtt:\n  host: ${host}\n  keepalive: 5\n`,
        `mqtt:\n  host: ${host}\n  keepalive: 6\n`,
        `x:\n  mqtt:\n    host: ${host}\n    keepalive: 5\n`,
      ].map((text) => prints(text, 'a.yaml')),
    );
    expect(new Set(all.flat()).size).toBe(3);
  });

  it('tells the items of a list by their names, wherever they stand', async () => {
    const list = (ids: string[]) =>
      `devices:\n${ids.map((id) => `  - name: ${id}\n    mqtt: {host: ${host}, keepalive: 5}\n`).join('')}`;
    const [a, b] = (await prints(list(['a', 'b']), 'a.yaml')) as [string, string];
    expect(a).not.toBe(b);
    expect(await prints(list(['c', 'b', 'a']), 'a.yaml')).toEqual([expect.anything(), b, a]);
  });

  it('is another one for each of equal findings, and the first ones stay', async () => {
    const two = await prints(JSON.stringify(clients('a', 'a')), 'a.json');
    const three = await prints(JSON.stringify(clients('a', 'a', 'a'), null, 2), 'a.json');
    expect(new Set(three).size).toBe(3);
    expect(three.slice(0, 2)).toEqual(two);
  });
});

describe('a baseline', () => {
  const text = JSON.stringify(clients('a', 'b'));

  it('keeps known findings quiet and reports new ones', async () => {
    const known = new Set(await prints(text, 'a.json'));
    const { findings, suppressed } = await lintText(text, { path: 'a.json', baseline: known });
    expect(findings.filter(({ rule }) => rule === 'connect/keep-alive')).toEqual([]);
    expect(suppressed.map(({ by }) => by)).toEqual(['baseline', 'baseline']);
    const worse = JSON.stringify([...clients('a'), { mqtt: { host, keepalive: 7 } }, ...clients('b')]);
    const after = await lintText(worse, { path: 'a.json', baseline: known });
    expect(after.findings.filter(({ rule }) => rule === 'connect/keep-alive').map(({ message }) => message)).toEqual([
      'Keep-alive is 7 s, but must be 10 to 1800 s.',
    ]);
  });

  it('is written in one order and read again', async () => {
    const entry = (fingerprint: string) => ({ rule: 'connect/will', fingerprint });
    const baseline = new Map([
      ['b.json', [entry('2'), entry('1')]],
      ['__proto__', [entry('3')]],
      ['empty.json', []],
    ]);
    const written = formatBaseline(baseline);
    expect(JSON.parse(written)).toMatchObject({ version: 1 });
    expect(formatBaseline(new Map([...baseline].reverse()))).toBe(written);
    expect(formatBaseline(await readBaseline(written, 'b'))).toBe(written);
    expect(JSON.parse(formatBaseline(new Map()))).toEqual({ version: 1, files: {} });
  });

  it.each([
    ['', 'b.json:1:1: This is no baseline'],
    ['{"version": 2, "files": {}}', 'b.json:1:1: This is no baseline'],
    ['{"version": 1, "files": {\n"a": [1]}}', 'b.json:2:6: "a" must be a list of {"rule", "fingerprint"}.'],
    ['{"version": 1,, "files": {}}', 'b.json:1:15: There is nothing before this comma.'],
  ])('that is none is refused: %s', async (text, message) => {
    await expect(readBaseline(text, 'b.json')).rejects.toThrow(message);
  });

  it('is pruned by what was found, and only in files that were linted or are gone', () => {
    const entry = (fingerprint: string) => ({ rule: 'connect/will', fingerprint });
    const baseline = new Map([
      ['a', [entry('1'), entry('2')]],
      ['gone', [entry('3')]],
      ['other', [entry('4')]],
    ]);
    const pruned = pruneBaseline(baseline, new Map([['a', new Set(['2'])]]), (file) => file !== 'gone');
    expect(pruned.removed).toBe(2);
    expect([...pruned.baseline]).toEqual([
      ['a', [entry('2')]],
      ['other', [entry('4')]],
    ]);
  });
});
